import { isBuiltInHost } from '../../../azure/checks/support/apim-hosts.ts'
import type { ApimHostname } from '../../../azure/model.ts'
import {
  calledHandshake,
  documentFacts,
  type Fill,
  factOf,
  fileSource,
  type Ground,
  handshakeSource,
  isFaulted,
  onLegs,
} from '../ground.ts'
import type { Fact } from '../shape.ts'
import { chainFactsOfAnswers, chainFactsOnLegs } from './chains.ts'

/** The five kinds of certificate, one of which cannot exist. */

export const listenerCertificate: Fill = (ground) => {
  const seen = [...chainFactsOnLegs(ground, ['client-gateway']), ...chainFactsOfAnswers(ground, 'listener')]
  const bound = ground.knowledge.model.listeners.flatMap((listener) =>
    listener.sslCertificate === null
      ? []
      : [
          factOf(`${listener.name} presents the certificate object “${listener.sslCertificate}”.`, 'noted', [
            fileSource(listener.at),
          ]),
        ],
  )
  return {
    facts: [...bound, ...seen],
    needs: [{ what: 'the certificate that the listener sends', met: seen.length > 0 }],
  }
}

export const backendTrust: Fill = (ground) => {
  const { model } = ground.knowledge
  const { backendSettings } = model
  const settings = backendSettings.map((setting) => {
    const roots = setting.trustedRootCertificates
    const builtIn = setting.hostName !== null && isBuiltInHost(setting.hostName)
    const words =
      roots.length > 0
        ? `${setting.name} trusts ${roots.join(', ')} and no other root.`
        : setting.authenticationCertificates.length > 0
          ? `${setting.name} trusts the leaf ${setting.authenticationCertificates.join(', ')} (v1).`
          : `${setting.name} trusts the public CAs${builtIn ? `, which is right for ${setting.hostName}` : ''}.`
    const fine = roots.length === 0 && builtIn && !isFaulted(ground.knowledge, setting.at)
    return factOf(words, fine ? 'fine' : 'noted', [fileSource(setting.at)])
  })
  const isV1 = ground.sku === 'v1'
  return {
    facts: [...settings, ...documentFacts(ground, isV1 ? ['auth-cert', 'root-cert'] : ['root-cert'])],
    needs: [
      { what: 'which certificates the backend settings trust', met: backendSettings.length > 0 },
      ...(isV1
        ? [
            {
              what: 'the leaf certificates uploaded to the v1 gateway',
              met: model.authenticationCertificates.length > 0,
              command: 'v1-certificates',
            },
          ]
        : []),
    ],
  }
}

/** Facts 1.1.6: nothing to look up, and what looks like it on the wire is told. */
export const gatewayClientCertificate: Fill = (ground) => {
  const asked = onLegs(ground, 'gateway-apim').filter(({ document }) =>
    ['initial', 'renegotiation', 'post-handshake'].includes(document.mutualTls.requested),
  )
  const forwarded = ground.knowledge.model.rewriteRules.filter(({ requestHeaders }) =>
    requestHeaders.some(({ value }) => /client_certificate/i.test(value)),
  )
  return {
    notApplicable: 'there is no such certificate, and no setting for one',
    facts: [
      ...asked.map((handshake) =>
        factOf(
          `${calledHandshake(handshake)}: API Management asked the gateway for a certificate and got ${
            handshake.document.mutualTls.clientCertificate === 'sent'
              ? 'one: this client is not Application Gateway'
              : 'an empty answer, as it always will'
          }.`,
          'noted',
          [handshakeSource(handshake)],
          { article: 'forward-client-certificate' },
        ),
      ),
      ...forwarded.map((rule) =>
        factOf(
          `${rule.ruleSet}/${rule.name} hands the client’s certificate on in ${rule.requestHeaders.map(({ name }) => name).join(', ')}.`,
          isFaulted(ground.knowledge, rule.at) ? 'noted' : 'fine',
          [fileSource(rule.at)],
          { article: 'forward-client-certificate' },
        ),
      ),
    ],
    needs: [],
  }
}

export const apimCaStore: Fill = (ground) => {
  const { apims, apimCaCertificates } = ground.knowledge.model
  const whole = apims.filter(({ partial }) => partial !== true)
  const empty = whole.filter(
    ({ name }) =>
      !apimCaCertificates.some(({ apim }) => apim === null || apim.toLowerCase() === name.toLowerCase()),
  )
  const why = noStore(ground)
  return {
    ...(why === null ? {} : { notApplicable: why }),
    facts: [
      ...documentFacts(ground, ['apim-ca']),
      ...(why === null
        ? empty.map((apim) =>
            factOf(
              `The CA store of ${apim.name} is empty: clients of a private CA are not trusted.`,
              'noted',
              [fileSource(apim.at)],
            ),
          )
        : []),
    ],
    needs: [{ what: 'what is in the CA store', met: apimCaCertificates.length + whole.length > 0 }],
  }
}

/** Facts 4.5.7, 4.5.8. */
function noStore({ tier }: Ground): string | null {
  if (tier === 'consumption') return 'the Consumption tier has no CA store: pin thumbprints in the policy'
  if (tier === 'v2') return 'the v2 tiers have no CA store: pin thumbprints in the policy'
  if (tier === 'self-hosted')
    return 'a self-hosted gateway ignores the CA store of the service: it has CAs of its own'
  return null
}

export const apimServerCertificate: Fill = (ground) => {
  const hosts = ground.knowledge.model.apimHostnames.filter(({ type }) => type === null || type === 'Proxy')
  const told = hosts.flatMap((host) => hostFact(ground, host) ?? [])
  const seen = [
    ...chainFactsOnLegs(ground, ['direct', 'gateway-apim']),
    ...chainFactsOfAnswers(ground, 'backend'),
  ]
  return {
    facts: [...told, ...seen],
    needs: [
      { what: 'the certificate on API Management’s gateway host name', met: told.length + seen.length > 0 },
    ],
  }
}

const DAY = 86_400_000

function hostFact({ knowledge }: Ground, host: ApimHostname): Fact | null {
  const { hostName, certificateSource, certificateStatus, certificateExpiry, certificateSubject } = host
  if (certificateSource === null && certificateExpiry === null && certificateSubject === null) return null
  const expires = certificateExpiry === null ? Number.NaN : Date.parse(certificateExpiry)
  const over = expires < knowledge.nowMillis
  const failed = certificateStatus !== null && /^failed$/i.test(certificateStatus)
  const words = [
    certificateSubject,
    certificateSource === null ? null : `source ${certificateSource}`,
    certificateStatus === null ? null : `status ${certificateStatus}`,
    certificateExpiry === null
      ? null
      : `until ${certificateExpiry.slice(0, 10)}${over ? ', which is over' : ''}`,
  ].filter((word) => word !== null)
  const soon = expires - knowledge.nowMillis < 30 * DAY
  const verdict = over || failed ? 'wrong' : Number.isNaN(expires) || soon ? 'noted' : 'fine'
  return factOf(`${hostName}: ${words.join(', ')}.`, verdict, [fileSource(host.at)], {
    finding: over ? 'server-certificate-expired' : null,
    article: over || failed || soon ? 'certificate-validity' : null,
  })
}
