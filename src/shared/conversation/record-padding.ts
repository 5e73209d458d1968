import { padded, type RecordSizes } from './record-sizes.ts'

/** Zero bytes that JSSE (Java 11 and later) puts behind the content of every protected TLS 1.3 record. */
const JSSE_PADDING = 16

const ALERT_LENGTH = 2
/** An empty Certificate of TLS 1.3: header, empty context, empty list (RFC 8446 4.4.2). */
export const EMPTY_CERTIFICATE_LENGTH = 8
/** The smallest CertificateVerify: header, scheme, length, an Ed25519 signature; the largest, by RSA-8192. */
export const SMALLEST_CERTIFICATE_VERIFY = 72
const LARGEST_CERTIFICATE_VERIFY = 1032
/** No flight of handshake messages has its Finished so far behind its start. */
export const LONGEST_FLIGHT = 8

/**
 * The sizes as the client's records have them. RFC 8446 5.4 lets a peer pad as it likes; a constant 16 bytes show
 * in what can have one size only: Finished, an empty Certificate, an alert in their place.
 * @param lengths of the client's protected records, in order
 */
export function clientSizes(sizes: RecordSizes, lengths: readonly number[]): RecordSizes {
  const first = lengths[0]
  if (first === undefined || finishedAt(lengths, sizes) >= 0) return sizes
  const jsse = padded(sizes, JSSE_PADDING)
  if (jsse.canHold(first, ALERT_LENGTH) || jsse.canHold(first, EMPTY_CERTIFICATE_LENGTH)) return jsse
  const at = finishedAt(lengths, jsse)
  return at === 0 || (at >= 2 && isProof(jsse.plaintext(lengths[at - 1] ?? 0))) ? jsse : sizes
}

/** The same of the server. @param lengths of its protected records before the client's first */
export function serverSizes(sizes: RecordSizes, lengths: readonly number[]): RecordSizes {
  if (finishedAt(lengths, sizes) >= 0) return sizes
  const jsse = padded(sizes, JSSE_PADDING)
  return finishedAt(lengths, jsse) >= 1 ? jsse : sizes
}

function finishedAt(lengths: readonly number[], sizes: RecordSizes): number {
  for (let at = 0; at < lengths.length && at < LONGEST_FLIGHT; at++) {
    if (sizes.plaintext(lengths[at] ?? 0) === sizes.finishedLength) return at
  }
  return -1
}

function isProof(length: number): boolean {
  return length >= SMALLEST_CERTIFICATE_VERIFY && length <= LARGEST_CERTIFICATE_VERIFY
}
