import { FIXES } from '../../../shared/azure/health/fixes.ts'
import { VERIFY_CODES } from '../../../shared/azure/health/verify-codes.ts'
import { quoted } from '../../../shared/diagnosis/words.ts'
import { certificateExtension } from '../../../shared/x509/certificate.ts'
import { certificateOf, subjectText } from '../candidate.ts'
import type { FaultKind, LinkReport, PathFault } from '../faults.ts'
import type { GatewayFault } from './judgement.ts'
import type { Presented } from './presented.ts'

/** What the certificates themselves must say: name, dates, and all that OpenSSL has a code for. */

export function nameFault({ host, question, leaf }: Presented): GatewayFault | null {
  if (host === null || question.host === null || question.validateSni === false) return null
  const hasSan = certificateExtension(certificateOf(leaf), 'subjectAltName') !== null
  if (host.matched && !(host.by === 'common-name' && hasSan)) return null
  const wanted = quoted(question.host)
  const cause = host.matched
    ? `${wanted} is the common name of ${quoted(subjectText(leaf))}, but where there is a subjectAltName only that counts.`
    : host.entries.length > 0
      ? `The certificate is for ${host.entries.map(quoted).join(', ')}, not for ${wanted}.`
      : `The certificate names no host at all, so not ${wanted} either.`
  return {
    check: 'name',
    result: 'failed',
    grounds: { row: '1.3.6', confidence: 'documented' },
    message: 'cn-mismatch',
    cause,
    fix: FIXES.hostName,
    findings: ['server-name-mismatch'],
  }
}

export function validityFault({ path }: Presented): GatewayFault | null {
  const fault = faultOf(path.faults, ['expired', 'not-yet-valid', 'validity-unreadable'])
  if (!fault) return null
  return {
    check: 'validity',
    result: 'failed',
    grounds: { row: '1.3.7', confidence: 'documented' },
    message: 'certificate-dates',
    cause: fault.text,
    fix: FIXES.renew,
    ...(fault.at > 0
      ? {}
      : {
          findings: [
            fault.kind === 'not-yet-valid'
              ? 'server-certificate-not-yet-valid'
              : 'server-certificate-expired',
          ] as const,
        }),
  }
}

/** An issuer that may not issue, a broken signature, a constraint: OpenSSL has a code for each, and 3.18 tells it. */
export function issuerFault({ path }: Presented): GatewayFault | null {
  const fault = faultOf(path.faults, [
    'signature-invalid',
    'not-a-ca',
    'path-length',
    'no-cert-sign',
    'critical-extension',
    'name-constraint',
  ])
  return fault && byCode('issuers', fault, codeOf(fault, path.links), 'failed')
}

export function purposeFault({ path }: Presented): GatewayFault | null {
  const fault = faultOf(path.faults, ['purpose'])
  return fault && byCode('purpose', fault, VERIFY_CODES.purpose, 'failed', ['server-eku-missing'])
}

/** Whether the gateway sets OpenSSL's security level that high is not documented. */
export function strengthRisk({ path }: Presented): GatewayFault | null {
  const fault = faultOf(path.faults, ['weak'])
  if (!fault) return null
  return byCode('strength', fault, codeOf(fault, path.links), 'risk', ['server-certificate-weak'])
}

/** 79 since OpenSSL 3.0 for any issuer that may not issue; nginx goes on and tells the purpose (26) last. */
const OTHER_CODES: { readonly [kind in FaultKind]?: readonly number[] } = {
  'not-a-ca': [79, VERIFY_CODES.purpose],
  'no-cert-sign': [79],
}

function byCode(
  check: GatewayFault['check'],
  fault: PathFault,
  verifyCode: number,
  result: GatewayFault['result'],
  findings: NonNullable<GatewayFault['findings']> = [],
): GatewayFault {
  return {
    check,
    result,
    grounds: { row: '3.18', confidence: result === 'risk' ? 'unverified' : 'inferred' },
    message: 'verify-code',
    verifyCode,
    otherCodes: OTHER_CODES[fault.kind] ?? [],
    cause: fault.text,
    fix: FIXES.reissue,
    findings,
  }
}

function codeOf({ kind, at }: PathFault, links: readonly LinkReport[]): number {
  const link = links[at]
  switch (kind) {
    case 'name-constraint':
      return VERIFY_CODES[link?.nameConstraints?.violation?.by ?? 'not-permitted']
    case 'weak':
      if (!link?.weakness?.includes('key')) return VERIFY_CODES['weak-digest']
      return at === 0 ? VERIFY_CODES['weak-leaf-key'] : VERIFY_CODES['weak-ca-key']
    case 'not-a-ca':
    case 'path-length':
    case 'no-cert-sign':
    case 'critical-extension':
      return VERIFY_CODES[kind]
    default:
      return VERIFY_CODES['signature-invalid']
  }
}

function faultOf(faults: readonly PathFault[], kinds: readonly FaultKind[]): PathFault | null {
  return faults.find(({ kind }) => kinds.includes(kind)) ?? null
}
