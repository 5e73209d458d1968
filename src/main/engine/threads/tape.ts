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
 *   and the numbers of `transport-codec.ts` (f64; NaN: null)
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
export const TAPE_FULL = 256 * 1024

/** Room made for a tape of that length, bytes: of few sizes, so that it fits the next one, too. */
export function roomFor(length: number): number {
  return Math.max(1, Math.ceil(length / TAPE_FULL)) * TAPE_FULL
}
