import { CredentialError, type CredentialFault } from './credential-error.ts'

/**
 * What went wrong inside a file, without its name: thrown by the readers of this folder, caught where the file is
 * known. The clause stands behind `file: ` and tells nothing of the file's secrets.
 */
export class ReadingFault extends Error {
  readonly fault: CredentialFault
  readonly wayRound: string | null

  constructor(fault: CredentialFault, clause: string, wayRound: string | null = null) {
    super(clause)
    this.name = 'ReadingFault'
    this.fault = fault
    this.wayRound = wayRound
  }

  in(file: string): CredentialError {
    return new CredentialError(this.fault, `${file}: ${this.message}`, this.wayRound)
  }
}

/**
 * Runs a reader; what it throws names the file afterwards. Libraries throw what they like on hostile bytes: to
 * whoever named the file, all that means is damage.
 */
export function reading<T>(file: string, what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw namedFault(file, what, error)
  }
}

export function namedFault(file: string, what: string, error: unknown): CredentialError {
  if (error instanceof CredentialError) return error
  if (error instanceof ReadingFault) return error.in(file)
  return new CredentialError('damaged', `${file}: ${what} is damaged and cannot be read`)
}
