import { createCipheriv, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Direction } from '../../../../src/main/decrypt/direction.ts'
import { Rc4 } from '../../../../src/main/decrypt/rc4.ts'
import { authenticatedHeader } from '../../../../src/main/decrypt/record-cipher.ts'
import { tls12ProtectionOf } from '../../../../src/main/decrypt/tls12-cipher.ts'
import { concat, utf8Bytes } from '../../../../src/shared/bytes/text.ts'
import { cipherSuiteFacts } from '../../../../src/shared/tls/registry/index.ts'

const TLS10 = 0x0301
const TLS12 = 0x0303
const RSA_3DES_SHA = 0x000a
const RSA_RC4_SHA = 0x0005
const ECDHE_AES128_SHA = 0xc013
const APPLICATION_DATA = 23

const macKey = Uint8Array.from({ length: 20 }, (_, at) => at)
const key24 = Uint8Array.from({ length: 24 }, (_, at) => at * 7)
const key16 = key24.slice(0, 16)
const iv8 = Uint8Array.from({ length: 8 }, (_, at) => 0xf0 + at)

function protection(version: number, suite: number, changes = {}) {
  const facts = cipherSuiteFacts(suite)
  const made =
    facts === null
      ? null
      : tls12ProtectionOf({ version, suite: facts, encryptThenMac: false, truncatedHmac: false, ...changes })
  if (made === null) throw new Error('no protection')
  return made
}

function mac(sequence: number, version: number, content: Uint8Array): Uint8Array {
  const header = authenticatedHeader(sequence, APPLICATION_DATA, version, content.length)
  return new Uint8Array(createHmac('sha1', macKey).update(header).update(content).digest())
}

function padded(
  content: Uint8Array,
  block: number,
  padding = block - 1 - (content.length % block),
): Uint8Array {
  return concat([content, new Uint8Array(padding + 1).fill(padding)])
}

const TEXTS = ['', 'a', 'some words', 'x'.repeat(300)].map(utf8Bytes)

describe('records of TLS 1.2 and below', () => {
  it('are opened under 3DES in TLS 1.0, each needing the one before', () => {
    const cipher = createCipheriv('des-ede3-cbc', key24, iv8).setAutoPadding(false)
    const direction = new Direction(protection(TLS10, RSA_3DES_SHA).cipher({ macKey, key: key24, iv: iv8 }))
    expect(direction.chained).toBe(true)
    TEXTS.forEach((text, at) => {
      const sealed = cipher.update(padded(concat([text, mac(at, TLS10, text)]), 8))
      expect(direction.open(APPLICATION_DATA, TLS10, new Uint8Array(sealed))?.content).toEqual(text)
    })
  })

  it('are opened under RC4, a damaged one between them', () => {
    const stream = new Rc4(key16)
    const direction = new Direction(
      protection(TLS12, RSA_RC4_SHA).cipher({ macKey, key: key16, iv: new Uint8Array(0) }),
    )
    const opened = TEXTS.map((text, at) => {
      const sealed = stream.update(concat([text, mac(at, TLS12, text)]))
      if (at === 1) sealed[0] = (sealed[0] ?? 0) ^ 1
      return direction.open(APPLICATION_DATA, TLS12, sealed)?.content ?? null
    })
    expect(opened).toEqual(TEXTS.map((text, at) => (at === 1 ? null : text)))
  })

  it('are opened after others were lost, by trying the numbers that may be', () => {
    const direction = new Direction(
      protection(TLS12, ECDHE_AES128_SHA).cipher({ macKey, key: key16, iv: iv8 }),
    )
    const seal = (sequence: number): Uint8Array => {
      const iv = key16.map((byte) => byte ^ sequence)
      const cipher = createCipheriv('aes-128-cbc', key16, iv).setAutoPadding(false)
      const content = utf8Bytes(`record ${sequence}`)
      return concat([iv, cipher.update(padded(concat([content, mac(sequence, TLS12, content)]), 16))])
    }
    expect(direction.open(APPLICATION_DATA, TLS12, seal(0))?.content).toEqual(utf8Bytes('record 0'))
    expect(direction.open(APPLICATION_DATA, TLS12, seal(7))).toBeNull()
    direction.lost()
    expect(direction.open(APPLICATION_DATA, TLS12, seal(40))?.content).toEqual(utf8Bytes('record 40'))
    direction.skipped()
    expect(direction.open(APPLICATION_DATA, TLS12, seal(42))?.content).toEqual(utf8Bytes('record 42'))
  })

  it('are refused where padding or MAC are wrong, and under keys that open nothing soon not tried any more', () => {
    const direction = new Direction(
      protection(TLS12, ECDHE_AES128_SHA).cipher({ macKey, key: key16, iv: iv8 }),
    )
    const content = utf8Bytes('words')
    const body = concat([content, mac(0, TLS12, content)])
    const seal = (plain: Uint8Array): Uint8Array => {
      const cipher = createCipheriv('aes-128-cbc', key16, new Uint8Array(16)).setAutoPadding(false)
      return concat([new Uint8Array(16), cipher.update(plain)])
    }
    const wrongPadding = padded(body, 16)
    wrongPadding[wrongPadding.length - 2] = 0
    expect(direction.open(APPLICATION_DATA, TLS12, seal(wrongPadding))).toBeNull()
    expect(direction.open(22, TLS12, seal(padded(body, 16)))).toBeNull()
    expect(direction.open(APPLICATION_DATA, TLS12, new Uint8Array(15))).toBeNull()
    expect(direction.open(APPLICATION_DATA, TLS12, new Uint8Array(0))).toBeNull()
    expect(direction.gaveUp).toBe(false)
    expect(direction.open(APPLICATION_DATA, TLS12, seal(padded(body, 16)))?.content).toEqual(content)
    for (let at = 0; at < 16; at++) direction.open(APPLICATION_DATA, TLS12, new Uint8Array(48))
    expect(direction.gaveUp).toBe(true)
  })

  it('are opened with padding of up to 255 bytes, and with the MAC behind the ciphertext', () => {
    const content = utf8Bytes('padded generously')
    const iv = key16.map((byte) => byte ^ 0x55)
    const seal = (plain: Uint8Array): Uint8Array =>
      new Uint8Array(createCipheriv('aes-128-cbc', key16, iv).setAutoPadding(false).update(plain))
    const keys = { macKey, key: key16, iv: iv8 }
    const inside = concat([content, mac(0, TLS12, content)])
    const long = padded(inside, 16, 255 - ((inside.length + 256) % 16))
    const macThenEncrypt = protection(TLS12, ECDHE_AES128_SHA).cipher(keys)
    expect(macThenEncrypt.open(0, APPLICATION_DATA, TLS12, concat([iv, seal(long)]))?.content).toEqual(
      content,
    )
    const body = concat([iv, seal(padded(content, 16))])
    const etm = protection(TLS12, ECDHE_AES128_SHA, { encryptThenMac: true }).cipher(keys)
    expect(etm.open(0, APPLICATION_DATA, TLS12, concat([body, mac(0, TLS12, body)]))?.content).toEqual(
      content,
    )
    expect(etm.open(1, APPLICATION_DATA, TLS12, concat([body, mac(0, TLS12, body)]))).toBeNull()
  })
})
