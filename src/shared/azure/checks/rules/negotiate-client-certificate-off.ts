import { CONFIDENCE, type Evidence } from '../../../diagnosis/finding.ts'
import { bareName } from '../../../diagnosis/place-list.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import type { ApimTier } from '../../../runbook/article.ts'
import type { Apim, ApimHostname } from '../../model.ts'
import { type CheckInput, type ConfigurationCheck, type ConfigurationDraft, fileEvidence } from '../check.ts'
import type { WireObservation } from '../context.ts'
import { isGatewayType, serviceName } from '../support/apim-hosts.ts'
import { forwardsCertificate } from '../support/forwarding.ts'
import { sameName } from '../support/links.ts'
import { wireEvidence, withServerName } from '../wire.ts'

/**
 * API Management is not set to ask for a client certificate, by the switch of its tier (facts 4.1):
 * `negotiateClientCertificate` of a gateway host name (classic, self-hosted), `enableClientCertificate` of the service
 * (Consumption, v2). For the classic tiers the field contradicts the documentation, so packets on the direct leg decide
 * where there are any. Where the gateway hands the certificate on in a header, clients behind it need none of this.
 */
export const negotiateClientCertificateOff: ConfigurationCheck = {
  id: 'negotiate-client-certificate-off',
  check(input) {
    const { apims, apimHostnames } = input.model
    const strays = apimHostnames.filter(
      ({ apim }) => apims.length === 0 || (apim !== null && !apims.some(({ name }) => sameName(name, apim))),
    )
    return [
      ...apims.flatMap((apim) => ofService(input, apim) ?? []),
      // Host names alone: their switch counts in the classic tiers and in the self-hosted gateway.
      ...(strays.length > 0 ? (ofHostnames(input, null, strays) ?? []) : []),
    ]
  },
}

function ofService(input: CheckInput, apim: Apim): ConfigurationDraft[] {
  if (apim.tier === 'consumption' || apim.tier === 'v2') return ofSwitch(input, apim, apim.tier)
  const hostnames = input.model.apimHostnames.filter(
    (one) => one.apim === null || sameName(one.apim, apim.name),
  )
  return ofHostnames(input, apim, hostnames)
}

/** One switch for the whole service. */
function ofSwitch(input: CheckInput, apim: Apim, tier: ApimTier): ConfigurationDraft[] {
  if (apim.enableClientCertificate !== false) return []
  const seen = input.context.wire.filter(({ leg }) => leg === 'direct')
  const verdict = verdictOf(seen)
  if (verdict.asked !== null) return []
  const negotiates = input.model.apimHostnames.filter(
    ({ negotiateClientCertificate }) => negotiateClientCertificate === true,
  )
  const what = `enableClientCertificate of ${serviceName(apim)} (${quoted(apim.skuName ?? tier)})`
  return [
    {
      ...weightOf(input, verdict, CONFIDENCE.strong),
      leg: 'direct',
      basis: tier === 'consumption' ? 'documented' : 'observed',
      summary: `API Management does not ask for client certificates: ${what} is false and should be true.`,
      explanation: [
        `${what} is false. In ${tier === 'consumption' ? 'the Consumption tier' : 'the v2 tiers'} it is the switch for the whole service, and without it no CertificateRequest is sent${
          tier === 'consumption'
            ? '; with it every request needs a certificate'
            : ', although its description says Consumption only'
        }.`,
        ...(negotiates.length > 0
          ? ['negotiateClientCertificate, which is true here, is the switch of the classic tiers.']
          : []),
        ...verdict.sentences,
        ...headerSentence(input),
      ].join(' '),
      evidence: [fileEvidence(apim), ...negotiates.map(fileEvidence), ...verdict.evidence],
      disproof: DISPROOF,
      because: 'API Management is set not to ask for client certificates',
    },
  ]
}

