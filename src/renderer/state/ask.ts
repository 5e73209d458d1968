import type { Outcome } from '../../shared/ipc/contract.ts'
import { toast } from './toasts.ts'

/** How the window asks the rest of the program. Every failure ends as one sentence on screen. */

/** The value, or `null` after having told the user what went wrong. */
export async function ask<T>(question: Promise<Outcome<T>>): Promise<T | null> {
  const outcome = await settle(question)
  if (outcome.ok) return outcome.value
  toast('failed', sentence(outcome.error))
  return null
}

/** A bridge that throws (the main process refused the message) is a failure like any other. */
export async function settle<T>(question: Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await question
  } catch (error) {
    const message = error instanceof Error ? error.message : 'the program did not answer'
    return { ok: false, error: { code: 'bridge', message, hint: null } }
  }
}

export function sentence({ message, hint }: { message: string; hint: string | null }): string {
  if (hint === null) return message
  return /[.!?]$/.test(message) ? `${message} ${hint}` : `${message}. ${hint}`
}
