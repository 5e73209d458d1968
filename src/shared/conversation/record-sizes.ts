import { remembering } from '../bytes/memo.ts'
import { cipherSuiteFacts, isTls13 } from '../tls/registry/index.ts'

/**
 * What an encrypted record's size gives away (facts 5.2). Sizes are of the record payload as the header's
 * length field counts it. Padding defeats all of it, so everything derived from here is a guess.
 */
export interface RecordSizes {
  /** Bytes of plaintext behind a protected record of that length; for CBC the largest possible. */
  plaintext(recordLength: number): number
  /** Whether a protected record of that length can hold exactly `plaintextLength` bytes. */
  canHold(recordLength: number, plaintextLength: number): boolean
  /** Finished with its 4-byte header. */
  readonly finishedLength: number
}

const ALERT_LENGTH = 2
const HANDSHAKE_HEADER = 4
/** TLS 1.3: inner content type and AEAD tag (RFC 8446 5.2). */
const TLS13_OVERHEAD = 17

export function recordSizes(version: number | null, cipherSuite: number | null): RecordSizes {
  return byVersion(version)(cipherSuite)
}

const byVersion = remembering(8, (version: number | null) =>
  remembering(64, (cipherSuite: number | null) => sizesOf(version, cipherSuite)),
)

function sizesOf(version: number | null, cipherSuite: number | null): RecordSizes {
  const facts = cipherSuite === null ? null : cipherSuiteFacts(cipherSuite)
  if (isTls13(version)) {
    const hash = facts?.hash === 'SHA384' ? 48 : 32
    // CCM_8 has a tag of 8 bytes, every other TLS 1.3 suite one of 16.
    const overhead = facts?.tagLength ? facts.tagLength + 1 : TLS13_OVERHEAD
    return fixed(overhead, HANDSHAKE_HEADER + hash)
  }
  const finishedLength = HANDSHAKE_HEADER + 12
  if (facts === null) return blockCipher(16, 20, finishedLength)
  if (facts.tagLength > 0) return fixed(facts.tagLength + facts.explicitNonceLength, finishedLength)
  if (facts.blockLength > 0) return blockCipher(facts.blockLength, facts.macLength, finishedLength)
  return fixed(facts.macLength, finishedLength)
}

/** Whether the record can be an alert and nothing larger. */
export function isAlertSized(sizes: RecordSizes, recordLength: number): boolean {
  return sizes.canHold(recordLength, ALERT_LENGTH)
}

/** The same where every record carries that many bytes of padding (RFC 8446 5.4). */
export function padded(sizes: RecordSizes, padding: number): RecordSizes {
  return {
    plaintext: (recordLength) => Math.max(0, sizes.plaintext(recordLength) - padding),
    canHold: (recordLength, plaintextLength) => sizes.canHold(recordLength - padding, plaintextLength),
    finishedLength: sizes.finishedLength,
  }
}

function fixed(overhead: number, finishedLength: number): RecordSizes {
  return {
    plaintext: (recordLength) => Math.max(0, recordLength - overhead),
    canHold: (recordLength, plaintextLength) => recordLength - overhead === plaintextLength,
    finishedLength,
  }
}

/** CBC: an IV (TLS 1.1 and up), the MAC, and 1 to one block of padding. TLS 1.0 has no IV; both are allowed for. */
function blockCipher(block: number, mac: number, finishedLength: number): RecordSizes {
  const padded = (plaintextLength: number): number => Math.ceil((plaintextLength + mac + 1) / block) * block
  return {
    plaintext: (recordLength) => Math.max(0, recordLength - block - mac - 1),
    canHold: (recordLength, plaintextLength) =>
      recordLength === padded(plaintextLength) + block || recordLength === padded(plaintextLength),
    finishedLength,
  }
}
