import type { Context, Negotiated } from './context.ts'
import { Faulty } from './ending.ts'
import type { Said } from './inbox.ts'

/** What a connection is once both sides have finished: what it does with handshake messages that still come. */
export interface Afterwards {
  /** Of the last handshake. */
  readonly negotiated: Negotiated
  /** @throws Ended, Faulty */
  answer(said: Extract<Said, { kind: 'handshake' }>): Promise<void>
  /** KeyUpdate (RFC 8446 4.6.3); nothing before TLS 1.3. */
  updateKeys(requestUpdate: boolean): void
}

export interface AfterwardsOptions {
  readonly renegotiation: 'answer' | 'refuse'
  /** Takes application data that comes in the middle of a renegotiation. */
  readonly data: (said: Extract<Said, { kind: 'application-data' }>) => void
}

/** Counts messages after the handshake. @throws Faulty beyond the limit */
export function afterthoughtCounter({ limits }: Context): () => void {
  let count = 0
  return () => {
    if (++count <= limits.afterthoughts) return
    const expected = `at most ${limits.afterthoughts} messages after the handshake`
    throw new Faulty({ kind: 'limit', subject: 'handshake message', expected, found: 'one more' })
  }
}
