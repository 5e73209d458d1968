import type { Direction } from './events.ts'
import type { Via } from './preamble.ts'

/** TLS was found. */
export interface TlsStart {
  /** Who is the TLS client. */
  readonly client: Direction
  /** Whether the handshake says so; else it is a guess from the ports and who spoke first. */
  readonly clientKnown: boolean
  /** What it was started from; `null`: TLS from the first byte, or the capture began later. */
  readonly via: Via | null
  /** Found in the middle of a connection by its record headers. */
  readonly midway: boolean
}

/** One direction, or (`null`) the whole connection, carries no TLS. */
export interface NotTls {
  readonly direction: Direction | null
  /** `nothing`: not one payload byte was captured. */
  readonly protocol: 'http' | 'other' | 'nothing'
  /** Up to 64 bytes of what it begins with, and who sent them. */
  readonly firstBytes: Uint8Array
  readonly firstDirection: Direction | null
}

/** Receives the TLS bytes of one connection. Byte arrays are valid only during the call. */
export interface TlsByteSink {
  /** At most once, before anything else. */
  tls(start: TlsStart): void
  /**
   * At most once a direction: its TLS bytes begin at payload offset `offset` (holes counted). `searching`:
   * they may begin in the middle of a record (`RecordLayerOptions.startsMidway`).
   */
  starts(direction: Direction, offset: number, searching: boolean): void
  data(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void
  hole(direction: Direction, length: number, frame: number, atMicros: number): void
  /** Without `tls` before it: of the whole connection. After `tls`: the server answered with something else. */
  notTls(what: NotTls): void
}
