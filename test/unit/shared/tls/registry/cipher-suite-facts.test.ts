import { describe, expect, it } from 'vitest'
import { CIPHER_SUITES } from '../../../../../src/shared/tls/registry/generated/cipher-suites.ts'
import { cipherSuiteFacts } from '../../../../../src/shared/tls/registry/index.ts'

describe('facts of a cipher suite', () => {
  it.each([
    [0xc02f, 'ECDHE', 'RSA', 'AES_128', 'GCM', 'SHA256', 16, 8, 0, 0],
    [0xc02c, 'ECDHE', 'ECDSA', 'AES_256', 'GCM', 'SHA384', 16, 8, 0, 0],
    [0xcca8, 'ECDHE', 'RSA', 'CHACHA20', 'POLY1305', 'SHA256', 16, 0, 0, 0],
    [0xc09c, 'RSA', 'RSA', 'AES_128', 'CCM', 'SHA256', 16, 8, 0, 0],
    [0xc0ae, 'ECDHE', 'ECDSA', 'AES_128', 'CCM_8', 'SHA256', 8, 8, 0, 0],
    [0xc013, 'ECDHE', 'RSA', 'AES_128', 'CBC', 'SHA', 0, 0, 20, 16],
    [0xc028, 'ECDHE', 'RSA', 'AES_256', 'CBC', 'SHA384', 0, 0, 48, 16],
    [0x000a, 'RSA', 'RSA', '3DES_EDE', 'CBC', 'SHA', 0, 0, 20, 8],
    [0x0005, 'RSA', 'RSA', 'RC4_128', 'stream', 'SHA', 0, 0, 20, 0],
    [0x0002, 'RSA', 'RSA', 'NULL', 'NULL', 'SHA', 0, 0, 20, 0],
    [0x0006, 'RSA', 'RSA', 'RC2_40', 'CBC', 'MD5', 0, 0, 16, 8],
    [0x0034, 'DH', 'anon', 'AES_128', 'CBC', 'SHA', 0, 0, 20, 16],
    [0x009e, 'DHE', 'RSA', 'AES_128', 'GCM', 'SHA256', 16, 8, 0, 0],
    [0x008c, 'PSK', 'PSK', 'AES_128', 'CBC', 'SHA', 0, 0, 20, 16],
    [0xc035, 'ECDHE_PSK', 'PSK', 'AES_128', 'CBC', 'SHA', 0, 0, 20, 16],
    [0xc0aa, 'DHE_PSK', 'PSK', 'AES_128', 'CCM_8', 'SHA256', 8, 8, 0, 0],
    [0xc01d, 'SRP_SHA', 'SRP', 'AES_128', 'CBC', 'SHA', 0, 0, 20, 16],
    [0xc01e, 'SRP_SHA', 'RSA', 'AES_128', 'CBC', 'SHA', 0, 0, 20, 16],
    [0x0003, 'RSA', 'RSA', 'RC4_40', 'stream', 'MD5', 0, 0, 16, 0],
    [0x0041, 'RSA', 'RSA', 'CAMELLIA_128', 'CBC', 'SHA', 0, 0, 20, 16],
  ] as const)(
    'of 0x%s follow from its name',
    (code, keyExchange, authentication, cipher, mode, hash, tagLength, explicitNonceLength, macLength, blockLength) => {
      expect(cipherSuiteFacts(code)).toMatchObject({
        keyExchange,
        authentication,
        cipher,
        mode,
        hash,
        tagLength,
        explicitNonceLength,
        macLength,
        blockLength,
        tls13: false,
        aead: tagLength > 0,
      })
    },
  )

  it.each([
    [0x1301, 'AES_128', 'GCM', 'SHA256', 16],
    [0x1302, 'AES_256', 'GCM', 'SHA384', 16],
    [0x1303, 'CHACHA20', 'POLY1305', 'SHA256', 16],
    [0x1305, 'AES_128', 'CCM_8', 'SHA256', 8],
  ] as const)(
    'of TLS 1.3 suite %i say nothing of key exchange and send no nonce',
    (code, cipher, mode, hash, tag) => {
      expect(cipherSuiteFacts(code)).toMatchObject({
        tls13: true,
        keyExchange: null,
        authentication: null,
        cipher,
        mode,
        hash,
        tagLength: tag,
        explicitNonceLength: 0,
        aead: true,
      })
    },
  )

  it('do not exist for signalling values, GREASE and unknown numbers', () => {
    expect([0x00ff, 0x5600, 0x0a0a, 0xfefe].map(cipherSuiteFacts)).toEqual([null, null, null, null])
  })

  it('are whole for every registered suite', () => {
    for (const [code, name] of CIPHER_SUITES) {
      if (name.endsWith('_SCSV')) continue
      const facts = cipherSuiteFacts(code)
      expect(facts?.name).toBe(name)
      expect(facts?.cipher).not.toBe('')
      // Only these families are of a mode that is known by name alone.
      if (facts?.mode === 'other') expect(name).toMatch(/GOST|AEGIS|ASCON/)
      if (facts?.tls13 === false) expect(facts.keyExchange).not.toBeNull()
    }
  })
})
