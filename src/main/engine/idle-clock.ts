import type { TcpReassembler } from '../tcp/reassembler.ts'
import type { ConnectionSink } from './connection-sink.ts'

const TICK_MILLIS = 250
const NO_TIME = Number.NEGATIVE_INFINITY

/**
 * Where packets come as they happen (a pipe from a capture program) and none comes for a while, time goes on all the
 * same: connections that linger are judged without waiting for somebody else's packet.
 */
export class IdleClock {
  readonly #reassembler: TcpReassembler
  readonly #sink: Pick<ConnectionSink, 'ready'>
  readonly #timer: NodeJS.Timeout
  /** Of the last packet; a number always, so that none is boxed. */
  #packetMicros = NO_TIME
  /** Packets since the last tick, and ticks without one. */
  #moved = false
  #idleTicks = 0

  constructor(reassembler: TcpReassembler, sink: Pick<ConnectionSink, 'ready'>) {
    this.#reassembler = reassembler
    this.#sink = sink
    this.#timer = setInterval(() => this.#tick(), TICK_MILLIS)
    this.#timer.unref()
  }

  packet(atMicros: number): void {
    this.#packetMicros = atMicros
    this.#moved = true
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    this.#idleTicks = this.#moved ? 0 : this.#idleTicks + 1
    this.#moved = false
    if (this.#idleTicks === 0 || this.#packetMicros === NO_TIME) return
    this.#reassembler.advance(this.#packetMicros + this.#idleTicks * TICK_MILLIS * 1000)
    // Whoever fails here fails again where it is waited for.
    this.#sink.ready().catch(() => {})
  }
}
