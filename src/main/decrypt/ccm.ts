import { createCipheriv, timingSafeEqual } from 'node:crypto'
import { concat } from '../../shared/bytes/text.ts'

const BLOCK = 16

/**
 * AES-CCM (RFC 3610, NIST SP 800-38C), made of AES-CTR and AES-CBC, which every host has; BoringSSL offers no
 * CCM. `sealed` is the ciphertext with its tag; `null` where the tag does not fit.
 * @param nonce 7 to 13 bytes; TLS uses 12
 */
export function openCcm(
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  sealed: Uint8Array,
  tagLength: number,
): Uint8Array | null {
  const length = sealed.length - tagLength
  if (length < 0) return null
  const { mask, output: content } = counterMode(key, nonce, sealed.subarray(0, length))
  const expected = tagOf(key, nonce, additional, content, tagLength, mask)
  return timingSafeEqual(expected, sealed.subarray(length)) ? content : null
}

/** The other direction: ciphertext with its tag behind. */
export function sealCcm(
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  content: Uint8Array,
  tagLength: number,
): Uint8Array {
  const { mask, output } = counterMode(key, nonce, content)
  return concat([output, tagOf(key, nonce, additional, content, tagLength, mask)])
}

/** Encryption and decryption are the same. Block 0 of the key stream masks the tag, the message starts at block 1. */
function counterMode(
  key: Uint8Array,
  nonce: Uint8Array,
  input: Uint8Array,
): { mask: Uint8Array; output: Uint8Array } {
  const counter = new Uint8Array(BLOCK)
  counter[0] = lengthFieldOf(nonce) - 1
  counter.set(nonce, 1)
  const stream = createCipheriv(`aes-${key.length * 8}-ctr`, key, counter)
  const mask = stream.update(new Uint8Array(BLOCK))
  return { mask, output: new Uint8Array(stream.update(input)) }
}

function tagOf(
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  content: Uint8Array,
  tagLength: number,
  mask: Uint8Array,
): Uint8Array {
  const mac = cbcMac(key, macInput(nonce, additional, content, tagLength, lengthFieldOf(nonce)))
  return mac.subarray(0, tagLength).map((byte, at) => byte ^ (mask[at] ?? 0))
}

function lengthFieldOf(nonce: Uint8Array): number {
  return 15 - nonce.length
}

/** B_0, the additional data with its length, the message; each padded with zeros to whole blocks. */
function macInput(
  nonce: Uint8Array,
  additional: Uint8Array,
  content: Uint8Array,
  tagLength: number,
  lengthField: number,
): Uint8Array {
  const additionalBlocks = additional.length === 0 ? 0 : padded(additional.length + 2)
  const input = new Uint8Array(BLOCK + additionalBlocks + padded(content.length))
  input[0] = (additional.length > 0 ? 0x40 : 0) | (((tagLength - 2) / 2) << 3) | (lengthField - 1)
  input.set(nonce, 1)
  for (let at = BLOCK - 1, rest = content.length; at > nonce.length && rest > 0; at--) {
    input[at] = rest & 255
    rest = Math.floor(rest / 256)
  }
  if (additional.length > 0) {
    input[BLOCK] = additional.length >> 8
    input[BLOCK + 1] = additional.length & 255
    input.set(additional, BLOCK + 2)
  }
  input.set(content, BLOCK + additionalBlocks)
  return input
}

function padded(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK
}

/** The last block of CBC with a zero IV. */
function cbcMac(key: Uint8Array, input: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, new Uint8Array(BLOCK)).setAutoPadding(false)
  return new Uint8Array(cipher.update(input).subarray(-BLOCK))
}
