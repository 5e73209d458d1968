import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import type { Listener, RewriteRule, SslProfile } from '../../model.ts'
import { type CheckInput, type ConfigurationCheck, type ConfigurationDraft, fileEvidence } from '../check.ts'
import { serviceName } from '../support/apim-hosts.ts'
import { certificateHeaders } from '../support/forwarding.ts'
import {
  asksForCertificate,
  called,
  isPassthrough,
  mapsKnown,
  profileOf,
  rewritesOf,
  rulesOfListener,
  sameName,
} from '../support/links.ts'
import { onListener } from '../support/listener-wire.ts'
import { wireEvidence } from '../wire.ts'

/**
 * A listener takes the client's certificate, and no rewrite hands it on (facts 2.5, 2.16, 4.5.4). In passthrough nobody
 * then looks at it at all; behind a strict listener it is said only where the call was refused with 401 or 403, for
 * trusting the network instead is a way too. And the header that API Management v2 empties (facts 2.16).
 */
export const clientCertificateNotForwarded: ConfigurationCheck = {
  id: 'client-certificate-not-forwarded',
  check(input) {
    return [
      ...input.model.listeners.flatMap((listener) => ofListener(input, listener) ?? []),
      ...input.model.rewriteRules.flatMap((rewrite) => emptiedHeader(input, rewrite) ?? []),
    ]
  },
}

function ofListener(input: CheckInput, listener: Listener): ConfigurationDraft | null {
  const { model, context } = input
  const profile = profileOf(model, listener)
  if (profile === null || !asksForCertificate(profile)) return null
  const all = rulesOfListener(model, listener)
  // What only redirects, or leads to a URL path map, hands nothing on.
  const rules = all.filter(
    ({ backendPool, backendSetting }) => backendPool !== null || backendSetting !== null,
  )
  const named = rules.flatMap(({ rewriteRuleSet }) => (rewriteRuleSet === null ? [] : [rewriteRuleSet]))
  const known =
    mapsKnown(model, all) &&
    named.every((set) => model.rewriteRules.some(({ ruleSet }) => sameName(ruleSet, set)))
  if (rules.length === 0 || !known || all.some(({ partial }) => partial)) return null
  if (rules.some((rule) => certificateHeaders(rewritesOf(model, rule)).length > 0)) return null
  const refused = onListener(model, context.wire, listener).find(
    ({ httpStatus }) => httpStatus === 401 || httpStatus === 403,
  )
  const passthrough = isPassthrough(profile)
  if (!passthrough && refused === undefined) return null
  return {
    leg: 'client-gateway',
    basis: 'documented',
    severity: refused === undefined ? 'warning' : 'error',
    confidence: refused === undefined ? CONFIDENCE.likely : CONFIDENCE.strong,
    summary: `The client’s certificate ends at the gateway: no rewrite of ${called('listener', listener)} hands it on.`,
    explanation: [
      modeText(listener, profile, passthrough),
      `The rewrites of its ${rules.length === 1 ? 'rule' : 'rules'} ${list(rules.map(({ name }) => `"${quoted(name)}"`))} set no request header to {var_client_certificate}; one should, for instance X-Client-Certificate. The gateway’s own session with API Management carries no client certificate, so a policy that reads context.Request.Certificate gets null.`,
      ...(refused === undefined
        ? []
        : [`In ${refused.handshake} the call was answered with HTTP ${refused.httpStatus}.`]),
    ].join(' '),
    evidence: [
      fileEvidence(listener),
      fileEvidence(profile),
      ...rules.map(fileEvidence),
      ...(refused === undefined
        ? []
        : [wireEvidence(refused, refused.frames.httpResponse, 'Response', `HTTP ${refused.httpStatus}`)]),
    ],
    disproof:
      'A trace in API Management of a request through this listener with the certificate in a header, or one that is meant to need none.',
    because: 'no rewrite hands the client’s certificate on to API Management',
  }
}

function modeText(listener: Listener, profile: SslProfile, passthrough: boolean): string {
  const what = `${called('SSL profile', profile)} on listener "${quoted(listener.name)}"`
  return passthrough
    ? `verifyClientAuthMode of ${what} is Passthrough: the gateway asks for a certificate and verifies nothing, which is left to API Management.`
    : `${what} verifies the client’s certificate (strict).`
}

/** Azure's own header of the name; the v2 tiers hand it to policies empty (observed). */
function emptiedHeader({ model }: CheckInput, rewrite: RewriteRule): ConfigurationDraft | null {
  const header = certificateHeaders([rewrite]).find((name) => sameName(name, 'X-ARR-ClientCert'))
  const [v2] = model.apims.filter(({ tier }) => tier === 'v2')
  if (header === undefined || v2 === undefined) return null
  return {
    leg: 'gateway-apim',
    basis: 'observed',
    severity: 'warning',
    confidence: CONFIDENCE.likely,
    summary: `The client’s certificate is handed on in ${header}, which API Management’s v2 tiers empty.`,
    explanation: `${called('Rewrite rule', rewrite)} puts {var_client_certificate} into ${header}; it should be another name, such as X-Client-Certificate. ${serviceName(v2)} is ${quoted(v2.skuName ?? 'of a v2 tier')}: there this header reached policies empty.`,
    evidence: [fileEvidence(rewrite), fileEvidence(v2)],
    disproof: 'A trace in API Management in which the header has a value.',
    because: `API Management empties ${header}`,
  }
}
