import { momentText } from '../../../diagnosis/support/clock.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'
import { backends } from '../support/backend.ts'
import { called, gatewayOf, isTls, ofSameGateway, sameName } from '../support/links.ts'
import { readUploaded } from '../support/uploaded.ts'

/** Checks switched off, certificates unused, of the other generation, or expired (facts 1.3.1, 1.3.10). */
export const backendSettings: NoteCheck = (input) => [
  ...plainBackends(input),
  ...uncheckedBackends(input),
  ...unusedRoots(input),
  ...otherGeneration(input),
  ...expiredRoots(input),
]

/** On 443 it is a finding. */
const plainBackends: NoteCheck = (input) =>
  backends(input)
    .filter(
      ({ setting, isApim }) =>
        isApim && setting.protocol !== null && sameName(setting.protocol, 'Http') && setting.port !== 443,
    )
    .map(
      ({ setting }): ConfigurationNote => ({
        kind: 'risk',
        leg: 'gateway-apim',
        summary: `${called('Backend setting', setting)} goes to API Management in plain HTTP.`,
        explanation:
          'protocol is Http; there is no TLS on that leg, and whatever header carries the client’s certificate travels unprotected. API Management’s port 80 is optional and often closed.',
        evidence: [fileEvidence(setting)],
        fixes: ['not-tls'],
      }),
    )

const uncheckedBackends: NoteCheck = ({ model }) =>
  model.backendSettings.flatMap((setting): ConfigurationNote[] => {
    const off = [
      ...(setting.validateCertChainAndExpiry === false ? ['validateCertChainAndExpiry'] : []),
      ...(setting.validateSni === false ? ['validateSNI'] : []),
    ]
    if (off.length === 0 || !isTls(setting.protocol)) return []
    return [
      {
        kind: 'risk',
        leg: 'gateway-apim',
        summary: `${called('Backend setting', setting)} does not check the backend’s certificate in full: ${off.join(' and ')} ${off.length === 1 ? 'is' : 'are'} false.`,
        explanation:
          'Meant for tests. Whoever answers at the backend’s address can then be taken for it, and a fault of the certificate shows only when the check is switched on again. The portal’s “test probe” does not honour these switches.',
        evidence: [fileEvidence(setting)],
        fixes: ['solution-a-trusted-root', 'solution-c-hostname'],
      },
    ]
  })

const unusedRoots: NoteCheck = ({ model }) =>
  model.backendSettings.length === 0
    ? []
    : model.trustedRootCertificates
        .filter(
          (root) =>
            model.backendSettings.some((setting) => ofSameGateway(setting, root) && !setting.partial) &&
            !model.backendSettings.some(
              (setting) =>
                ofSameGateway(setting, root) &&
                (setting.partial ||
                  setting.trustedRootCertificates.some((name) => sameName(name, root.name))),
            ),
        )
        .map(
          (root): ConfigurationNote => ({
            kind: 'risk',
            leg: 'gateway-apim',
            summary: `${called('Trusted root certificate', root)} is uploaded and used by no backend setting.`,
            explanation:
              'Uploading does nothing by itself: a backend setting trusts only the roots in its own trustedRootCertificates, and the public CAs where that is empty.',
            evidence: [fileEvidence(root)],
            fixes: ['solution-a-trusted-root'],
          }),
        )

/** v1 takes leaves (authentication certificates), v2 roots: each passes over the other's. */
const otherGeneration: NoteCheck = ({ model }) =>
  model.backendSettings.flatMap((setting): ConfigurationNote[] => {
    const sku = gatewayOf(model, setting)?.sku ?? null
    const foreign =
      sku === 'v2' ? setting.authenticationCertificates : sku === 'v1' ? setting.trustedRootCertificates : []
    if (foreign.length === 0) return []
    const [property, wants] =
      sku === 'v2'
        ? ['authenticationCertificates', 'the root CA in trustedRootCertificates']
        : ['trustedRootCertificates', 'the backend’s own certificate in authenticationCertificates']
    return [
      {
        kind: 'risk',
        leg: 'gateway-apim',
        summary: `${called('Backend setting', setting)} carries certificates of the other gateway generation: ${property}.`,
        explanation: `${property} is ${list(foreign.map((name) => `"${quoted(name)}"`))}. A ${sku} gateway wants ${wants}.`,
        evidence: [fileEvidence(setting)],
        fixes: ['solution-a-trusted-root'],
      },
    ]
  })

const expiredRoots: NoteCheck = ({ model, context }) =>
  readUploaded([...model.trustedRootCertificates, ...model.authenticationCertificates]).flatMap(
    ({ object, certificate, summary }): ConfigurationNote[] => {
      const until = certificate.notAfter?.epochMillis
      if (until === undefined || until >= context.nowMillis) return []
      return [
        {
          kind: 'risk',
          leg: 'gateway-apim',
          summary: `The uploaded certificate "${quoted(object.name)}" expired on ${momentText(until).slice(0, 10)}.`,
          explanation: `${quoted(summary.subject)} is valid until ${momentText(until)}; it is ${momentText(context.nowMillis)}. A chain that ends at it is outside its dates.`,
          evidence: [fileEvidence(object)],
          fixes: ['certificate-validity'],
        },
      ]
    },
  )
