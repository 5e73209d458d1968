import { randomBytes } from 'node:crypto'
import { concat } from '../../shared/bytes/text.ts'
import type { CipherSuiteFacts } from '../../shared/tls/registry/index.ts'
import { type Aead, aeadOf } from './aead.ts'
import { type BlockCipher, blockCipherOf } from './block-ciphers.ts'
import { Rc4 } from './rc4.ts'
import { authenticatedHeader, nonceOf, type RecordCipher } from './record-cipher.ts'
import { type RecordMac, recordMacOf } from './record-mac.ts'

const SSL30 = 0x0300
const TLS11 = 0x0302
const EXPLICIT_NONCE = 8
const CHACHA_IV = 12
const AEAD_SALT = 4

/** What both hellos agreed on, as far as records depend on it. */
export interface Tls12Parameters {
  readonly version: number
  readonly suite: CipherSuiteFacts
  /** RFC 7366; only CBC suites are changed by it. */
  readonly encryptThenMac: boolean
  /** RFC 6066 7. */
  readonly truncatedHmac: boolean
}

/** One peer's share of the key block (RFC 5246 6.3). */
export interface WriteKeys {
  readonly macKey: Uint8Array
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

/** How much of each the key block holds, and the cipher made of them. */
export interface Tls12Protection {
  readonly macKeyLength: number
  readonly keyLength: number
  readonly ivLength: number
  cipher(keys: WriteKeys): RecordCipher
}

/** @returns `null` where this host cannot do the suite */
export function tls12ProtectionOf(parameters: Tls12Parameters): Tls12Protection | null {
  const { suite, version, truncatedHmac } = parameters
  if (suite.aead) return aeadProtection(suite)
  // Export suites shorten the keys in a way of their own (RFC 2246 6.3.1); nobody speaks them any more.
  if (suite.name.includes('EXPORT')) return null
  const mac = recordMacOf(suite.hash, suite.macLength, version, truncatedHmac)
  if (mac === null) return null
  if (suite.mode === 'NULL') return unencrypted(mac)
  if (suite.mode === 'stream' && suite.cipher === 'RC4_128') return rc4(mac)
  const block = suite.mode === 'CBC' ? blockCipherOf(suite.cipher) : null
  return block === null ? null : cbc(parameters, block, mac)
}

function aeadProtection(suite: CipherSuiteFacts): Tls12Protection | null {
  const aead = aeadOf(suite)
  if (aead === null) return null
  const explicit = suite.explicitNonceLength > 0
  return {
    macKeyLength: 0,
    keyLength: aead.keyLength,
    ivLength: explicit ? AEAD_SALT : CHACHA_IV,
    cipher: ({ key, iv }) => aeadCipher(aead, key, iv, explicit ? EXPLICIT_NONCE : 0),
  }
}

/** RFC 5288 3, RFC 6655 3, RFC 7905 2. */
function aeadCipher(aead: Aead, key: Uint8Array, iv: Uint8Array, explicit: number): RecordCipher {
  return {
    chained: false,
    open: (sequence, contentType, version, payload) => {
      const length = payload.length - explicit - aead.tagLength
      if (length < 0) return null
      const nonce = explicit > 0 ? concat([iv, payload.subarray(0, explicit)]) : nonceOf(iv, sequence)
      const header = authenticatedHeader(sequence, contentType, version, length)
      const content = aead.open(key, nonce, header, payload.subarray(explicit))
      return content === null ? null : { content, offset: explicit }
    },
    seal: (sequence, contentType, version, content) => {
      const header = authenticatedHeader(sequence, contentType, version, content.length)
      // The explicit part may be any number that is not used twice: the sequence number (RFC 5288 3).
      const nonceSent = header.subarray(0, explicit)
      const nonce = explicit > 0 ? concat([iv, nonceSent]) : nonceOf(iv, sequence)
      return concat([nonceSent, aead.seal(key, nonce, header, content)])
    },
  }
}

function unencrypted(mac: RecordMac): Tls12Protection {
  return {
    macKeyLength: mac.keyLength,
    keyLength: 0,
    ivLength: 0,
    cipher: ({ macKey }) => ({
      chained: false,
      open: (sequence, contentType, version, payload) =>
        verified(mac, macKey, sequence, contentType, version, payload.slice(), 0),
      seal: (sequence, contentType, version, content) =>
        concat([content, mac.of(macKey, sequence, contentType, version, content)]),
    }),
  }
}

function rc4(mac: RecordMac): Tls12Protection {
  return {
    macKeyLength: mac.keyLength,
    keyLength: 16,
    ivLength: 0,
    cipher: ({ macKey, key }) => {
      const stream = new Rc4(key)
      const decrypted = oncePerRecord((payload) => stream.update(payload))
      return {
        chained: true,
        open: (sequence, contentType, version, payload) =>
          verified(mac, macKey, sequence, contentType, version, decrypted(payload), 0),
        seal: (sequence, contentType, version, content) =>
          stream.update(concat([content, mac.of(macKey, sequence, contentType, version, content)])),
      }
    },
  }
}

function cbc(parameters: Tls12Parameters, block: BlockCipher, mac: RecordMac): Tls12Protection {
  const explicitIv = parameters.version >= TLS11
  return {
    macKeyLength: mac.keyLength,
    keyLength: block.keyLength,
    ivLength: explicitIv ? 0 : block.blockLength,
    cipher: ({ macKey, key, iv }) => {
      let chain = iv
      // Up to TLS 1.0 the last block of a record is the IV of the next (RFC 2246 6.2.3.2).
      const chainedIv = oncePerRecord((payload) => {
        const before = chain
        const end = payload.length - (parameters.encryptThenMac ? mac.length : 0)
        if (end >= block.blockLength) chain = payload.slice(end - block.blockLength, end)
        return before
      })
      return {
        chained: !explicitIv,
        open: (sequence, contentType, version, payload) => {
          const before = explicitIv ? null : chainedIv(payload)
          const body = parameters.encryptThenMac
            ? macStripped(mac, macKey, sequence, contentType, version, payload)
            : payload
          const size = block.blockLength
          const offset = explicitIv ? size : 0
          if (body === null || body.length < offset + size || body.length % size !== 0) return null
          const iv = before ?? body.subarray(0, size)
          const padded = block.decrypt(key, iv, body.subarray(offset))
          const content = unpadded(padded, size, parameters.version)
          if (content === null) return null
          if (parameters.encryptThenMac) return { content, offset }
          return verified(mac, macKey, sequence, contentType, version, content, offset)
        },
        seal: (sequence, contentType, version, content) => {
          const size = block.blockLength
          const vector = explicitIv ? randomBytes(size) : chain
          const inside = parameters.encryptThenMac
            ? content
            : concat([content, mac.of(macKey, sequence, contentType, version, content)])
          const blocks = block.encrypt(key, vector, withPadding(inside, size))
          chain = blocks.slice(-size)
          const sealed = explicitIv ? concat([vector, blocks]) : blocks
          if (!parameters.encryptThenMac) return sealed
          return concat([sealed, mac.of(macKey, sequence, contentType, version, sealed)])
        },
      }
    },
  }
}

/** The shortest padding that fills the last block (RFC 5246 6.2.3.2). */
function withPadding(content: Uint8Array, blockLength: number): Uint8Array {
  const length = blockLength - (content.length % blockLength)
  const padded = new Uint8Array(content.length + length).fill(length - 1)
  padded.set(content)
  return padded
}

/** What may be done only once a record, though the record is tried with several numbers. */
function oncePerRecord(work: (payload: Uint8Array) => Uint8Array): (payload: Uint8Array) => Uint8Array {
  let last: Uint8Array | null = null
  let result: Uint8Array = new Uint8Array(0)
  return (payload) => {
    if (payload !== last) result = work(payload)
    last = payload
    return result
  }
}

/** Encrypt-then-MAC (RFC 7366 3): the MAC covers the IV and the ciphertext. */
function macStripped(
  mac: RecordMac,
  key: Uint8Array,
  sequence: number,
  contentType: number,
  version: number,
  payload: Uint8Array,
): Uint8Array | null {
  const end = payload.length - mac.length
  if (end < 0) return null
  const sealed = payload.subarray(0, end)
  return mac.fits(key, sequence, contentType, version, sealed, payload.subarray(end)) ? sealed : null
}

/** Without padding (RFC 5246 6.2.3.2): its length, and, from TLS 1.0 on, that every byte of it says the same. */
function unpadded(padded: Uint8Array, blockLength: number, version: number): Uint8Array | null {
  const length = (padded[padded.length - 1] ?? 0) + 1
  const end = padded.length - length
  if (end < 0) return null
  if (version === SSL30) return length <= blockLength ? padded.subarray(0, end) : null
  for (let at = end; at < padded.length; at++) if (padded[at] !== length - 1) return null
  return padded.subarray(0, end)
}

function verified(
  mac: RecordMac,
  key: Uint8Array,
  sequence: number,
  contentType: number,
  version: number,
  bytes: Uint8Array,
  offset: number,
): { content: Uint8Array; offset: number } | null {
  const end = bytes.length - mac.length
  if (end < 0) return null
  const content = bytes.subarray(0, end)
  const fits = mac.fits(key, sequence, contentType, version, content, bytes.subarray(end))
  return fits ? { content, offset } : null
}
