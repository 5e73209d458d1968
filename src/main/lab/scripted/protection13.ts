import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { concat, utf8Bytes } from '../../../shared/bytes/text.ts'
import { ByteWriter } from '../../../shared/bytes/writer.ts'
import { encodeRecords } from '../../../shared/tls/encode/index.ts'
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import type { Protection, ScriptRecord } from './record-stream.ts'

/** TLS 1.3 with TLS_AES_128_GCM_SHA256 and no PSK: the one key schedule the lab's scripts know (RFC 8446 7.1). */

const HASH_LENGTH = 32
const KEY_LENGTH = 16
const IV_LENGTH = 12
const TAG_LENGTH = 16
const NOTHING = new Uint8Array(0)
const ZEROS = new Uint8Array(HASH_LENGTH)

/** A direction's traffic secret, and what follows from it. */
export class TrafficSecret {
  readonly #secret: Uint8Array

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  /** RFC 8446 7.3. */
  protection(): Protection {
    const key = expandLabel(this.#secret, 'key', NOTHING, KEY_LENGTH)
    return new Gcm13(key, expandLabel(this.#secret, 'iv', NOTHING, IV_LENGTH))
  }

  /** verify_data of a Finished behind `transcript` (RFC 8446 4.4.4). */
  finished(transcript: Uint8Array): Uint8Array {
    return hmac(expandLabel(this.#secret, 'finished', NOTHING, HASH_LENGTH), sha256(transcript))
  }
}

export class KeySchedule13 {
  readonly #handshakeSecret: Uint8Array

  /** @param sharedSecret of the key exchange */
  constructor(sharedSecret: Uint8Array) {
    const early = hmac(ZEROS, ZEROS)
    this.#handshakeSecret = hmac(deriveSecret(early, 'derived', NOTHING), sharedSecret)
  }

  /** @param transcript ClientHello and ServerHello */
  handshake(side: 'client' | 'server', transcript: Uint8Array): TrafficSecret {
    const label = side === 'client' ? 'c hs traffic' : 's hs traffic'
    return new TrafficSecret(deriveSecret(this.#handshakeSecret, label, transcript))
  }

  /** @param transcript ClientHello to the server's Finished */
  application(side: 'client' | 'server', transcript: Uint8Array): TrafficSecret {
    const master = hmac(deriveSecret(this.#handshakeSecret, 'derived', NOTHING), ZEROS)
    return new TrafficSecret(
      deriveSecret(master, side === 'client' ? 'c ap traffic' : 's ap traffic', transcript),
    )
  }
}

/** RFC 8446 5.2 and 5.3. */
class Gcm13 implements Protection {
  readonly #key: Uint8Array
  readonly #iv: Uint8Array
  #sequence = 0

  constructor(key: Uint8Array, iv: Uint8Array) {
    this.#key = key
    this.#iv = iv
  }

  seal(contentType: number, payload: Uint8Array): Uint8Array {
    const inner = concat([payload, Uint8Array.of(contentType)])
    const cipher = createCipheriv('aes-128-gcm', this.#key, this.#nonce())
    cipher.setAAD(outerHeader(inner.length + TAG_LENGTH))
    const sealed = concat([cipher.update(inner), cipher.final(), cipher.getAuthTag()])
    return encodeRecords(CONTENT_TYPE.applicationData, sealed, { fragments: sealed.length })
  }

  open(_contentType: number, payload: Uint8Array): ScriptRecord {
    const body = payload.subarray(0, payload.length - TAG_LENGTH)
    const decipher = createDecipheriv('aes-128-gcm', this.#key, this.#nonce())
    decipher.setAAD(outerHeader(payload.length))
    decipher.setAuthTag(payload.subarray(payload.length - TAG_LENGTH))
    const inner = concat([decipher.update(body), decipher.final()])
    // Zero padding stands behind the type (RFC 8446 5.4).
    const typeAt = inner.findLastIndex((octet) => octet !== 0)
    return { contentType: inner[typeAt] ?? 0, payload: inner.slice(0, Math.max(typeAt, 0)) }
  }

  #nonce(): Uint8Array {
    const sequence = new ByteWriter()
      .u32(0)
      .u32(0)
      .u32(this.#sequence++)
      .bytes()
    return this.#iv.map((octet, at) => octet ^ (sequence[at] ?? 0))
  }
}

function outerHeader(length: number): Uint8Array {
  return new ByteWriter().u8(CONTENT_TYPE.applicationData).u16(VERSION.tls12).u16(length).bytes()
}

function deriveSecret(secret: Uint8Array, label: string, transcript: Uint8Array): Uint8Array {
  return expandLabel(secret, label, sha256(transcript), HASH_LENGTH)
}

/** HKDF-Expand-Label; one block of HKDF-Expand (RFC 5869 2.3) is as much as any of them needs. */
function expandLabel(secret: Uint8Array, label: string, context: Uint8Array, length: number): Uint8Array {
  const info = new ByteWriter()
    .u16(length)
    .vector(1, (out) => out.raw(utf8Bytes(`tls13 ${label}`)))
    .vector(1, (out) => out.raw(context))
    .u8(1)
    .bytes()
  return hmac(secret, info).slice(0, length)
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(data).digest()
}

export function sha256(data: Uint8Array): Uint8Array {
  return createHash('sha256').update(data).digest()
}
