import { CaptureError } from '../capture-file/events.ts'
import { GivenFileError } from './given-file-error.ts'

/** A refusal the user is told of: one sentence and what to do. */
export class Refusal extends Error {
  readonly code: string
  readonly hint: string | null
  constructor(code: string, message: string, hint: string | null = null) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** Whatever was thrown, as the contract's error. */
export function errorAsData(error: unknown): { code: string; message: string; hint: string | null } {
  if (error instanceof Refusal) return { code: error.code, message: error.message, hint: error.hint }
  if (error instanceof CaptureError) return { code: error.code, message: error.message, hint: null }
  if (error instanceof GivenFileError) return { code: 'given-file', message: error.message, hint: null }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'engine', message, hint: null }
}
