import type { X509Certificate } from '../../shared/x509/certificate.ts'
import { type Candidate, certificateOf, platformCertificate } from './candidate.ts'

/** Whether one certificate's signature is by another one's key. */
export type SignatureCheck =
  | { readonly verdict: 'valid'; readonly by: 'platform' | 'library' }
  | { readonly verdict: 'invalid'; readonly by: 'platform' | 'library' }
  /** Neither the platform nor the library can do this algorithm, or cannot read one of the two. */
  | { readonly verdict: 'unknown'; readonly why: string }

/**
 * The platform's verifier first. It says no more than "no" to an algorithm it does not know (BoringSSL lacks some
 * curves and RSASSA-PSS parameters), so for all but the usual ones a no is put to the library as well.
 */
export async function checkSignature(subject: Candidate, issuer: Candidate): Promise<SignatureCheck> {
  const answer = platformAnswer(subject, issuer)
  if (answer === true) return { verdict: 'valid', by: 'platform' }
  if (answer === false && isUsual(certificateOf(subject), certificateOf(issuer))) {
    return { verdict: 'invalid', by: 'platform' }
  }
  const second = await libraryAnswer(subject, issuer)
  if (second !== null) return { verdict: second ? 'valid' : 'invalid', by: 'library' }
  const name = certificateOf(subject).signatureAlgorithm?.name ?? 'an unreadable algorithm'
  const key = certificateOf(issuer).publicKey?.node.text ?? 'an unreadable key'
  return { verdict: 'unknown', why: `This host cannot verify ${name} with ${key}.` }
}

function platformAnswer(subject: Candidate, issuer: Candidate): boolean | null {
  try {
    const key = platformCertificate(issuer)?.publicKey
    return key ? (platformCertificate(subject)?.verify(key) ?? null) : null
  } catch {
    return null
  }
}

async function libraryAnswer(subject: Candidate, issuer: Candidate): Promise<boolean | null> {
  try {
    // Its dependency container wants the polyfill to be there before it loads.
    await import('reflect-metadata')
    const x509 = await import('@peculiar/x509')
    const certificate = new x509.X509Certificate(Uint8Array.from(subject.der))
    const { publicKey } = new x509.X509Certificate(Uint8Array.from(issuer.der))
    return await certificate.verify({ publicKey, signatureOnly: true })
  } catch {
    return null
  }
}

const USUAL_CURVES: ReadonlySet<string> = new Set(['P-256', 'P-384', 'P-521'])

/** What every supported runtime verifies: its no is a no. */
function isUsual(subject: X509Certificate, issuer: X509Certificate): boolean {
  const name = subject.signatureAlgorithm?.name ?? ''
  const { publicKey } = issuer
  if (!publicKey) return false
  if (/^sha(1|256|384|512)WithRSAEncryption$/.test(name)) return publicKey.type === 'RSA'
  if (/^ecdsa-with-SHA(1|256|384|512)$/.test(name)) return USUAL_CURVES.has(publicKey.curve ?? '')
  return name === 'id-Ed25519' && publicKey.type === 'Ed25519'
}
