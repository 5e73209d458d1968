/** Bounds on what a hostile server may make this client hold or do. Real servers stay far below all of them. */
export interface Limits {
  /** Bytes received over all. */
  readonly bytes: number
  /** Pieces those bytes came in, each of which is written down with its time. */
  readonly pieces: number
  /** Records received over all. */
  readonly records: number
  /** Handshake messages received over all: four bytes are enough for one. */
  readonly messages: number
  /** One handshake message with its header; a CompressedCertificate also after decompression. */
  readonly message: number
  /** Records in a row that carry nothing. */
  readonly emptyRecords: number
  /** Messages after the handshake that carry no application data: tickets, key updates, requests, warnings. */
  readonly afterthoughts: number
  /** Handshakes after the first on one connection. */
  readonly renegotiations: number
}

const KIB = 1024

export const DEFAULT_LIMITS: Limits = {
  bytes: 16 * KIB * KIB,
  pieces: 100_000,
  records: 100_000,
  messages: 1000,
  message: 1024 * KIB,
  emptyRecords: 32,
  afterthoughts: 256,
  renegotiations: 4,
}
