import { weaknessOf } from '../../shared/diagnosis/support/weakness.ts'
import { certificateExtension, type X509Certificate } from '../../shared/x509/certificate.ts'
import type { KeyUsage } from '../../shared/x509/extension-data.ts'
import { ANY_PURPOSE, CLIENT_AUTH, purposeName, SERVER_AUTH } from '../../shared/x509/key-purpose.ts'
import { isCa } from '../../shared/x509/summary.ts'
import { certificateOf, isSelfIssued } from './candidate.ts'
import type { AuthorityCheck, LinkReport } from './faults.ts'
import { nameConstraintsOf, unjudgedKinds, violation } from './name-constraints.ts'
import type { PathStep } from './path-search.ts'

/** What the leaf shall be good for. */
export type Purpose = 'server' | 'client'

const PURPOSES: Record<Purpose, string> = { server: SERVER_AUTH, client: CLIENT_AUTH }

export interface CheckTerms {
  readonly purpose: Purpose
  readonly atMillis: number
}

/** Every certificate of a path on its own and towards those below it. @param steps from the leaf upwards */
export function checkLinks(steps: readonly PathStep[], terms: CheckTerms): LinkReport[] {
  return steps.map((step, at) => {
    const certificate = certificateOf(step.candidate)
    const eku = certificateExtension(certificate, 'extKeyUsage')?.purposes.map(({ value }) => value) ?? null
    const selfSigned = isSelfIssued(step.candidate)
    return {
      candidate: step.candidate,
      signature: step.signature,
      issuance: step.issuance,
      validity: validityOf(certificate, terms.atMillis),
      authority: authorityOf(certificate, steps.slice(1, at)),
      nameConstraints: at === 0 ? null : constraintsOf(certificate, steps.slice(0, at)),
      purposes: (eku ?? []).map((oid) => purposeName(oid) ?? oid),
      purposeAllowed: eku === null || eku.includes(PURPOSES[terms.purpose]) || eku.includes(ANY_PURPOSE),
      keyUsageAllowed: at > 0 || mayHandshake(certificate),
      weakness: weaknessOf(step.candidate, selfSigned)?.what ?? smallKey(certificate),
      unknownCritical: certificate.extensions
        .filter((extension) => extension.critical && !UNDERSTOOD.has(extension.name))
        .map((extension) => extension.name),
    }
  })
}

/** Below 112 bits of strength (NIST SP 800-57 part 1, table 2), which OpenSSL's security level 2 asks for. */
function smallKey({ publicKey }: X509Certificate): string | null {
  const { type, bits } = publicKey ?? { type: '', bits: null }
  const least = type === 'EC' ? 224 : type === 'DSA' ? 2048 : 0
  return bits !== null && bits < least ? `a key of ${bits} bits (${type})` : null
}

/** RFC 5280 4.2.1.12: what TLS needs of a leaf's key; without a keyUsage extension nothing is forbidden. */
const FOR_TLS: readonly KeyUsage[] = ['digitalSignature', 'keyEncipherment', 'keyAgreement']

function mayHandshake(certificate: X509Certificate): boolean {
  const usages = certificateExtension(certificate, 'keyUsage')?.usages
  return usages === undefined || FOR_TLS.some((usage) => usages.includes(usage))
}

export function validityOf(certificate: X509Certificate, atMillis: number): LinkReport['validity'] {
  const { notBefore, notAfter } = certificate
  if (!notBefore || !notAfter) return 'unreadable'
  if (atMillis > notAfter.epochMillis) return 'expired'
  return atMillis < notBefore.epochMillis ? 'not-yet-valid' : 'valid'
}

/** What verifiers process, or may ignore without harm where a path is short. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  'basicConstraints',
  'keyUsage',
  'extKeyUsage',
  'subjectAltName',
  'nameConstraints',
  'certificatePolicies',
  'policyConstraints',
  'policyMappings',
  'inhibitAnyPolicy',
  'cRLDistributionPoints',
  'netscapeCertType',
])

/** @param between the certificates above the leaf and below this one */
function authorityOf(certificate: X509Certificate, between: readonly PathStep[]): AuthorityCheck {
  const usages = certificateExtension(certificate, 'keyUsage')?.usages
  return {
    isCa: isCa(certificate),
    pathLength: certificateExtension(certificate, 'basicConstraints')?.pathLength ?? null,
    below: between.filter((step) => !isSelfIssued(step.candidate)).length,
    certSign: usages === undefined ? 'absent' : usages.includes('keyCertSign') ? 'asserted' : 'missing',
  }
}

/** RFC 5280 6.1.3 b: self-issued certificates are not constrained, but for the leaf. */
function constraintsOf(
  certificate: X509Certificate,
  below: readonly PathStep[],
): LinkReport['nameConstraints'] {
  const constraints = nameConstraintsOf(certificate)
  if (!constraints) return null
  const broken = below
    .filter((step, at) => at === 0 || !isSelfIssued(step.candidate))
    .map((step) => violation(constraints, certificateOf(step.candidate)))
    .find((one) => one !== null)
  return {
    critical: constraints.critical,
    violation: broken ?? null,
    unjudged: unjudgedKinds(constraints),
  }
}
