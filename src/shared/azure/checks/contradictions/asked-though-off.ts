import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { quoted } from '../../../diagnosis/words.ts'
import { fileEvidence } from '../check.ts'
import type { WireObservation } from '../context.ts'
import { isGatewayType, serviceName } from '../support/apim-hosts.ts'
import { wireEvidence, withServerName } from '../wire.ts'
import { type ContradictionDraft, contradiction } from './contradiction.ts'

/** The switch is off, and yet the first handshake asked: judged by the packets (facts 4.1). */
export const askedThoughOff = contradiction(({ model, context }) => {
  const direct = context.wire.filter(({ leg, requested }) => leg === 'direct' && requested === 'initial')
  const serviceWide = model.apims.filter(
    ({ tier, enableClientCertificate }) =>
      (tier === 'v2' || tier === 'consumption') && enableClientCertificate === false,
  )
  const [asked] = direct
  if (asked !== undefined && serviceWide.length > 0)
    return serviceWide.map(
      (apim): ContradictionDraft => ({
        ...COMMON,
        confidence: CONFIDENCE.likely,
        summary: `enableClientCertificate of ${serviceName(apim)} is false, and in ${asked.handshake} the server asked for a certificate all the same.`,
        explanation:
          'The packets count: a client certificate is asked for in the first handshake. The document is usually the stale side (read before the switch was turned on, or of another service); otherwise something else answered.',
        evidence: [fileEvidence(apim), requested(asked)],
      }),
    )
  const hostnames = model.apimHostnames.filter(
    (one) => isGatewayType(one) && one.negotiateClientCertificate === false,
  )
  return hostnames.flatMap((hostname): ContradictionDraft[] => {
    const [seen] = withServerName(direct, hostname.hostName)
    if (seen === undefined) return []
    return [
      {
        ...COMMON,
        confidence: CONFIDENCE.strong,
        summary: `negotiateClientCertificate of ${quoted(hostname.hostName)} is false, and in ${seen.handshake} the server asked for a certificate all the same.`,
        explanation:
          'The packets count: for this name a client certificate is asked for in the first handshake. The document is usually the stale side: it is older than the capture, or of another region or gateway of the service. Otherwise something else answered, or the service asks in this tier without the switch, as has been seen.',
        evidence: [fileEvidence(hostname), requested(seen)],
      },
    ]
  })
})

const COMMON = {
  leg: 'direct',
  basis: 'inferred',
  disproof: 'The address that answered being none of this service’s: then both are right.',
  also: ['solution-e-negotiate'],
} as const

function requested(seen: WireObservation) {
  return wireEvidence(seen, seen.frames.certificateRequest, 'CertificateRequest', 'in the first handshake')
}