/** One switch a host name. Where one of several is on, mTLS has a name of its own and the others may be off. */
function ofHostnames(
  input: CheckInput,
  apim: Apim | null,
  hostnames: readonly ApimHostname[],
): ConfigurationDraft[] {
  const known = hostnames.filter((one) => isGatewayType(one) && one.negotiateClientCertificate !== null)
  const off = concerned(input, known)
  if (off.length === 0) return []
  const seen = off.flatMap(({ hostName }) =>
    withServerName(
      input.context.wire.filter(({ leg }) => leg === 'direct'),
      hostName,
    ),
  )
  const verdict = verdictOf(seen)
  if (verdict.asked === 'initial') return []
  const names = list(off.map(({ hostName }) => `"${quoted(hostName)}"`))
  const selfHosted = apim?.tier === 'self-hosted'
  const tier = apim?.skuName ?? (selfHosted ? 'self-hosted gateway' : null)
  const unknownTier = apim === null || apim.tier === null
  return [
    {
      ...weightOf(
        input,
        verdict,
        selfHosted ? CONFIDENCE.strong : unknownTier ? CONFIDENCE.possible : CONFIDENCE.likely,
      ),
      leg: 'direct',
      basis: 'documented',
      summary: `API Management does not ask for a client certificate up front: negotiateClientCertificate of ${names} is false and should be true.`,
      explanation: [
        `negotiateClientCertificate of ${names} is false${tier === null ? '' : ` (${quoted(tier)})`}. Without it the first handshake carries no CertificateRequest for ${
          off.length === 1 ? 'that name' : 'those names'
        }.`,
        selfHosted
          ? 'The self-hosted gateway knows no renegotiation, so it can never ask later.'
          : 'A policy that reads the certificate may still ask late, by TLS 1.2 renegotiation; the documentation says no, a small classic setup was seen to. A capture of the direct leg decides.',
        ...(unknownTier
          ? [
              'The tier is not in these documents: Consumption and v2 have another switch, enableClientCertificate, and a self-hosted gateway can never ask late.',
            ]
          : []),
        ...(apim !== null && hasHttp2(apim)
          ? ['HTTP/2 is switched on, which has no late request at all: there the switch is the only way.']
          : []),
        ...(apim?.enableClientCertificate === true && !selfHosted
          ? ['enableClientCertificate is true, which has no effect in this tier.']
          : []),
        ...verdict.sentences,
        ...headerSentence(input),
      ].join(' '),
      evidence: [
        ...off.map(fileEvidence),
        ...(apim === null ? [] : [fileEvidence(apim)]),
        ...verdict.evidence,
      ],
      disproof: DISPROOF,
      because: `negotiateClientCertificate of ${names} is false`,
    },
  ]
}

const DISPROOF =
  'A capture of a connection straight to API Management under that name, with a CertificateRequest in its first handshake.'

/** The names that matter: the one the client means; else those of which packets were seen; else all, if none is on. */
function concerned({ context }: CheckInput, known: readonly ApimHostname[]): ApimHostname[] {
  const off = known.filter(({ negotiateClientCertificate }) => negotiateClientCertificate === false)
  const { host } = context
  const meant = host === null ? [] : known.filter(({ hostName }) => bareName(hostName) === bareName(host))
  if (meant.length > 0) return off.filter((one) => meant.includes(one))
  const direct = context.wire.filter(({ leg }) => leg === 'direct')
  const seen = off.filter(({ hostName }) => withServerName(direct, hostName).length > 0)
  if (seen.length > 0) return seen
  return off.length === known.length ? off : []
}

/** customProperties are texts (facts 4.3.1). */
function hasHttp2({ customProperties }: Apim): boolean {
  return (
    customProperties['Microsoft.WindowsAzure.ApiManagement.Gateway.Protocols.Server.Http2']?.toLowerCase() ===
    'true'
  )
}

interface WireVerdict {
  readonly asked: 'initial' | 'late' | null
  readonly confirmed: boolean
  readonly sentences: readonly string[]
  readonly evidence: readonly Evidence[]
}

function verdictOf(seen: readonly WireObservation[]): WireVerdict {
  const initial = seen.find(({ requested }) => requested === 'initial')
  if (initial !== undefined) return { asked: 'initial', confirmed: false, sentences: [], evidence: [] }
  const late = seen.find(({ requested }) => requested === 'renegotiation' || requested === 'post-handshake')
  if (late !== undefined) {
    return {
      asked: 'late',
      confirmed: true,
      sentences: [
        `In ${late.handshake} the server did ask, but late (${late.requested}), as it does with the switch off.`,
      ],
      evidence: [
        wireEvidence(late, late.frames.certificateRequest, 'CertificateRequest', `late: ${late.requested}`),
      ],
    }
  }
  const no = seen.find(({ requested }) => requested === 'no')
  if (no === undefined) return { asked: null, confirmed: false, sentences: [], evidence: [] }
  return {
    asked: null,
    confirmed: true,
    sentences: [
      `The packets agree: in ${no.handshake}, straight to API Management, no CertificateRequest came.`,
    ],
    evidence: [wireEvidence(no, no.frames.serverHello, 'CertificateRequest', 'none')],
  }
}

function weightOf(
  input: CheckInput,
  verdict: WireVerdict,
  alone: number,
): Pick<ConfigurationDraft, 'severity' | 'confidence'> {
  return {
    severity: forwardsCertificate(input.model) ? 'info' : 'error',
    confidence: verdict.confirmed ? CONFIDENCE.proven : alone,
  }
}

function headerSentence({ model }: CheckInput): string[] {
  return forwardsCertificate(model)
    ? [
        'The gateway hands the client’s certificate on in a header, which needs none of this: it matters only to clients that come straight to API Management.',
      ]
    : []
}
