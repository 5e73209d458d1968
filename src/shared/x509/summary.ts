import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { once } from '../bytes/memo.ts'
import { hex } from '../bytes/text.ts'
import { certificateExtension, type X509Certificate } from './certificate.ts'
import { purposeName } from './key-purpose.ts'

/** A certificate as contract.md prints it. */
export interface CertificateSummary {
  /** RFC 4514 strings; empty where there is no name. */
  readonly subject: string
  readonly issuer: string
  /** `DNS:contoso.internal`, `IP:10.0.0.4` … in the order of the certificate. */
  readonly san: string[]
  /** Lower-case hex; empty where unreadable. */
  readonly serial: string
  /** RFC 3339, UTC; `null` where unreadable. */
  readonly notBefore: string | null
  readonly notAfter: string | null
  /** The RFC's name, else the number; empty where unreadable. */
  readonly signatureAlgorithm: string
  readonly key: { readonly type: string; readonly bits: number | null; readonly curve: string | null }
  /** basicConstraints says CA:TRUE. A version 1 root does not. */
  readonly isCa: boolean
  /** Names of the key purposes, numbers where unknown; empty where there is no extension. */
  readonly eku: string[]
  /** Thumbprints over the whole DER: lower-case hex, no colons. */
  readonly sha1: string
  readonly sha256: string
}

export const certificateSummary = once((certificate: X509Certificate): CertificateSummary => {
  const { publicKey } = certificate
  return {
    subject: certificate.subject?.text ?? '',
    issuer: certificate.issuer?.text ?? '',
    san: (certificateExtension(certificate, 'subjectAltName')?.names ?? []).map((name) => name.text),
    serial: certificate.serial?.value ?? '',
    notBefore: certificate.notBefore?.text ?? null,
    notAfter: certificate.notAfter?.text ?? null,
    signatureAlgorithm: certificate.signatureAlgorithm?.name ?? '',
    key: {
      type: publicKey?.type ?? 'unknown',
      bits: publicKey?.bits ?? null,
      curve: publicKey?.curve ?? null,
    },
    isCa: isCa(certificate),
    eku: (certificateExtension(certificate, 'extKeyUsage')?.purposes ?? []).map(
      ({ value }) => purposeName(value) ?? value,
    ),
    sha1: sha1Thumbprint(certificate.der),
    sha256: sha256Thumbprint(certificate.der),
  }
})

export function isCa(certificate: X509Certificate): boolean {
  return certificateExtension(certificate, 'basicConstraints')?.ca ?? false
}

/** What Azure and Windows call the thumbprint. */
export function sha1Thumbprint(der: Uint8Array): string {
  return hex(sha1(der))
}

export function sha256Thumbprint(der: Uint8Array): string {
  return hex(sha256(der))
}
