import type { ConnectionSummary } from '../record-receiver.ts'

/**
 * What one thread tells another of connections, one behind the other, in a buffer that changes hands: no objects are
 * cloned, and nothing is parsed but numbers. Little-endian throughout; both ends are this program.
 *
 * A tape is a row of parts: u8 kind, u32 length, content. The content of `secrets` is a TLS key log, that of
 * `connection` is its entries, the last of them `finish`. Every entry: u8 kind, u8 peer (0 client, 1 server), then
 * - transport: u32 bytes, u32 frame, f64 micros, text type, text detail (empty: none)
 * - http: u8 request (1) or response (0), u32 length, u32 frame, f64 micros, text line
 * - record, data: u8 content type, u8 flags, u16 version, u32 length, f64 started and completed, u16 count of frames
 *   and those (u32), u16 count of arrivals and those (u32 end, u32 frame, f64 micros), u32 length of payload and that
 * - lost: nothing more
 * - malformed: f64 offset, u32 frame, f64 micros, text expected, text found
 * - finish: u32 stream, text of the client's address, u16 port, the same of the server, text startedBy, text notTls,
 *   and the numbers of `numbersOf` (f64; NaN: null)
 * A text: u16 length and its UTF-16 units.
 */
export const PART = { connection: 1, secrets: 2 } as const

export const ENTRY = {
  transport: 1,
  http: 2,
  record: 3,
  data: 4,
  lost: 5,
  finish: 6,
  secrets: 7,
  malformed: 8,
} as const

export const FLAG_CUT = 1
export const FLAG_SSLV2 = 2

/** Room on a tape; it grows for a connection that needs more. */
export const TAPE_FULL = 512 * 1024

type Side = ConnectionSummary['transport']['client']

const CLOSED = ['fin', 'rst', 'reused', 'end'] as const
const PEERS = ['client', 'server'] as const

/** A connection's summary as numbers, in order; `numbersOf` and `summaryOf` undo each other. */
export function numbersOf(summary: ConnectionSummary): number[] {
  const { transport } = summary
  return [
    summary.startedMicros,
    summary.endedMicros,
    Number(transport.synSeen),
    Number(transport.synAckSeen),
    Number(transport.refused),
    transport.synRetransmissions,
    Number(transport.startsMidway),
    CLOSED.indexOf(transport.closed),
    transport.firstCloser === null ? -1 : PEERS.indexOf(transport.firstCloser),
    transport.silenceMicros,
    ...numbersOfSide(transport.client),
    ...numbersOfSide(transport.server),
  ]
}

/** How many numbers `numbersOf` gives. */
export const NUMBERS = 10 + 2 * 13

export interface SummaryTexts {
  readonly tcpStream: number
  readonly client: ConnectionSummary['client']
  readonly server: ConnectionSummary['server']
  readonly startedBy: string | null
  readonly notTls: ConnectionSummary['notTls']
}

export function summaryOf(texts: SummaryTexts, numbers: Float64Array): ConnectionSummary {
  const at = (index: number): number => numbers[index] ?? 0
  const closer = at(8)
  return {
    ...texts,
    startedMicros: at(0),
    endedMicros: at(1),
    transport: {
      synSeen: at(2) === 1,
      synAckSeen: at(3) === 1,
      refused: at(4) === 1,
      synRetransmissions: at(5),
      startsMidway: at(6) === 1,
      closed: CLOSED[at(7)] ?? 'end',
      firstCloser: closer < 0 ? null : (PEERS[closer] ?? null),
      silenceMicros: at(9),
      client: sideOf(numbers.subarray(10, 23)),
      server: sideOf(numbers.subarray(23, 36)),
    },
  }
}

function numbersOfSide(side: Side): number[] {
  return [
    side.delivered,
    side.unacknowledged,
    side.retransmissions,
    side.unansweredRetransmissions,
    side.largestPayload,
    side.mss,
    side.missingBytes,
    side.snappedBytes,
    side.window ?? Number.NaN,
    side.ttl ?? Number.NaN,
    side.resetTtl ?? Number.NaN,
    Number(side.finSeen),
    Number(side.rstSeen),
  ]
}

function sideOf(numbers: Float64Array): Side {
  const at = (index: number): number => numbers[index] ?? 0
  const known = (index: number): number | null => (Number.isNaN(at(index)) ? null : at(index))
  return {
    delivered: at(0),
    unacknowledged: at(1),
    retransmissions: at(2),
    unansweredRetransmissions: at(3),
    largestPayload: at(4),
    mss: at(5),
    missingBytes: at(6),
    snappedBytes: at(7),
    window: known(8),
    ttl: known(9),
    resetTtl: known(10),
    finSeen: at(11) === 1,
    rstSeen: at(12) === 1,
  }
}
