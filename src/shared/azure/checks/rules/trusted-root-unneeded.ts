import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import {
  type CheckInput,
  type ConfigurationCheck,
  type ConfigurationDraft,
  corroborated,
  fileEvidence,
} from '../check.ts'
import { isBuiltInHost } from '../support/apim-hosts.ts'
import { type Backend, backends } from '../support/backend.ts'
import { attachedRoots, shownChain } from '../support/backend-roots.ts'
import { called, isTls } from '../support/links.ts'
import { isPublicCaName, isTop, topOf } from '../support/uploaded.ts'
import { wireEvidence } from '../wire.ts'

/**
 * A public CA's root is attached where none is needed (facts 1.3.2, 1.3.3, 4.4.7; seed 000, Solution A): it works until
 * the backend's certificate comes from another public CA, which for API Management's built-in one is Azure's choice.
 */
export const trustedRootUnneeded: ConfigurationCheck = {
  id: 'trusted-root-unneeded',
  check(input) {
    return backends(input)
      .filter(({ setting, sku }) => sku === 'v2' && isTls(setting.protocol))
      .flatMap((backend) => ofBackend(input, backend) ?? [])
  },
}

function ofBackend(input: CheckInput, backend: Backend): ConfigurationDraft | null {
  const { setting, names } = backend
  const { host } = names.live
  const roots = attachedRoots(input, backend).roots.filter(
    ({ summary, selfSigned }) => selfSigned && isPublicCaName(summary.subject),
  )
  if (roots.length === 0) return null
  const shown = shownChain(input, backend)
  const top = shown === null ? null : topOf(shown.observation.serverChain)
  const met = top !== null && roots.some(({ summary }) => isTop(summary, top))
  const builtIn = host !== null && isBuiltInHost(host)
  // Of a chain that ends elsewhere the mismatch is told.
  if (top === null ? !builtIn : !met) return null
  const is = list(roots.map(({ object, summary }) => `"${quoted(object.name)}" (${quoted(summary.subject)})`))
  return {
    leg: 'gateway-apim',
    basis: 'documented',
    confidence: met && shown?.onLeg ? corroborated(CONFIDENCE.likely) : CONFIDENCE.likely,
    summary: `${called('Backend setting', setting)} pins a public root that it does not need: ${is}.`,
    explanation: `trustedRootCertificates of ${called('backend setting', setting)} is ${is}; it should be empty. The gateway knows public CAs by itself${
      builtIn
        ? `, and ${quoted(host)} has API Management’s built-in certificate, which is publicly trusted`
        : ''
    }. With a root attached only chains that end there are accepted: a renewal under another public root breaks the backend.`,
    evidence: [
      fileEvidence(setting),
      ...roots.map(({ object }) => fileEvidence(object)),
      ...(met && shown !== null
        ? [
            wireEvidence(
              shown.observation,
              shown.observation.frames.serverCertificate,
              'certificate_list',
              'ends at the attached root',
            ),
          ]
        : []),
    ],
    disproof: 'The root being a private CA’s that only bears a public CA’s name.',
  }
}
