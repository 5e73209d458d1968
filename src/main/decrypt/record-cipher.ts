/** Content of one record as a cipher finds it, and where in the payload it stood. */
export interface CipherContent {
  readonly content: Uint8Array
  readonly offset: number
}

/** One direction's protection between two changes of keys: for opening or for sealing, not both. */
export interface RecordCipher {
  /** @param sequence number of the record under these keys, from 0. `null`: MAC, tag or padding do not fit */
  open(sequence: number, contentType: number, version: number, payload: Uint8Array): CipherContent | null
  /** The payload that the peer opens with the same arguments; records must be sealed in order. */
  seal(sequence: number, contentType: number, version: number, content: Uint8Array): Uint8Array
  /** Whether opening a record needs the one before. It may be tried with several numbers all the same. */
  readonly chained: boolean
}

/** seq_num, type, version, length: what TLS 1.2 and below authenticate beside the content (RFC 5246 6.2.3). */
export function authenticatedHeader(
  sequence: number,
  contentType: number,
  version: number,
  length: number,
): Uint8Array {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setBigUint64(0, BigInt(sequence))
  view.setUint8(8, contentType)
  view.setUint16(9, version)
  view.setUint16(11, length)
  return header
}

/** The nonce of TLS 1.3 and of ChaCha20-Poly1305 in TLS 1.2: the IV XORed with the sequence number (RFC 8446 5.3). */
export function nonceOf(iv: Uint8Array, sequence: number): Uint8Array {
  // Not `slice`, which of a Buffer is no copy.
  const nonce = Uint8Array.from(iv)
  for (let at = nonce.length - 1, rest = sequence; rest > 0 && at >= 0; at--) {
    nonce[at] = (nonce[at] ?? 0) ^ (rest & 255)
    rest = Math.floor(rest / 256)
  }
  return nonce
}
