import { list, quoted } from '../../../diagnosis/words.ts'
import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'
import { isGatewayType, serviceName } from '../support/apim-hosts.ts'
import { sameDistinguishedName } from '../support/apim-store.ts'
import { backends } from '../support/backend.ts'
import { attachedRoots, shownChain } from '../support/backend-roots.ts'
import { bundleOf } from '../support/client-ca.ts'
import { healthOf } from '../support/health.ts'
import { asksForCertificate, called, clientCasOf, isPassthrough, isTls, profileOf } from '../support/links.ts'
import { onListener } from '../support/listener-wire.ts'
import { isTop, topOf } from '../support/uploaded.ts'
import { wireEvidence, withServerName } from '../wire.ts'

/** Settings say one thing, packets of the same leg another, and no id of the taxonomy names it. */
export const contradictions: NoteCheck = (input) => [
  ...olderThanPolicy(input),
  ...askedThoughOff(input),
  ...rightRootRefused(input),
  ...otherCaNames(input),
  ...droppedHellos(input),
]

const OLD: ReadonlySet<string> = new Set(['SSL 3.0', 'TLS 1.0', 'TLS 1.1'])

/** No policy that is still accepted lets these in (facts 2.22). */
const olderThanPolicy: NoteCheck = ({ model, context }) => {
  const policies = model.tlsPolicies.filter(({ sslProfile }) => sslProfile === null)
  const [policy] = policies
  const strict =
    policies.length > 0 &&
    policies.every(
      ({ name, minProtocolVersion }) =>
        /^AppGwSslPolicy(?:20170401S|2022\d{4}S?)$/i.test(name ?? '') ||
        /^TLSv1_[23]$/i.test(minProtocolVersion ?? ''),
    )
  const old = context.wire.find(
    ({ leg, version }) => leg === 'client-gateway' && version !== null && OLD.has(version),
  )
  if (!strict || policy === undefined || old === undefined) return []
  const is = quoted(policy.name ?? policy.minProtocolVersion ?? '')
  return [
    {
      kind: 'contradiction',
      leg: 'client-gateway',
      summary: `In ${old.handshake} the server agreed to ${old.version}, which the gateway’s TLS policy forbids.`,
      explanation: `The policy is ${is}, which starts at TLS 1.2. Whoever answered at ${old.serverAddress ?? 'that address'} is not this gateway, or the policy is newer than the capture.`,
      evidence: [
        fileEvidence(policy),
        wireEvidence(old, old.frames.serverHello, 'version', old.version ?? ''),
      ],
      fixes: ['tls-policy'],
    },
  ]
}

/** The switch is off, and yet the first handshake asked: judged by the packets (facts 4.1). */
const askedThoughOff: NoteCheck = ({ model, context }) => {
  const direct = context.wire.filter(({ leg, requested }) => leg === 'direct' && requested === 'initial')
  const hostnames = model.apimHostnames.filter(
    (one) => isGatewayType(one) && one.negotiateClientCertificate === false,
  )
  const serviceWide = model.apims.filter(
    ({ tier, enableClientCertificate }) =>
      (tier === 'v2' || tier === 'consumption') && enableClientCertificate === false,
  )
  const [asked] = direct
  return [
    ...(serviceWide.length > 0
      ? []
      : hostnames.flatMap((hostname): ConfigurationNote[] => {
          const [seen] = withServerName(direct, hostname.hostName)
          if (seen === undefined) return []
          return [
            {
              kind: 'contradiction',
              leg: 'direct',
              summary: `negotiateClientCertificate of ${quoted(hostname.hostName)} is false, and in ${seen.handshake} the server asked for a certificate all the same.`,
              explanation:
                'The packets count: for this name a client certificate is asked for in the first handshake. The document is older than the capture, something else answered, or the service does so in this tier without the switch, as has been seen.',
              evidence: [
                fileEvidence(hostname),
                wireEvidence(
                  seen,
                  seen.frames.certificateRequest,
                  'CertificateRequest',
                  'in the first handshake',
                ),
              ],
              fixes: ['solution-e-negotiate'],
            },
          ]
        })),
    ...(asked === undefined
      ? []
      : serviceWide.map(
          (apim): ConfigurationNote => ({
            kind: 'contradiction',
            leg: 'direct',
            summary: `enableClientCertificate of ${serviceName(apim)} is false, and in ${asked.handshake} the server asked for a certificate all the same.`,
            explanation:
              'The packets count. The document is older than the capture, or something else answered.',
            evidence: [
              fileEvidence(apim),
              wireEvidence(
                asked,
                asked.frames.certificateRequest,
                'CertificateRequest',
                'in the first handshake',
              ),
            ],
            fixes: ['solution-e-negotiate'],
          }),
        )),
  ]
}

