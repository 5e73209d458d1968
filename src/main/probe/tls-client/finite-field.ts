/**
 * Diffie-Hellman in a prime field by plain big integers: Node would test a server's prime for primality for seconds,
 * and BoringSSL knows few groups. Not constant in time, which is of no matter to keys that live for one diagnosis.
 */

/** Parameters of a group: prime and generator. */
export interface FiniteField {
  readonly prime: bigint
  readonly generator: bigint
  /** Length of the prime in bytes. */
  readonly length: number
}

/** Beyond it one exponentiation takes seconds; OpenSSL draws its line at 10,000 bits. */
export const LONGEST_PRIME_BYTES = 1280

/** @returns `null` for parameters that are no field: an even or tiny prime, a generator outside of it, too long */
export function fieldOf(prime: Uint8Array, generator: Uint8Array): FiniteField | null {
  if (prime.length > LONGEST_PRIME_BYTES || generator.length > LONGEST_PRIME_BYTES) return null
  const p = fromBytes(prime)
  const g = fromBytes(generator)
  if (p < 7n || (p & 1n) === 0n || g < 2n || g > p - 2n) return null
  return { prime: p, generator: g, length: Math.ceil(p.toString(2).length / 8) }
}

/**
 * @param random at least 32 bytes: the private exponent. 256 bits are as strong as the largest group (RFC 7919 5.2)
 */
export function fieldKey(
  field: FiniteField,
  random: Uint8Array,
): {
  publicKey: Uint8Array
  /** As long as the prime; `null` for a value outside [2, p - 2]. */
  agree(peerKey: Uint8Array): Uint8Array | null
} {
  const exponent = fromBytes(random) | 1n
  const raise = (base: bigint): Uint8Array => toBytes(power(base, exponent, field.prime), field.length)
  return {
    publicKey: raise(field.generator),
    agree: (peerKey) => {
      if (peerKey.length > field.length + 1) return null
      const value = fromBytes(peerKey)
      return value < 2n || value > field.prime - 2n ? null : raise(value)
    },
  }
}

/** RFC 7919 A: p = 2^b - 2^(b-64) + (floor(2^(b-130) e) + X) 2^64 - 1, generator 2. */
const FFDHE: Readonly<Record<number, { bits: number; x: bigint }>> = {
  256: { bits: 2048, x: 560_316n },
  257: { bits: 3072, x: 2_625_351n },
  258: { bits: 4096, x: 5_736_041n },
  259: { bits: 6144, x: 15_705_020n },
  260: { bits: 8192, x: 10_965_728n },
}

/** By NamedGroup (IANA); `null` where it is none of RFC 7919's. */
export function ffdheGroup(group: number): FiniteField | null {
  const known = FFDHE[group]
  if (known === undefined) return null
  const b = BigInt(known.bits)
  const prime = 2n ** b - 2n ** (b - 64n) + (eulerScaled(b - 130n) + known.x) * 2n ** 64n - 1n
  return { prime, generator: 2n, length: known.bits / 8 }
}

/** floor(2^bits e), by the series of 1/n!, with guard bits for what each term loses. */
function eulerScaled(bits: bigint): bigint {
  const guard = 64n
  let term = 2n ** (bits + guard)
  let sum = term
  for (let n = 1n; term > 0n; n++) {
    term /= n
    sum += term
  }
  return sum >> guard
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function fromBytes(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

function toBytes(value: bigint, length: number): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex'))
}
