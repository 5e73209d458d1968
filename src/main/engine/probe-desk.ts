import { randomUUID } from 'node:crypto'
import type { AnalysisEvent } from '../../shared/ipc/contract.ts'
import type { ProbeQuestion } from '../../shared/ipc/probe-options.ts'
import { askedPassphrase, type PassphraseSource } from '../probe/credentials/index.ts'
import type { ProbeObserver, ProbeRequest } from '../probe/probe.ts'
import { type PublicTarget, permitting, targetsText } from '../probe/target-space.ts'
import { Refusal } from './refusal.ts'

/** What is probed now, a single server or a matrix: what it may ask the user, and how it is ended. */
export interface Errand {
  readonly id: string
  readonly signal: AbortSignal
  readonly passphrases: PassphraseSource
  /** For what a person must agree to: whether packets may go to public addresses. */
  permitFor(request: ProbeRequest): NonNullable<ProbeObserver['permit']>
}

type Answer = string | boolean | null

/** Keeps the window's errands apart, one at a time, and brings their questions to the user. */
export class ProbeDesk {
  readonly #emit: (event: AnalysisEvent) => void
  #current: { readonly id: string; readonly controller: AbortController } | null = null
  /** What the user was asked and has not answered. */
  #question: { readonly id: string; readonly answer: (given: Answer) => void } | null = null

  constructor(emit: (event: AnalysisEvent) => void) {
    this.#emit = emit
  }

  /** The one before is cancelled. */
  begin(): Errand {
    this.cancel()
    const id = randomUUID()
    const controller = new AbortController()
    this.#current = { id, controller }
    const { signal } = controller
    return {
      id,
      signal,
      passphrases: this.#passphrases(id, signal),
      permitFor: (request) =>
        permitting(request, async (targets: readonly PublicTarget[]) => {
          const question = { kind: 'public-target', sentence: `${targetsText(targets)}.` } as const
          return (await this.#ask(id, question, signal)) === true
        }),
    }
  }

  /** @param id only where it is that one; not given: whatever it is */
  cancel(id?: string): void {
    if (id !== undefined && this.#current?.id !== id) return
    this.#current?.controller.abort()
    this.#current = null
    this.#question?.answer(null)
  }

  /** @throws Refusal where nothing was asked */
  answer(id: string, given: Answer): void {
    if (this.#question?.id !== id) throw new Refusal('not-asked', 'The probe waits for no answer.')
    this.#question.answer(given)
  }

  #passphrases(id: string, signal: AbortSignal): PassphraseSource {
    return askedPassphrase(async ({ file, what, attempt }) => {
      const given = await this.#ask(id, { kind: 'passphrase', file, what, attempt }, signal)
      refuseCancelled(signal)
      return typeof given === 'string' ? given : null
    })
  }

  #ask(id: string, question: ProbeQuestion, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return Promise.resolve(null)
    return new Promise((done) => {
      this.#question = {
        id,
        answer: (given) => {
          this.#question = null
          done(given)
        },
      }
      this.#emit({ kind: 'probe-question', analysis: id, question })
    })
  }
}

/** @throws Refusal */
export function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new Refusal('cancelled', 'The probe was cancelled.')
}
