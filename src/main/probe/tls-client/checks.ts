import type { KeyObject } from 'node:crypto'
import { concat, equalBytes, utf8Bytes } from '../../../shared/bytes/text.ts'
import { signatureSchemeText } from '../../../shared/tls/registry/index.ts'
import { hashOf } from '../../decrypt/key-derivation.ts'
import type { Tls13Suite } from '../../decrypt/tls13-cipher.ts'
import { Faulty } from './ending.ts'
import { fitsCurve, type Verification, verifySignature } from './signature.ts'

/** What a CertificateVerify of TLS 1.3 signs: 64 spaces, who signs, a zero, the transcript's hash (RFC 8446 4.4.3). */
export function signedContent(
  peer: 'client' | 'server',
  suite: Tls13Suite,
  transcript: readonly Uint8Array[],
): Uint8Array {
  return concat([
    new Uint8Array(64).fill(0x20),
    utf8Bytes(`TLS 1.3, ${peer} CertificateVerify`),
    Uint8Array.of(0),
    hashOf(suite.hash, ...transcript),
  ])
}

export interface ServerSignature {
  /** Of the message it stands in. */
  readonly subject: 'CertificateVerify' | 'ServerKeyExchange'
  readonly key: KeyObject
  readonly scheme: number
  readonly signature: Uint8Array
  /** Where the signature stands in the message. */
  readonly offset: number
  /** Whether the scheme's curve has to be the key's: from TLS 1.3 on. */
  readonly bound: boolean
}

/** @param signed not hashed yet. @throws Faulty where the signature is provably wrong */
export function checkSignature(given: ServerSignature, signed: Uint8Array): Verification {
  const { key, scheme, signature } = given
  const fits = !given.bound || fitsCurve(scheme, key)
  const verification = fits ? verifySignature(key, scheme, signed, signature) : 'bad'
  if (verification !== 'bad') return verification
  throw new Faulty({
    kind: 'bad-signature',
    subject: given.subject,
    offset: given.offset,
    expected: "a signature by the key of the server's certificate over this handshake",
    found: `one that does not fit, made as ${signatureSchemeText(scheme)}`,
  })
}

/** @throws Faulty: the two sides have not seen the same handshake, or not the same keys */
export function checkFinished(raw: Uint8Array, expected: Uint8Array): void {
  const data = raw.subarray(4)
  if (equalBytes(data, expected)) return
  throw new Faulty({
    kind: 'bad-finished',
    subject: 'Finished',
    offset: 4,
    expected: 'verify_data over the same handshake',
    found: `${data.length} bytes that do not fit`,
  })
}