/** The attached root is the one that packets showed, and health says it does not match (facts 3.15, 3.16). */
const rightRootRefused: NoteCheck = (input) =>
  backends(input).flatMap((backend): ConfigurationNote[] => {
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
        kind: 'contradiction',
        leg: 'gateway-apim',
        summary: `Backend health says that the root does not match, and the chain of ${observation.handshake} ends at the very root that is attached.`,
        explanation: `"${quoted(root.object.name)}" (${quoted(root.summary.subject)}) of ${called('backend setting', setting)} is the root of the chain seen ${
          onLeg ? 'on the gateway’s leg' : 'straight at API Management'
        }. The gateway met another server (another instance, or the default certificate that a hello without this server name gets), health is older than the setting, or the chain lacks an intermediate there, which is reported in the same words.`,
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
        fixes: ['server-chain', 'sni-and-hostname'],
      },
    ]
  })

/** A strict listener is taken to name the CAs of its files, a passthrough one none (facts 2.9, confirmed by nobody). */
const otherCaNames: NoteCheck = ({ model, context }) =>
  model.listeners.flatMap((listener): ConfigurationNote[] => {
    const profile = profileOf(model, listener)
    if (profile === null || !asksForCertificate(profile) || isPassthrough(profile)) return []
    const seen = onListener(model, context.wire, listener).find(({ caNames }) => caNames.length > 0)
    const bundles = clientCasOf(model, profile).flatMap((trusted) => bundleOf(trusted) ?? [])
    if (
      seen === undefined ||
      bundles.length === 0 ||
      bundles.length < profile.trustedClientCertificates.length
    )
      return []
    const uploaded = bundles.flatMap(({ certificates }) =>
      certificates.flatMap(({ certificate }) => certificate.subject?.text ?? []),
    )
    if (seen.caNames.some((name) => uploaded.some((one) => sameDistinguishedName(one, name)))) return []
    return [
      {
        kind: 'contradiction',
        leg: 'client-gateway',
        summary: `In ${seen.handshake} the listener named other CAs than those of its client CA files.`,
        explanation: `It asked for ${list(seen.caNames.map(quoted))}; the files of ${called('SSL profile', profile)} hold ${list(
          uploaded.map(quoted),
        )}. The files are newer than the capture, or another listener or machine answered. That the gateway names the CAs of its files is inferred from nginx, not confirmed.`,
        evidence: [
          fileEvidence(profile),
          ...clientCasOf(model, profile).map(fileEvidence),
          wireEvidence(
            seen,
            seen.frames.certificateRequest,
            'certificate_authorities',
            list(seen.caNames.map(quoted)),
          ),
        ],
        fixes: ['ca-names', 'client-ca-bundle'],
      },
    ]
  })

/** One project's report: the listener drops every hello while a subscription feature is not registered (facts 2.19). */
const droppedHellos: NoteCheck = ({ model, context }) =>
  model.listeners.flatMap((listener): ConfigurationNote[] => {
    const profile = profileOf(model, listener)
    if (profile === null || !asksForCertificate(profile)) return []
    const seen = onListener(model, context.wire, listener)
    const dropped = seen.find(({ droppedAfterClientHello }) => droppedAfterClientHello)
    if (dropped === undefined || seen.some(({ version }) => version !== null)) return []
    return [
      {
        kind: 'unknown',
        leg: 'client-gateway',
        summary: `${called('Listener', listener)} dropped the connection right after the ClientHello, and an SSL profile with client authentication is bound to it.`,
        explanation:
          'One project saw exactly this while the subscription feature Microsoft.Network/AllowApplicationGatewayClientAuthentication was not registered; registering it and a stop and start of the gateway cured it. Not in Microsoft’s documentation: worth one look, after a firewall that reads the server name.',
        evidence: [
          fileEvidence(listener),
          fileEvidence(profile),
          wireEvidence(dropped, dropped.frames.end ?? dropped.frames.clientHello, 'ClientHello', 'dropped'),
        ],
        fixes: ['sni-and-hostname'],
      },
    ]
  })
