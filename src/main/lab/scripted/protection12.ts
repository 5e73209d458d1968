import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { concat } from '../../../shared/bytes/text.ts'
import { ByteWriter } from '../../../shared/bytes/writer.ts'
import { encodeRecords } from '../../../shared/tls/encode/index.ts'
import { VERSION } from '../../../shared/tls/registry/index.ts'
import type { Protection, ScriptRecord } from './record-stream.ts'

/** TLS 1.2 with AES_128_GCM_SHA256: the one protection the lab's scripts speak below TLS 1.3. */

const KEY_LENGTH = 16
const SALT_LENGTH = 4
const EXPLICIT_NONCE_LENGTH = 8
const TAG_LENGTH = 16

export interface Tls12Keys {
  readonly masterSecret: Uint8Array
  readonly client: Protection
  readonly server: Protection
}

/** RFC 5246 8.1 and 6.3. Each call gives fresh protections that count from zero. */
export function deriveKeys(
  premaster: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Tls12Keys {
  const masterSecret = prf(premaster, 'master secret', concat([clientRandom, serverRandom]), 48)
  const block = prf(
    masterSecret,
    'key expansion',
    concat([serverRandom, clientRandom]),
    2 * (KEY_LENGTH + SALT_LENGTH),
  )
  const salts = 2 * KEY_LENGTH
  return {
    masterSecret,
    client: new Gcm12(block.slice(0, KEY_LENGTH), block.slice(salts, salts + SALT_LENGTH)),
    server: new Gcm12(block.slice(KEY_LENGTH, salts), block.slice(salts + SALT_LENGTH)),
  }
}

/** RFC 5246 7.4.9. */
export function verifyData(
  masterSecret: Uint8Array,
  label: 'client finished' | 'server finished',
  transcript: readonly Uint8Array[],
): Uint8Array {
  const hash = createHash('sha256').update(concat(transcript)).digest()
  return prf(masterSecret, label, hash, 12)
}

/** P_SHA256 (RFC 5246 5). */
export function prf(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  const labelled = concat([Buffer.from(label, 'ascii'), seed])
  const hmac = (data: Uint8Array) => createHmac('sha256', secret).update(data).digest()
  const pieces: Uint8Array[] = []
  let a: Uint8Array = labelled
  for (let made = 0; made < length; made += 32) {
    a = hmac(a)
    pieces.push(hmac(concat([a, labelled])))
  }
  return concat(pieces).slice(0, length)
}

/** RFC 5288 3, RFC 5246 6.2.3.3. */
class Gcm12 implements Protection {
  readonly #key: Uint8Array
  readonly #salt: Uint8Array
  #sequence = 0

  constructor(key: Uint8Array, salt: Uint8Array) {
    this.#key = key
    this.#salt = salt
  }

  seal(contentType: number, payload: Uint8Array): Uint8Array {
    const explicit = new ByteWriter().u32(0).u32(this.#sequence).bytes()
    const cipher = createCipheriv('aes-128-gcm', this.#key, concat([this.#salt, explicit]))
    cipher.setAAD(this.#additionalData(contentType, payload.length))
    const sealed = concat([explicit, cipher.update(payload), cipher.final(), cipher.getAuthTag()])
    return encodeRecords(contentType, sealed)
  }

  open(contentType: number, payload: Uint8Array): ScriptRecord {
    const explicit = payload.subarray(0, EXPLICIT_NONCE_LENGTH)
    const body = payload.subarray(EXPLICIT_NONCE_LENGTH, payload.length - TAG_LENGTH)
    const decipher = createDecipheriv('aes-128-gcm', this.#key, concat([this.#salt, explicit]))
    decipher.setAAD(this.#additionalData(contentType, body.length))
    decipher.setAuthTag(payload.subarray(payload.length - TAG_LENGTH))
    return { contentType, payload: concat([decipher.update(body), decipher.final()]) }
  }

  #additionalData(contentType: number, length: number): Uint8Array {
    return new ByteWriter()
      .u32(0)
      .u32(this.#sequence++)
      .u8(contentType)
      .u16(VERSION.tls12)
      .u16(length)
      .bytes()
  }
}
