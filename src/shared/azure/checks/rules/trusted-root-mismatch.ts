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
import { type AttachedRoots, attachedRoots, type ShownChain, shownChain } from '../support/backend-roots.ts'
import { healthOf } from '../support/health.ts'
import { called, isTls } from '../support/links.ts'
import { type ChainTop, isPublicCaName, isTop, topOf } from '../support/uploaded.ts'
import { leafMismatch } from '../support/v1-leaf.ts'
import { wireEvidence } from '../wire.ts'

/**
 * The roots attached to a setting are not the one that the backend's chain ends at (facts 1.3.1, 1.3.3, 4.4.7): as
 * packets showed; or an intermediate was uploaded for a root; or a private root stands before API Management's built-in
 * certificate, which a public CA issued. For v1 the same of the authentication certificate, which is the leaf's copy.
 */
export const trustedRootMismatch: ConfigurationCheck = {
  id: 'trusted-root-mismatch',
  check(input) {
    return backends(input)
      .filter(({ setting }) => isTls(setting.protocol))
      .flatMap(
        (backend) =>
          (backend.sku === 'v1' ? leafMismatch(input, backend) : rootMismatch(input, backend)) ?? [],
      )
  },
}

function rootMismatch(input: CheckInput, backend: Backend): ConfigurationDraft | null {
  if (backend.setting.validateCertChainAndExpiry === false) return null
  const attached = attachedRoots(input, backend)
  // Of what is no CA at all, `trusted-root-not-ca` tells.
  if (!attached.roots.some(({ summary }) => summary.isCa)) return null
  const shown = shownChain(input, backend)
  const top = shown === null ? null : topOf(shown.observation.serverChain)
  if (shown !== null && top !== null) {
    if (!attached.complete || attached.roots.some(({ summary }) => isTop(summary, top))) return null
    return againstChain(input, backend, attached, shown, top)
  }
  return builtInMismatch(input, backend, attached) ?? intermediateForRoot(input, backend, attached)
}

function againstChain(
  input: CheckInput,
  backend: Backend,
  attached: AttachedRoots,
  { observation, onLeg }: ShownChain,
  top: ChainTop,
): ConfigurationDraft {
  const root = quoted(top.sent ? top.root.subject : top.rootName)
  const namesake = top.sent && attached.roots.some(({ summary }) => summary.subject === top.root.subject)
  const alone = !onLeg ? CONFIDENCE.likely : top.sent ? CONFIDENCE.proven : CONFIDENCE.strong
  const where = onLeg
    ? `In ${observation.handshake}, on the gateway’s own leg,`
    : `In ${observation.handshake}, straight to API Management under the same name (not on the gateway’s leg),`
  return {
    ...common(input, backend, attached, alone),
    summary: `The trusted root of ${called('backend setting', backend.setting)} is not the root of the backend’s chain, ${root}.`,
    explanation: `trustedRootCertificates of ${called('backend setting', backend.setting)} is ${rootsText(attached)}; it should be ${root}. ${where} the server’s chain ${
      top.sent ? 'ended at that root, which it sent' : 'ended below that root, which it did not send'
    }. ${
      namesake
        ? 'The uploaded one has the same name and is another certificate: the CA has renewed its root, or is another of that name. '
        : ''
    }${ONLY}`,
    evidence: [
      ...places(backend, attached),
      wireEvidence(observation, observation.frames.serverCertificate, 'certificate_list', `ends at ${root}`),
      ...healthEvidence(input, backend),
    ],
  }
}

/** API Management's own host name has a certificate of a public CA (facts 4.4.7); which one is not documented (4.4.8). */
function builtInMismatch(
  input: CheckInput,
  backend: Backend,
  attached: AttachedRoots,
): ConfigurationDraft | null {
  const { host } = backend.names.live
  if (host === null || !isBuiltInHost(host)) return null
  if (!attached.complete || attached.roots.some(({ summary }) => isPublicCaName(summary.subject))) return null
  return {
    ...common(input, backend, attached, CONFIDENCE.likely),
    summary: `${called('Backend setting', backend.setting)} trusts a private root alone, but ${quoted(host)} has a certificate of a public CA.`,
    explanation: `trustedRootCertificates of ${called('backend setting', backend.setting)} is ${rootsText(attached)}; it should be empty. The certificate of ${quoted(host)} is API Management’s built-in one, which is publicly trusted. ${ONLY}`,
    evidence: [...places(backend, attached), ...healthEvidence(input, backend)],
  }
}

function intermediateForRoot(
  input: CheckInput,
  backend: Backend,
  attached: AttachedRoots,
): ConfigurationDraft | null {
  const cas = attached.roots.filter(({ summary }) => summary.isCa)
  if (cas.length === 0 || cas.some(({ selfSigned }) => selfSigned)) return null
  const issuers = list(cas.map(({ summary }) => quoted(summary.issuer)))
  return {
    ...common(input, backend, attached, CONFIDENCE.likely),
    summary: `The trusted root of ${called('backend setting', backend.setting)} is an intermediate CA, not a root.`,
    explanation: `trustedRootCertificates of ${called('backend setting', backend.setting)} is ${rootsText(attached)}, issued by ${issuers}; it should be the root above. ${ONLY}`,
    evidence: [...places(backend, attached), ...healthEvidence(input, backend)],
  }
}

const ONLY =
  'Where roots are attached, the gateway talks only to backends whose chain ends at one of them; the public CAs no longer count.'

function common(
  input: CheckInput,
  backend: Backend,
  attached: AttachedRoots,
  alone: number,
): Pick<ConfigurationDraft, 'leg' | 'basis' | 'confidence' | 'disproof' | 'because'> {
  const said = healthOf(input, backend.setting, SAID)
  return {
    leg: 'gateway-apim',
    basis: 'documented',
    confidence: said === null ? alone : corroborated(alone),
    disproof:
      'Backend health that says Healthy with this setting, or a chain from the server that ends at the attached root.',
    because: `the gateway trusts ${rootsText(attached)} alone`,
  }
}

const SAID = [
  'backend-health-root-mismatch',
  'backend-health-intermediate-wrong-root',
  'backend-health-intermediate-missing',
] as const

function healthEvidence(input: CheckInput, { setting }: Backend) {
  return healthOf(input, setting, SAID)?.evidence ?? []
}

function places({ setting }: Backend, { roots }: AttachedRoots) {
  return [setting, ...roots.map(({ object }) => object)].map(fileEvidence)
}

function rootsText({ roots }: AttachedRoots): string {
  return list(roots.map(({ object, summary }) => `"${quoted(object.name)}" (${quoted(summary.subject)})`))
}
