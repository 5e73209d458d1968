import { list, quoted } from '../../../diagnosis/words.ts'
import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'
import { certificateHeaders } from '../support/forwarding.ts'
import {
  asksForCertificate,
  called,
  isPassthrough,
  ofSameGateway,
  profileOf,
  sameName,
} from '../support/links.ts'

/** Profiles, policies and rewrites of the listener that break nothing by themselves (facts 2.2, 2.3, 2.8, 2.16, 2.22). */
export const listenerSettings: NoteCheck = (input) => [
  ...leftoverProfiles(input),
  ...hiddenMode(input),
  ...ocspFailsClosed(input),
  ...reservedHeader(input),
  ...dheSuites(input),
]

/** Beside a listener that asks; where none does, it is a finding. */
const leftoverProfiles: NoteCheck = ({ model }) => {
  const asking = model.sslProfiles.filter(asksForCertificate)
  const bound = asking.filter((profile) =>
    model.listeners.some((listener) => profileOf(model, listener) === profile),
  )
  return asking
    .filter((profile) => !bound.includes(profile) && bound.some((other) => ofSameGateway(other, profile)))
    .map(
      (profile): ConfigurationNote => ({
        kind: 'risk',
        leg: 'client-gateway',
        summary: `${called('SSL profile', profile)} is bound to no listener and does nothing.`,
        explanation: `Other profiles are bound, so it may be left over. If a listener was meant to ask its clients for a certificate by it, its sslProfile should be "${quoted(profile.name)}".`,
        evidence: [fileEvidence(profile)],
        fixes: ['solution-e-negotiate'],
      }),
    )
}

/** API versions before 2025-03-01 show a passthrough profile as one without any client authentication. */
const hiddenMode: NoteCheck = ({ model }) =>
  model.sslProfiles
    .filter(
      (profile) =>
        profile.hasClientAuthConfiguration &&
        profile.verifyClientAuthMode === null &&
        !asksForCertificate(profile) &&
        !profile.partial,
    )
    .map(
      (profile): ConfigurationNote => ({
        kind: 'unknown',
        leg: 'client-gateway',
        summary: `Whether ${called('SSL profile', profile)} asks for client certificates cannot be told from this document.`,
        explanation:
          'It has a client authentication and no client CA: that is passthrough, or nothing. verifyClientAuthMode is shown by API version 2025-03-01 and later only: az rest with ?api-version=2025-03-01 tells.',
        evidence: [fileEvidence(profile)],
        fixes: ['solution-e-negotiate'],
      }),
    )

const ocspFailsClosed: NoteCheck = ({ model }) =>
  model.sslProfiles
    .filter(
      (profile) =>
        profile.verifyClientRevocation !== null &&
        sameName(profile.verifyClientRevocation, 'OCSP') &&
        !isPassthrough(profile),
    )
    .map(
      (profile): ConfigurationNote => ({
        kind: 'risk',
        leg: 'client-gateway',
        summary: `${called('SSL profile', profile)} refuses every client whose OCSP responder it cannot ask.`,
        explanation:
          'verifyClientRevocation is OCSP, which fails closed: HTTP 400 also where the certificate names no responder, or the gateway’s subnet does not reach it. CRLs do not count. The first request after a while may fail and the next one pass.',
        evidence: [fileEvidence(profile)],
        fixes: ['revocation'],
      }),
    )

/** Where the tier is not known to be v2, of which it is a finding. */
const reservedHeader: NoteCheck = ({ model }) =>
  model.apims.some(({ tier }) => tier === 'v2')
    ? []
    : model.rewriteRules
        .filter((rewrite) => certificateHeaders([rewrite]).some((name) => sameName(name, 'X-ARR-ClientCert')))
        .map(
          (rewrite): ConfigurationNote => ({
            kind: 'risk',
            leg: 'gateway-apim',
            summary: `${called('Rewrite rule', rewrite)} hands the certificate on in X-ARR-ClientCert, a name that Azure’s own platforms use.`,
            explanation:
              'With API Management’s v2 tiers this header was seen to reach policies empty. Another name, such as X-Client-Certificate, does not depend on the tier.',
            evidence: [fileEvidence(rewrite)],
            fixes: ['forward-client-certificate'],
          }),
        )

const dheSuites: NoteCheck = ({ model }) =>
  model.tlsPolicies.flatMap((policy): ConfigurationNote[] => {
    const suites = (policy.cipherSuites ?? []).filter((suite) => /^TLS_DHE_/i.test(suite))
    if (suites.length === 0 || suites.length < (policy.cipherSuites?.length ?? 0)) return []
    return [
      {
        kind: 'risk',
        leg: 'client-gateway',
        summary: 'The custom TLS policy lists DHE cipher suites alone, which a v2 gateway never negotiates.',
        explanation: `cipherSuites is ${list(suites.map(quoted))}. DHE suites may be listed and are not used; ECDHE ones should be added.`,
        evidence: [fileEvidence(policy)],
        fixes: ['tls-policy'],
      },
    ]
  })
