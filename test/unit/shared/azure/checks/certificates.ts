/** Certificates for settings to hold: a server chain and a client chain, made once a test run. */
import { generateEcKey, issueEc } from '../../../../../src/main/lab/certificates/ec.ts'
import type { CertificateProfile, Identity } from '../../../../../src/main/lab/certificates/profile.ts'
import { readCertificateOnce } from '../../../../../src/shared/x509/certificate.ts'
import { type CertificateSummary, certificateSummary } from '../../../../../src/shared/x509/summary.ts'

const YEAR = 365 * 86_400_000
const NOW = Date.UTC(2026, 10, 22)
const validity = { notBefore: new Date(NOW - YEAR), notAfter: new Date(NOW + YEAR) }

export async function issue(
  name: string,
  issuer: Identity | null,
  parts: Partial<CertificateProfile> = {},
): Promise<Identity> {
  const profile: CertificateProfile = {
    subject: [
      ['O', 'Contoso'],
      ['CN', name],
    ],
    ...validity,
    ...parts,
  }
  return issueEc(profile, 'P-256', await generateEcKey('P-256'), issuer)
}

export const AUTHORITY: Partial<CertificateProfile> = { ca: {} }

/** As `data` of a gateway's object: Base64 of the DER. */
export function base64({ der }: Identity): string {
  return Buffer.from(der).toString('base64')
}

/** As a PEM file that was uploaded as it was. */
export function base64OfPem(...identities: readonly Identity[]): string {
  return Buffer.from(identities.map(({ pem }) => pem).join('')).toString('base64')
}

export function shown(...identities: readonly Identity[]): CertificateSummary[] {
  return identities.map(({ der }) => certificateSummary(readCertificateOnce(der).body))
}
