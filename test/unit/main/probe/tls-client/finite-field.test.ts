import { getDiffieHellman } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  ffdheGroup,
  fieldKey,
  fieldOf,
  LONGEST_PRIME_BYTES,
} from '../../../../../src/main/probe/tls-client/finite-field.ts'
import { fromHex, hex } from '../../../../../src/shared/bytes/text.ts'

const two = Uint8Array.of(2)
const prime = Uint8Array.from(getDiffieHellman('modp14').getPrime())

describe('a finite field', () => {
  it('gives the same secret as Node does', () => {
    const field = fieldOf(prime, two)
    if (field === null) expect.fail('no field')
    const ours = fieldKey(field, new Uint8Array(32).fill(0xa5))
    const theirs = getDiffieHellman('modp14')
    theirs.generateKeys()
    const shared = theirs.computeSecret(ours.publicKey)
    expect(ours.agree(Uint8Array.from(theirs.getPublicKey()))).toEqual(Uint8Array.from(shared))
  })

  it.each([
    [256, 2048, 'ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1', '886b423861285c97ffffffffffffffff'],
    [257, 3072, 'ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1', '25e41d2b66c62e37ffffffffffffffff'],
    [258, 4096, 'ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1', '5e655f6affffffffffffffff'],
    [259, 6144, 'ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1', 'd0e40e65ffffffffffffffff'],
    [260, 8192, 'ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1', 'd68c8bb7c5c6424cffffffffffffffff'],
  ])('of group %i is that of RFC 7919', (group, bits, begins, ends) => {
    const text = ffdheGroup(group)?.prime.toString(16) ?? ''
    expect(text).toHaveLength(bits / 4)
    expect(text.startsWith(begins)).toBe(true)
    expect(text.endsWith(ends)).toBe(true)
  })

  it('is none where prime or generator make none', () => {
    const even = Uint8Array.from(prime)
    even[even.length - 1] = 2
    expect(fieldOf(even, two)).toBeNull()
    expect(fieldOf(Uint8Array.of(5), two)).toBeNull()
    expect(fieldOf(new Uint8Array(0), two)).toBeNull()
    expect(fieldOf(prime, Uint8Array.of(1))).toBeNull()
    expect(fieldOf(prime, Uint8Array.of(0))).toBeNull()
    expect(fieldOf(prime, prime)).toBeNull()
    expect(fieldOf(new Uint8Array(LONGEST_PRIME_BYTES + 1).fill(255), two)).toBeNull()
  })

  it('takes no public key that would give the secret away', () => {
    const field = fieldOf(prime, two)
    const key = field && fieldKey(field, new Uint8Array(32).fill(7))
    const below = Uint8Array.from(prime)
    below[below.length - 1] = (below[below.length - 1] ?? 0) - 1
    for (const value of [new Uint8Array(0), Uint8Array.of(1), below, prime, new Uint8Array(5000).fill(9)]) {
      expect(key?.agree(value)).toBeNull()
    }
    expect(key?.agree(Uint8Array.of(2))).toHaveLength(256)
  })

  it('has public keys as long as its prime', () => {
    const field = fieldOf(fromHex('0017') ?? two, two)
    expect(field?.length).toBe(1)
    expect(hex(fieldKey(field ?? { prime: 23n, generator: 2n, length: 1 }, Uint8Array.of(3)).publicKey)).toBe(
      '08',
    )
  })
})
