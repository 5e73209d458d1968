import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { quoted } from '../../../diagnosis/words.ts'
import type { Gateway, TlsPolicy } from '../../model.ts'
import { type CheckInput, type ConfigurationCheck, type ConfigurationDraft, fileEvidence } from '../check.ts'
import { gatewayOf, ofSameGateway, sameName, skuOf } from '../support/links.ts'

/** Predefined policies that let TLS 1.0 or 1.1 in (facts 2.22). */
const DISCONTINUED: Readonly<Record<string, string>> = {
  AppGwSslPolicy20150501: 'TLS 1.0',
  AppGwSslPolicy20170401: 'TLS 1.1',
}

const OLD_VERSIONS: Readonly<Record<string, string>> = { TLSv1_0: 'TLS 1.0', TLSv1_1: 'TLS 1.1' }

/**
 * The listener's TLS policy, the gateway's own or an SSL profile's, is one that was discontinued with TLS 1.0 and 1.1
 * (facts 2.22). No policy means the default one, which `defaultPredefinedSslPolicy` names. Listeners alone: no policy
 * touches the backend leg (facts 1.1.4).
 */
export const tlsPolicyDiscontinued: ConfigurationCheck = {
  id: 'tls-policy-discontinued',
  check(input) {
    return [
      ...input.model.tlsPolicies.flatMap((policy) => ofPolicy(input, policy) ?? []),
      ...input.model.gateways.flatMap((gateway) => ofDefault(input, gateway) ?? []),
    ]
  },
}

function ofPolicy(input: CheckInput, policy: TlsPolicy): ConfigurationDraft | null {
  const lets = letsIn(policy)
  if (lets === null) return null
  const where =
    policy.sslProfile === null
      ? 'sslPolicy of the gateway'
      : `sslPolicy of SSL profile "${quoted(policy.sslProfile)}"`
  const isCustom = policy.name === null
  const is = quoted(policy.name ?? policy.minProtocolVersion ?? '')
  return draft(input, policy, isCustom ? `minProtocolVersion in the ${where}` : where, is, lets, isCustom)
}

function letsIn({ name, minProtocolVersion }: TlsPolicy): string | null {
  const [, version] =
    Object.entries(DISCONTINUED).find(([policy]) => name !== null && sameName(policy, name)) ?? []
  if (version !== undefined) return version
  const [, least] =
    Object.entries(OLD_VERSIONS).find(
      ([old]) => minProtocolVersion !== null && sameName(old, minProtocolVersion),
    ) ?? []
  return least ?? null
}

/** Only where no policy of the gateway's own is set. */
function ofDefault(input: CheckInput, gateway: Gateway): ConfigurationDraft | null {
  const { defaultPredefinedSslPolicy: name } = gateway
  const own = { gateway: gateway.name || null }
  const set = input.model.tlsPolicies.some(
    (policy) =>
      policy.sslProfile === null &&
      (policy.name !== null || policy.minProtocolVersion !== null) &&
      ofSameGateway(policy, own),
  )
  if (name === null || set) return null
  const [, lets] = Object.entries(DISCONTINUED).find(([policy]) => sameName(policy, name)) ?? []
  if (lets === undefined) return null
  return draft(
    input,
    { ...own, at: gateway.at },
    'sslPolicy is not set, so defaultPredefinedSslPolicy',
    quoted(name),
    lets,
    false,
  )
}

function draft(
  input: CheckInput,
  place: Pick<TlsPolicy, 'gateway' | 'at'>,
  where: string,
  is: string,
  lets: string,
  isCustom: boolean,
): ConfigurationDraft {
  const v1 = gatewayOf(input.model, place) !== null && skuOf(input.model, place) === 'v1'
  const predefined = v1 ? 'AppGwSslPolicy20170401S' : 'AppGwSslPolicy20220101 or AppGwSslPolicy20220101S'
  const should = isCustom ? `TLSv1_2 (or the predefined ${predefined})` : predefined
  return {
    leg: 'client-gateway',
    basis: 'documented',
    confidence: CONFIDENCE.proven,
    summary: `The listeners’ TLS policy is discontinued: ${is}.`,
    explanation: `${where} is ${is}, which lets ${lets} in; it should be ${should}. TLS 1.0 and 1.1 were retired region by region from 2025-08-31: the next change of a gateway with such a policy puts it into the state Failed. Clients that speak nothing newer are refused (alert 40 or 70). The backend leg is not touched by any policy.`,
    evidence: [fileEvidence(place)],
    disproof: `ssl-policy show (or the profile) with ${should}: the document is then an old one.`,
  }
}
