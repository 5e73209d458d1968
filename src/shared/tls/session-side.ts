import type { HandshakeProblem, HandshakeSink, RawHandshake, TlsRecord } from './record/events.ts'
import { HandshakeAssembler } from './record/handshake-assembler.ts'
import type { SessionPeer } from './record-opener.ts'

/** A record that waits for its keys, or a loss between such records. */
export type Held = TlsRecord | 'lost'

const NONE_HELD: readonly Held[] = []

/** Hears of what the messages of both peers' records are. */
export interface SideListener {
  message(side: SessionSide, message: RawHandshake): void
  problem(side: SessionSide, problem: HandshakeProblem): void
}

/** What a session keeps of one of its two peers. */
export class SessionSide implements HandshakeSink {
  readonly peer: SessionPeer
  readonly assembler = new HandshakeAssembler(this)
  /** TLS 1.2 and below: whether this peer has sent ChangeCipherSpec, so that what follows is protected. */
  protects = false
  /** Whether what the assembler is given was opened. */
  opening = false
  /** Bytes of application data opened so far. */
  plaintext = 0
  readonly #listener: SideListener
  #held: Held[] | null = null

  constructor(peer: SessionPeer, listener: SideListener) {
    this.peer = peer
    this.#listener = listener
  }

  /** Records that wait for their keys, in order. */
  get held(): readonly Held[] {
    return this.#held ?? NONE_HELD
  }

  hold(one: Held): void {
    this.#held ??= []
    this.#held.push(one)
  }

  /** Takes the first of those that wait. */
  takeHeld(): void {
    this.#held?.shift()
  }

  message(message: RawHandshake): void {
    this.#listener.message(this, message)
  }

  problem(problem: HandshakeProblem): void {
    this.#listener.problem(this, problem)
  }
}
