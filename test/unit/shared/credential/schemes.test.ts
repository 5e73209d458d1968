import { describe, expect, it } from 'vitest'
import type { KeyFacts } from '../../../../src/shared/credential/key-facts.ts'
import { signsBeforeTls12, usableSchemes, whyUnusable } from '../../../../src/shared/credential/schemes.ts'
import { VERSION } from '../../../../src/shared/tls/registry/index.ts'

const key = (facts: Partial<KeyFacts> & { type: string }): KeyFacts => ({
  bits: null,
  curve: null,
  pssHash: null,
  ...facts,
})
const RSA = key({ type: 'RSA', bits: 2048 })
const P384 = key({ type: 'EC', bits: 384, curve: 'P-384' })

describe('the schemes of a key', () => {
  it('prefers PSS for RSA keys and ends with SHA-1', () => {
    expect(usableSchemes(RSA)).toEqual([0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201])
  })

  it('leaves PKCS#1 and SHA-1 out in TLS 1.3', () => {
    expect(usableSchemes(RSA, VERSION.tls13)).toEqual([0x0804, 0x0805, 0x0806])
  })

  it('puts the curve’s own hash first, and knows no other in TLS 1.3', () => {
    expect(usableSchemes(P384, VERSION.tls12)).toEqual([0x0503, 0x0403, 0x0603, 0x0303, 0x0203])
    expect(usableSchemes(P384, VERSION.tls13)).toEqual([0x0503])
  })

  it('has other numbers for keys that are PSS alone, and keeps to their hash', () => {
    expect(usableSchemes(key({ type: 'RSASSA-PSS', bits: 2048 }))).toEqual([0x0809, 0x080a, 0x080b])
    expect(usableSchemes(key({ type: 'RSASSA-PSS', bits: 2048, pssHash: 'SHA-384' }))).toEqual([0x080a])
  })

  it.each([
    // 2 hashes and 2 octets for PSS, 1 hash and 30 octets for PKCS#1: RFC 8017 9.1.1 and 9.2.
    [1024, [0x0804, 0x0805]],
    [1040, [0x0804, 0x0805, 0x0806]],
    [512, []],
  ])('leaves out what a modulus of %i bits has no room for', (bits, pss) => {
    expect(usableSchemes(key({ type: 'RSA', bits }), VERSION.tls13)).toEqual(pss)
  })

  it('has none for kinds of key that cannot sign here', () => {
    for (const type of ['DH', 'X25519', '1.2.3.4']) expect(usableSchemes(key({ type }))).toEqual([])
  })

  it('lets DSA keys sign before TLS 1.3', () => {
    const dsa = key({ type: 'DSA', bits: 1024 })
    expect(usableSchemes(dsa, VERSION.tls12)).toEqual([0x0402, 0x0502, 0x0602, 0x0302, 0x0202])
    expect(usableSchemes(dsa, VERSION.tls13)).toEqual([])
    expect(signsBeforeTls12(dsa)).toBe(true)
  })

  it('knows which keys serve before TLS 1.2', () => {
    expect(signsBeforeTls12(RSA)).toBe(true)
    expect(signsBeforeTls12(P384)).toBe(true)
    expect(signsBeforeTls12(key({ type: 'Ed25519' }))).toBe(false)
    expect(usableSchemes(RSA, VERSION.tls11)).toEqual([])
  })

  it('says why a scheme does not serve', () => {
    expect(whyUnusable(0x0403, RSA, VERSION.tls12)).toBe('for EC keys')
    expect(whyUnusable(0x0401, RSA, VERSION.tls13)).toBe('TLS 1.3 allows it in certificates only')
    expect(whyUnusable(0x0403, P384, VERSION.tls13)).toBe('TLS 1.3 ties it to P-256')
    expect(whyUnusable(0x0904, RSA, VERSION.tls13)).toBe('no scheme of client certificates here')
    const tied = key({ type: 'RSASSA-PSS', bits: 2048, pssHash: 'SHA-384' })
    expect(whyUnusable(0x0809, tied, VERSION.tls13)).toBe('the key is tied to SHA-384')
  })
})
