import type { FieldNode } from '../../bytes/field.ts'
import type { ChainCertificate } from '../../conversation/facts.ts'

/** Bits below which current stacks refuse an RSA key at their usual security level. */
export const SMALLEST_RSA = 2048
const BROKEN_HASHES: ReadonlySet<string> = new Set(['MD2', 'MD5', 'SHA-1'])

/** What makes a certificate too weak, and where it says so. */
export interface Weakness {
  readonly certificate: ChainCertificate
  readonly what: string
  readonly field: string
  readonly node: FieldNode
}

/** `null`: strong enough. @param selfSigned nobody checks that signature: the certificate is trusted, or not, as it stands */
export function weaknessOf(certificate: ChainCertificate, selfSigned: boolean): Weakness | null {
  const { publicKey, signatureAlgorithm } = certificate.reading.body
  const rsa = publicKey?.type === 'RSA' || publicKey?.type === 'RSASSA-PSS'
  if (publicKey && rsa && publicKey.bits !== null && publicKey.bits < SMALLEST_RSA) {
    const what = `an RSA key of ${publicKey.bits} bits`
    return { certificate, what, field: 'subjectPublicKeyInfo', node: publicKey.node }
  }
  if (!selfSigned && signatureAlgorithm?.hash && BROKEN_HASHES.has(signatureAlgorithm.hash)) {
    const what = `a signature with ${signatureAlgorithm.hash} (${signatureAlgorithm.name})`
    return { certificate, what, field: 'signatureAlgorithm', node: signatureAlgorithm.node }
  }
  return null
}
