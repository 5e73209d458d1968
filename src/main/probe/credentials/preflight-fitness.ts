import { keyFacts, keyText } from '../../../shared/credential/key-facts.ts'
import { usableSchemes } from '../../../shared/credential/schemes.ts'
import { clockText, DAY_MILLIS, spanText } from '../../../shared/diagnosis/support/clock.ts'
import { weaknessOf } from '../../../shared/diagnosis/support/weakness.ts'
import { list, quoted } from '../../../shared/diagnosis/words.ts'
import { VERSION } from '../../../shared/tls/registry/index.ts'
import { certificateExtension, type X509Certificate } from '../../../shared/x509/certificate.ts'
import { mayHaveIssued } from '../../../shared/x509/chain.ts'
import { ANY_PURPOSE, CLIENT_AUTH, purposeName } from '../../../shared/x509/key-purpose.ts'
import { isCa } from '../../../shared/x509/summary.ts'
import { candidate } from '../../trust/candidate.ts'
import type { OpenedCredential } from './client-credential.ts'
import type { PreflightClock, PreflightDraft } from './preflight.ts'

/** Fewer days left than this are worth a word (taxonomy: `server-certificate-expiring`). */
const SOON_DAYS = 30

/** Whether the certificate, and each issuer that would be sent, is fit for client authentication at this time. */
export function fitnessFindings({ chain }: OpenedCredential, clock: PreflightClock): PreflightDraft[] {
  const [leaf] = chain
  if (leaf === undefined) return []
  return [
    ...chain.flatMap((one) => validity(one, one === leaf, clock)),
    ...chain.flatMap((one) => purposes(one, one === leaf)),
    ...keyUsage(leaf),
    ...authority(leaf),
    ...chain.flatMap((one) => strength(one, one === leaf)),
    ...rareKey(leaf),
  ]
}

function validity(one: X509Certificate, isLeaf: boolean, clock: PreflightClock): PreflightDraft[] {
  const { notBefore, notAfter } = one
  if (notBefore === null || notAfter === null) return []
  const { nowMillis } = clock
  const whose = whoseText(one, isLeaf)
  if (notAfter.epochMillis < nowMillis) {
    return [
      {
        id: 'client-certificate-expired',
        summary: `${whose} expired on ${notAfter.text}.`,
        explanation: `That is ${spanText(nowMillis - notAfter.epochMillis)} ago by ${clockText(clock)}. Have the CA renew it; a server with a right clock refuses it.`,
      },
    ]
  }
  if (notBefore.epochMillis > nowMillis) {
    return [
      {
        id: 'client-certificate-not-yet-valid',
        summary: `${whose} is not valid before ${notBefore.text}.`,
        explanation: `That is ${spanText(notBefore.epochMillis - nowMillis)} away by ${clockText(clock)}. If the certificate is older than that, this clock is wrong.`,
      },
    ]
  }
  const left = notAfter.epochMillis - nowMillis
  if (left >= SOON_DAYS * DAY_MILLIS) return []
  return [
    {
      id: 'credential-expiring',
      summary: `${whose} expires on ${notAfter.text}, in ${spanText(left)}.`,
      explanation: `By ${clockText(clock)}. Renew it before; public CAs no longer put clientAuth into a renewed certificate by themselves, so look at the new one before it is used.`,
    },
  ]
}

/** RFC 5280 4.2.1.12; on issuers too, where Windows and OpenSSL take it as a limit on all below. */
function purposes(one: X509Certificate, isLeaf: boolean): PreflightDraft[] {
  const usage = certificateExtension(one, 'extKeyUsage')
  if (usage === null || usage.purposes.some(({ value }) => value === CLIENT_AUTH || value === ANY_PURPOSE))
    return []
  const allowed = list(usage.purposes.map(({ value }) => purposeName(value) ?? value)) || 'nothing'
  return [
    {
      id: 'client-eku-missing',
      severity: isLeaf ? 'error' : 'warning',
      summary: isLeaf
        ? `${whoseText(one, isLeaf)} is not made for client authentication: its purposes lack clientAuth.`
        : `${whoseText(one, isLeaf)} may not issue client certificates: its purposes lack clientAuth.`,
      explanation: `Its extended key usage allows ${allowed}, not clientAuth (1.3.6.1.5.5.7.3.2). Public CAs have stopped or will stop issuing clientAuth, so a renewal may have dropped it: have one issued by a CA that still does, or by a private one.`,
    },
  ]
}

/** A client signs its CertificateVerify (RFC 5280 4.2.1.3): without digitalSignature it may not. */
function keyUsage(leaf: X509Certificate): PreflightDraft[] {
  const usage = certificateExtension(leaf, 'keyUsage')
  if (usage === null || usage.usages.includes('digitalSignature')) return []
  return [
    {
      id: 'credential-key-usage',
      summary:
        'The client’s certificate does not allow its key to sign: its key usage lacks digitalSignature.',
      explanation: `Its key usage allows ${list(usage.usages) || 'nothing'}. A client proves that it owns the key by a signature, so servers that look (OpenSSL and nginx, for two) refuse it as unsuited.`,
    },
  ]
}

function authority(leaf: X509Certificate): PreflightDraft[] {
  if (!isCa(leaf)) return []
  return [
    {
      id: 'credential-ca-as-leaf',
      summary: `The certificate to be sent, ${quoted(leaf.subject?.text ?? '')}, is that of a CA.`,
      explanation:
        'basicConstraints says CA:TRUE. Some servers refuse a CA as a client; and a CA’s key should not lie where clients run. Have the CA issue a certificate for the client.',
    },
  ]
}

function strength(one: X509Certificate, isLeaf: boolean): PreflightDraft[] {
  const weakness = weaknessOf(candidate(one.der, { kind: 'sent', position: 0 }), mayHaveIssued(one, one))
  if (weakness === null) return []
  return [
    {
      id: 'client-certificate-weak',
      severity: 'warning',
      summary: `${whoseText(one, isLeaf)} is too weak for current servers: ${weakness.what}.`,
      explanation:
        'Current stacks at their usual security level want RSA keys of at least 2048 bits and signatures with SHA-256 or better; they answer bad_certificate (42), or HTTP 400.',
    },
  ]
}

const USUAL_CURVES: ReadonlySet<string> = new Set(['P-256', 'P-384', 'P-521'])

/** Keys that TLS knows and half of the servers do not. */
function rareKey(leaf: X509Certificate): PreflightDraft[] {
  const facts = keyFacts(leaf)
  if (facts === null || facts.type === 'RSA' || USUAL_CURVES.has(facts.curve ?? '')) return []
  const versions = usableSchemes(facts, VERSION.tls13).length > 0 ? 'TLS 1.2 and 1.3' : 'no TLS 1.3'
  return [
    {
      id: 'credential-rare-key',
      summary: `The client’s key (${keyText(facts)}) is of a kind that many servers do not take.`,
      explanation: `${versions === 'no TLS 1.3' ? 'TLS 1.3 has no signature scheme for it' : 'TLS 1.2 and 1.3 know it'}, but Windows servers (Schannel, API Management’s classic gateway) and older Java know RSA keys and the curves P-256, P-384 and P-521 only. Such a server lists no algorithm for it in its CertificateRequest.`,
    },
  ]
}

function whoseText(one: X509Certificate, isLeaf: boolean): string {
  const subject = quoted(one.subject?.text ?? '')
  return isLeaf ? `The client’s certificate (${subject})` : `An issuer in the client’s chain (${subject})`
}
