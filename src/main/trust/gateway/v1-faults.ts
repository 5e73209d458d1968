import { FIXES } from '../../../shared/azure/health/fixes.ts'
import { equalBytes } from '../../../shared/bytes/text.ts'
import { quoted } from '../../../shared/diagnosis/words.ts'
import { matchDnsName } from '../../../shared/x509/host-match.ts'
import { nameAttributes } from '../../../shared/x509/name.ts'
import { candidate, certificateOf, isLinkable, subjectText } from '../candidate.ts'
import type { GatewayFault } from './judgement.ts'
import type { Presented } from './presented.ts'
import { validityFault } from './v2-certificate-faults.ts'

/** v1 holds the leaf against authentication certificates and looks for no root (facts 1.3.1). */
export function allowListFault({ question, leaf }: Presented): GatewayFault | null {
  if (question.trustedAzureService) return null
  const uploaded = question.uploaded
    .map((der, index) => candidate(der, { kind: 'given-root', index, sentAt: null }))
    .filter(isLinkable)
  if (uploaded.some((one) => equalBytes(one.der, leaf.der))) return null
  const key = certificateOf(leaf).publicKey?.spki
  const sameKey = uploaded.find((one) => {
    const other = certificateOf(one).publicKey?.spki
    return key !== undefined && other !== undefined && equalBytes(key, other)
  })
  if (sameKey) {
    return {
      check: 'allow-list',
      result: 'risk',
      grounds: { row: '1.3.1', confidence: 'unverified' },
      message: 'v1-not-allow-listed',
      cause: `The leaf has the key of the uploaded ${quoted(subjectText(sameKey))}, but is another certificate. Whether v1 compares keys or whole certificates is not documented.`,
      fix: FIXES.uploadLeaf,
    }
  }
  const what =
    uploaded.length === 0
      ? 'no authentication certificate is uploaded'
      : `uploaded is ${uploaded.map((one) => quoted(subjectText(one))).join(', ')}`
  return {
    check: 'allow-list',
    result: 'failed',
    grounds: { row: '1.3.1', confidence: 'documented' },
    message: 'v1-not-allow-listed',
    cause: `v1 wants an exact copy of the leaf ${quoted(subjectText(leaf))}; ${what}.`,
    fix: FIXES.uploadLeaf,
    findings: ['trusted-root-mismatch'],
  }
}

/** v1's documentation speaks of the CN alone; a name that stands only in subjectAltName is a risk. */
export function v1NameFault({ host, question, leaf }: Presented): GatewayFault | null {
  if (host === null || question.host === null) return null
  const { subject } = certificateOf(leaf)
  const wanted = question.host.toLowerCase()
  const names = subject ? nameAttributes(subject, 'CN').flatMap(({ value }) => value ?? []) : []
  if (names.some((common) => matchDnsName(common, wanted) !== null)) return null
  const cause = `The FQDN of the backend pool is ${quoted(question.host)}; the certificate's common name is ${
    names.map(quoted).join(', ') || '(none)'
  }${host.matched ? `, and the name stands in subjectAltName only (${quoted(host.entry)})` : ''}.`
  return {
    check: 'name',
    result: host.matched ? 'risk' : 'failed',
    grounds: { row: '1.3.6', confidence: host.matched ? 'unverified' : 'documented' },
    message: 'v1-cn-mismatch',
    cause,
    fix: FIXES.v1PoolName,
    findings: ['server-name-mismatch'],
  }
}

export function v1ValidityFault(seen: Presented): GatewayFault | null {
  const fault = validityFault(seen)
  return fault && { ...fault, alternatives: ['v1-invalid'], fix: FIXES.v1Renew }
}

/** Message 3.21 names "a problem with the certificate chain" without saying which; what v1 verifies of it is not documented. */
export function v1ChainRisk({ path, certificates }: Presented): GatewayFault | null {
  const broken = path.faults.find(({ kind, at }) => {
    if (kind === 'issuer-not-found') return certificates.length > 1 && at === 0
    return kind === 'signature-invalid' || kind === 'not-a-ca' || kind === 'path-length' || kind === 'purpose'
  })
  if (!broken) return null
  return {
    check: 'issuers',
    result: 'risk',
    grounds: { row: '3.21', confidence: 'unverified' },
    message: 'v1-invalid',
    cause: broken.text,
    fix: FIXES.installChain,
  }
}
