/**
 * How much a capture may make the reassembly remember. A hostile capture reaches these limits and gets a
 * warning; an honest one does not come near them.
 */
export interface TcpLimits {
  /**
   * Connections remembered at once, those included of which only numbers are left: closed ones (their ports may be used
   * again), and SYNs that nothing followed.
   */
  readonly connections: number
  /** Connections that are open, with all that belongs to them. */
  readonly open: number
  /** Bytes and pieces waiting behind a gap, one direction of one connection. */
  readonly waitingBytesPerSide: number
  readonly waitingPiecesPerSide: number
  /** Bytes waiting behind gaps, all connections together. */
  readonly waitingBytes: number
  /** Delivered bytes kept for comparison with retransmissions, from the start of each direction. */
  readonly historyBytesPerSide: number
  readonly historyBytes: number
}

export const TCP_LIMITS: TcpLimits = {
  connections: 131_072,
  open: 4_096,
  waitingBytesPerSide: 8 * 1024 * 1024,
  waitingPiecesPerSide: 8_192,
  waitingBytes: 24 * 1024 * 1024,
  historyBytesPerSide: 64 * 1024,
  historyBytes: 8 * 1024 * 1024,
}

export type TcpLimitKind = 'open' | 'connections' | 'waiting-side' | 'waiting-total'

/** Tells of each kind the first message only. */
export function onceEach(
  tell: (kind: TcpLimitKind, message: string) => void,
): (kind: TcpLimitKind, message: string) => void {
  const told = new Set<TcpLimitKind>()
  return (kind, message) => {
    if (told.has(kind)) return
    told.add(kind)
    tell(kind, message)
  }
}

/** What the bookkeeping of one waiting piece is reckoned at, beside its bytes. */
export const PIECE_OVERHEAD = 128

/** Packets of the connection, and time, that a gap already acknowledged is still given to be filled. */
export const GAP_GRACE_PACKETS = 4
export const GAP_GRACE_MICROS = 100_000

/** How long a closed connection may still show retransmissions and resets before it is reported closed. */
export const LINGER_MICROS = 2_000_000
/** The same behind a reset, and where both FINs are acknowledged: little can follow, and a verdict waits for it. */
export const LINGER_AFTER_RESET_MICROS = 750_000
export const LINGER_ALL_ACKNOWLEDGED_MICROS = 250_000

/** Two packets alike in every way within this time are one packet captured twice. */
export const COPY_MICROS = 5_000

/** RFC 7323 2.3: no window is larger, so no honest acknowledgement is further ahead. */
export const LARGEST_WINDOW = 2 ** 30

/** Bytes that a capture may have missed right after a SYN and still be believed. */
export const NEAR_START = 2 ** 24

/** What the user is told where there are more connections than `most`. */
export function tooMany(most: number, andThen: 'dropped' | 'judged'): string {
  return andThen === 'dropped'
    ? `more than ${most} TCP connections at once: the oldest idle ones were dropped`
    : `more than ${most} TCP connections open at once: the oldest idle ones were judged before their end`
}
