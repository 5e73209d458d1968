import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { quoted } from '../../../diagnosis/words.ts'
import { fileEvidence } from '../check.ts'
import { backends } from '../support/backend.ts'
import { attachedRoots, shownChain } from '../support/backend-roots.ts'
import { healthOf } from '../support/health.ts'
import { called, isTls } from '../support/links.ts'
import { isTop, topOf } from '../support/uploaded.ts'
import { wireEvidence } from '../wire.ts'
import { type ContradictionDraft, contradiction } from './contradiction.ts'

/** The attached root is the one that packets showed, and health says it does not match (facts 3.15, 3.16). */
export const rightRootRefused = contradiction((input) =>
  backends(input).flatMap((backend): ContradictionDraft[] => {
    const { setting } = backend
    const said = isTls(setting.protocol)
      ? healthOf(input, setting, ['backend-health-root-mismatch', 'backend-health-intermediate-wrong-root'])
      : null
    const shown = said === null ? null : shownChain(input, backend)
    const top = shown === null ? null : topOf(shown.observation.serverChain)
    const { roots } = attachedRoots(input, backend)
    const root = top === null ? undefined : roots.find(({ summary }) => isTop(summary, top))
    if (said === null || shown === null || root === undefined) return []
    const { observation, onLeg } = shown
    return [
      {
        leg: 'gateway-apim',
        confidence: onLeg ? CONFIDENCE.strong : CONFIDENCE.likely,
        basis: 'inferred',
        summary: `Backend health says that the root does not match, and the chain of ${observation.handshake} ends at the very root that is attached.`,
        explanation: `"${quoted(root.object.name)}" (${quoted(root.summary.subject)}) of ${called('backend setting', setting)} is the root of the chain seen ${
          onLeg ? 'on the gateway’s leg' : 'straight at API Management'
        }. Health is usually the stale side: it tells of probes from before the root was attached. Otherwise the gateway met another server (another region or instance, or the default certificate that a hello without this server name gets), or the chain lacks an intermediate there, which is reported in the same words.`,
        evidence: [
          fileEvidence(setting),
          fileEvidence(root.object),
          ...said.evidence,
          wireEvidence(
            observation,
            observation.frames.serverCertificate,
            'certificate_list',
            'ends at the attached root',
          ),
        ],
        disproof:
          'A capture on the gateway’s own leg, while it probes, whose chain ends at another root: then the two speak of different servers.',
        also: ['server-chain', 'sni-and-hostname'],
      },
    ]
  }),
)
