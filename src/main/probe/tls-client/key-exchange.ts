import {
  createECDH,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { concat, fromHex } from '../../../shared/bytes/text.ts'
import { groupText } from '../../../shared/tls/registry/index.ts'
import { Faulty } from './ending.ts'
import { type FiniteField, ffdheGroup, fieldKey } from './finite-field.ts'

/** One side of a Diffie-Hellman exchange, ephemeral. */
export interface KeyShare {
  /** As it goes on the wire, without a length. */
  readonly publicKey: Uint8Array
  /** The shared secret as TLS wants it. @throws Faulty where the peer's value is no value of this group */
  agree(peerKey: Uint8Array): Uint8Array
}

/** By NamedGroup (IANA), OpenSSL's names. */
const CURVES: Readonly<Record<number, string>> = { 23: 'prime256v1', 24: 'secp384r1', 25: 'secp521r1' }
const X25519 = 29
const X448 = 30
/** SubjectPublicKeyInfo up to the key itself (RFC 8410 4). */
const MONTGOMERY: Readonly<Record<number, { name: 'x25519' | 'x448'; prefix: string; length: number }>> = {
  [X25519]: { name: 'x25519', prefix: '302a300506032b656e032100', length: 32 },
  [X448]: { name: 'x448', prefix: '3042300506032b656f033900', length: 56 },
}

/** @returns `null` where this client or its host does not know the group */
export function generateKeyShare(group: number): KeyShare | null {
  const curve = CURVES[group]
  if (curve !== undefined) return onCurve(group, curve)
  const field = ffdheGroup(group)
  if (field !== null) return inField(field, groupText(group), true)
  return MONTGOMERY[group] === undefined ? null : montgomery(group)
}

function onCurve(group: number, curve: string): KeyShare {
  const ecdh = createECDH(curve)
  return {
    publicKey: new Uint8Array(ecdh.generateKeys()),
    agree: (peerKey) => agreeing(groupText(group), peerKey, () => ecdh.computeSecret(peerKey)),
  }
}

function montgomery(group: number): KeyShare | null {
  const kind = MONTGOMERY[group]
  const prefix = kind === undefined ? null : fromHex(kind.prefix)
  if (kind === undefined || prefix === null) return null
  let pair: { privateKey: KeyObject; publicKey: KeyObject }
  try {
    pair = kind.name === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('x448')
  } catch {
    // BoringSSL has no X448.
    return null
  }
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  return {
    publicKey: new Uint8Array(spki.subarray(-kind.length)),
    agree: (peerKey) =>
      agreeing(groupText(group), peerKey, () => {
        if (peerKey.length !== kind.length) throw new RangeError('length')
        const key = Buffer.from(concat([prefix, peerKey]))
        const publicKey = createPublicKey({ key, format: 'der', type: 'spki' })
        return diffieHellman({ privateKey: pair.privateKey, publicKey })
      }),
  }
}

/**
 * Over a prime field: any the server names in TLS 1.2 (RFC 5246 7.4.3), or one of RFC 7919.
 * @param padded TLS 1.3 keeps leading zeros of the secret (RFC 8446 7.4.1), TLS 1.2 strips them (RFC 5246 8.1.2)
 */
export function inField(field: FiniteField, name: string, padded: boolean): KeyShare {
  const key = fieldKey(field, randomBytes(32))
  return {
    publicKey: key.publicKey,
    agree: (peerKey) =>
      agreeing(name, peerKey, () => {
        const secret = key.agree(peerKey)
        if (secret === null) throw new RangeError('range')
        const first = secret.findIndex((byte) => byte !== 0)
        return padded || first < 0 ? secret : secret.slice(first)
      }),
  }
}

function agreeing(group: string, peerKey: Uint8Array, compute: () => Uint8Array): Uint8Array {
  try {
    return new Uint8Array(compute())
  } catch {
    throw new Faulty({
      kind: 'bad-key',
      subject: "the server's key share",
      expected: `a public key of ${group}`,
      found: `${peerKey.length} bytes that are none`,
    })
  }
}
