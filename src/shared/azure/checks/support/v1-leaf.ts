import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { type CheckInput, type ConfigurationDraft, corroborated, fileEvidence } from '../check.ts'
import { wireEvidence } from '../wire.ts'
import type { Backend } from './backend.ts'
import { shownChain } from './backend-roots.ts'
import { healthOf } from './health.ts'
import { authenticationCertificatesOf, called } from './links.ts'
import { readUploaded } from './uploaded.ts'

/** v1: the authentication certificate is a copy of the backend's leaf, not of its root (facts 1.3.1). */
export function leafMismatch(input: CheckInput, backend: Backend): ConfigurationDraft | null {
  const { setting } = backend
  const uploaded = readUploaded(authenticationCertificatesOf(input.model, setting))
  if (uploaded.length === 0 || uploaded.length < setting.authenticationCertificates.length) return null
  const shown = shownChain(input, backend)
  const [leaf] = shown?.observation.serverChain ?? []
  if (leaf !== undefined && uploaded.some(({ summary }) => summary.sha256 === leaf.sha256)) return null
  if (leaf === undefined && uploaded.some(({ summary }) => !summary.isCa || summary.san.length > 0))
    return null
  const said = healthOf(input, setting, ['backend-health-v1-not-allow-listed'])
  const alone = leaf === undefined ? CONFIDENCE.likely : shown?.onLeg ? CONFIDENCE.proven : CONFIDENCE.likely
  const is = list(
    uploaded.map(({ object, summary }) => `"${quoted(object.name)}" (${quoted(summary.subject)})`),
  )
  return {
    leg: 'gateway-apim',
    basis: 'documented',
    confidence: said === null ? alone : corroborated(alone),
    summary: `The authentication certificate of ${called('backend setting', setting)} is not the backend’s own certificate.`,
    explanation: `authenticationCertificates of ${called('backend setting', setting)} is ${is}${
      leaf === undefined ? ', a CA' : ''
    }; it should be the very certificate that the backend shows${leaf === undefined ? '' : `, ${quoted(leaf.subject)} (thumbprint ${leaf.sha1})`}. A v1 gateway compares the leaf itself; roots belong to v2.${
      shown === null
        ? ''
        : ` The leaf was seen in ${shown.observation.handshake}${shown.onLeg ? '' : ', straight to API Management and not on the gateway’s leg'}.`
    }`,
    evidence: [
      fileEvidence(setting),
      ...uploaded.map(({ object }) => fileEvidence(object)),
      ...(shown === null || leaf === undefined
        ? []
        : [
            wireEvidence(
              shown.observation,
              shown.observation.frames.serverCertificate,
              'certificate_list[0]',
              quoted(leaf.subject),
            ),
          ]),
      ...(said?.evidence ?? []),
    ],
    disproof:
      'The certificate that the backend shows to the pool’s FQDN having the thumbprint of the uploaded one.',
    because: 'the v1 gateway was given another certificate than the backend’s own',
  }
}
