import type { KeyObject } from 'node:crypto'
import { readCertificate } from '../../../shared/x509/certificate.ts'

/** What a certificate shall say, whichever library makes it. */
export interface CertificateProfile {
  /** Relative names from the root down, as they are encoded: `[['O', 'Contoso'], ['CN', 'Root CA']]`. */
  readonly subject: readonly (readonly [NameLabel, string])[]
  readonly notBefore: Date
  readonly notAfter: Date
  /** basicConstraints with CA:TRUE; absent: no basicConstraints at all. */
  readonly ca?: { readonly pathLength?: number }
  /** `DNS:…` and `IP:…`. */
  readonly subjectAltNames?: readonly string[]
  readonly purposes?: readonly ('serverAuth' | 'clientAuth')[]
  /** What the issuer signs with; SHA-256 if not given. */
  readonly hash?: 'SHA-1' | 'SHA-256' | 'SHA-384'
}

export type NameLabel = 'C' | 'O' | 'OU' | 'CN' | 'emailAddress'

/** A certificate with its private key, in memory only. */
export interface Identity {
  readonly profile: CertificateProfile
  readonly der: Uint8Array
  readonly pem: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** PEM as node:tls takes it. */
export function keyPem(key: KeyObject): string {
  return key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString()
}

/** A leaf and what stands between it and a root, as a peer sends it. */
export function chainPem(...identities: readonly Identity[]): string {
  return identities.map((identity) => identity.pem).join('')
}

export function pemOf(der: Uint8Array, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** The subject as DER, as a CertificateRequest names it. */
export function subjectName(identity: Identity): Uint8Array {
  return readCertificate(identity.der).body.subject?.der ?? new Uint8Array(0)
}
