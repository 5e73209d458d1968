import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  openChaChaOfHost,
  openChaChaOfLibrary,
  sealChaChaOfHost,
  sealChaChaOfLibrary,
} from '../../../../src/main/decrypt/aead.ts'
import { openCcm, sealCcm } from '../../../../src/main/decrypt/ccm.ts'
import { hostHas } from '../../../../src/main/decrypt/host.ts'
import { tls12ProtectionOf } from '../../../../src/main/decrypt/tls12-cipher.ts'
import { innerPlaintext, tls13Cipher, tls13SuiteOf } from '../../../../src/main/decrypt/tls13-cipher.ts'
import { concat, fromHex, hex, utf8Bytes } from '../../../../src/shared/bytes/text.ts'
import { cipherSuiteFacts, cipherSuiteName } from '../../../../src/shared/tls/registry/index.ts'

function bytes(text: string): Uint8Array {
  const read = fromHex(text.replace(/\s/g, ''))
  if (read === null) throw new Error('no hex')
  return read
}

describe('AEAD ciphers seal', () => {
  it('CCM as RFC 3610 shows (packet vector 1)', () => {
    const key = bytes('c0c1c2c3c4c5c6c7c8c9cacbcccdcecf')
    const nonce = bytes('00000003020100a0a1a2a3a4a5')
    const content = bytes('08090a0b0c0d0e0f101112131415161718191a1b1c1d1e')
    const sealed = sealCcm(key, nonce, bytes('0001020304050607'), content, 8)
    expect(hex(sealed)).toBe('588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0')
  })

  it('CCM so that it opens, of any length', () => {
    for (let length = 0; length < 50; length++) {
      const [key, nonce, content] = [randomBytes(32), randomBytes(12), randomBytes(length)]
      for (const tag of [8, 16]) {
        const sealed = sealCcm(key, nonce, utf8Bytes('header'), content, tag)
        expect(openCcm(key, nonce, utf8Bytes('header'), sealed, tag)).toEqual(new Uint8Array(content))
      }
    }
  })

  it('ChaCha20-Poly1305 alike by host and library', () => {
    if (!hostHas('chacha20-poly1305')) return console.log('not tried: this host has no ChaCha20-Poly1305')
    const [key, nonce, header] = [randomBytes(32), randomBytes(12), utf8Bytes('header')]
    const content = utf8Bytes('one and the same')
    const sealed = sealChaChaOfHost(key, nonce, header, content)
    expect(sealChaChaOfLibrary(key, nonce, header, content)).toEqual(sealed)
    expect(openChaChaOfHost(key, nonce, header, sealed)).toEqual(content)
    expect(openChaChaOfLibrary(key, nonce, header, sealed)).toEqual(content)
  })
})

describe('records are sealed so that they open, in order, under', () => {
  const SUITES = [
    0xc02f, 0xc030, 0xcca8, 0xc09c, 0xc0a0, 0xc013, 0xc027, 0xc028, 0x000a, 0x0005, 0x0002, 0x003b,
  ]
  const versionsOf = (suite: number): number[] =>
    cipherSuiteFacts(suite)?.aead || [0xc027, 0xc028, 0x003b].includes(suite)
      ? [0x0303]
      : [0x0300, 0x0301, 0x0302, 0x0303]

  it.each(SUITES.map((suite) => [cipherSuiteName(suite), suite] as const))('%s', (_name, code) => {
    const suite = cipherSuiteFacts(code)
    if (suite === null) expect.fail('an unknown suite')
    for (const version of versionsOf(code)) {
      for (const encryptThenMac of version > 0x0300 ? [false, true] : [false]) {
        const protection = tls12ProtectionOf({ version, suite, encryptThenMac, truncatedHmac: false })
        if (protection === null) expect.fail('no protection')
        const keys = {
          macKey: randomBytes(protection.macKeyLength),
          key: randomBytes(protection.keyLength),
          iv: randomBytes(protection.ivLength),
        }
        const [sealing, opening] = [protection.cipher(keys), protection.cipher(keys)]
        for (const [sequence, length] of [0, 1, 15, 16, 17, 1000, 16_384].entries()) {
          const content = new Uint8Array(randomBytes(length))
          const payload = sealing.seal(sequence, 23, version, content)
          expect(opening.open(sequence, 23, version, payload)?.content).toEqual(content)
        }
      }
    }
  })

  it.each([0x1301, 0x1302, 0x1303, 0x1304, 0x1305].map((suite) => [cipherSuiteName(suite), suite] as const))(
    '%s',
    (_name, code) => {
      const facts = cipherSuiteFacts(code)
      const suite = facts === null ? null : tls13SuiteOf(0x0304, facts)
      if (suite === null) expect.fail('no suite')
      const secret = randomBytes(suite.hash === 'sha384' ? 48 : 32)
      const [sealing, opening] = [tls13Cipher(suite, secret), tls13Cipher(suite, secret)]
      for (let sequence = 0; sequence < 5; sequence++) {
        const inner = concat([utf8Bytes('content'), Uint8Array.of(22)])
        const payload = sealing.seal(sequence, 23, 0x0303, inner)
        const opened = opening.open(sequence, 23, 0x0303, payload)
        expect(opened && innerPlaintext(opened.content)).toEqual({
          contentType: 22,
          content: utf8Bytes('content'),
        })
      }
    },
  )
})
