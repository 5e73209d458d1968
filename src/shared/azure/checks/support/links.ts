import { quoted } from '../../../diagnosis/words.ts'
import { parseAddress } from '../../../packet/address.ts'
import type { GatewaySku } from '../../../runbook/article.ts'
import type {
  AzureModel,
  BackendPool,
  BackendSetting,
  Gateway,
  HealthProbe,
  Listener,
  RewriteRule,
  RoutingRule,
  SslProfile,
  TrustedClientCertificate,
  UploadedCertificate,
} from '../../model.ts'

/** How the things of a gateway hang together. Azure compares names without regard to case. */

interface Named {
  readonly gateway: string | null
  readonly name: string
}

/** Of one gateway, as far as the documents tell: a list printed alone does not name its gateway. */
export function ofSameGateway(one: { gateway: string | null }, other: { gateway: string | null }): boolean {
  return one.gateway === null || other.gateway === null || sameName(one.gateway, other.gateway)
}

export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function named<T extends Named>(
  list: readonly T[],
  owner: { gateway: string | null },
  name: string | null,
): T | null {
  if (name === null) return null
  return list.find((one) => ofSameGateway(one, owner) && sameName(one.name, name)) ?? null
}

export function gatewayOf(model: AzureModel, owner: { gateway: string | null }): Gateway | null {
  const { gateway } = owner
  if (gateway !== null) return model.gateways.find(({ name }) => sameName(name, gateway)) ?? null
  return model.gateways.length === 1 ? (model.gateways[0] ?? null) : null
}

/** v2 where the documents do not say: v1 is retired (facts 1.1.1). */
export function skuOf(model: AzureModel, owner: { gateway: string | null }): GatewaySku {
  return gatewayOf(model, owner)?.sku ?? 'v2'
}

export function probeOf(model: AzureModel, setting: BackendSetting): HealthProbe | null {
  return named(model.probes, setting, setting.probe)
}

export function settingsWith(model: AzureModel, probe: HealthProbe): BackendSetting[] {
  return model.backendSettings.filter(
    (setting) =>
      ofSameGateway(setting, probe) && setting.probe !== null && sameName(setting.probe, probe.name),
  )
}

export function rulesWith(model: AzureModel, setting: BackendSetting): RoutingRule[] {
  return model.routingRules.filter(
    (rule) =>
      ofSameGateway(rule, setting) &&
      rule.backendSetting !== null &&
      sameName(rule.backendSetting, setting.name),
  )
}

/** The rules that name this listener, and what the URL path maps hold that these lead to. */
export function rulesOfListener(model: AzureModel, listener: Listener): RoutingRule[] {
  const own = model.routingRules.filter(
    (rule) =>
      ofSameGateway(rule, listener) && rule.listener !== null && sameName(rule.listener, listener.name),
  )
  return [...own, ...partsOfMaps(model, listener, namesOf(own.map(({ urlPathMap }) => urlPathMap)))]
}

/** Whether the documents hold every URL path map that these rules lead to. */
export function mapsKnown(model: AzureModel, rules: readonly RoutingRule[]): boolean {
  return rules.every(
    (rule) => rule.urlPathMap === null || partsOfMaps(model, rule, namesOf([rule.urlPathMap])).length > 0,
  )
}

function partsOfMaps(
  model: AzureModel,
  owner: { gateway: string | null },
  maps: ReadonlySet<string>,
): RoutingRule[] {
  if (maps.size === 0) return []
  return model.routingRules.filter(
    (rule) => ofSameGateway(rule, owner) && rule.partOfMap !== null && maps.has(rule.partOfMap.toLowerCase()),
  )
}

/** The names of the listeners whose requests come to these rules: a map may serve several. */
export function listenerNamesOf(model: AzureModel, rules: readonly RoutingRule[]): string[] {
  const maps = namesOf(rules.map(({ partOfMap }) => partOfMap))
  const leading =
    maps.size === 0
      ? []
      : model.routingRules.filter(
          (rule) =>
            rule.urlPathMap !== null &&
            maps.has(rule.urlPathMap.toLowerCase()) &&
            rules.some((one) => ofSameGateway(one, rule)),
        )
  return [...new Set([...rules, ...leading].flatMap(({ listener }) => listener ?? []))]
}

function namesOf(names: readonly (string | null)[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => (name === null ? [] : [name.toLowerCase()])))
}

/** The pools that rules join with this setting; where no rule is known, the only pool there is. */
export function poolsOf(model: AzureModel, setting: BackendSetting): BackendPool[] {
  const pools = model.backendPools.filter((pool) => ofSameGateway(pool, setting))
  const rules = rulesWith(model, setting)
  if (rules.length === 0) return model.routingRules.length === 0 && pools.length === 1 ? pools : []
  return pools.filter((pool) =>
    rules.some(({ backendPool }) => backendPool !== null && sameName(backendPool, pool.name)),
  )
}

/** The listeners whose requests come to this setting. */
export function listenersOf(model: AzureModel, setting: BackendSetting): Listener[] {
  const names = namesOf(listenerNamesOf(model, rulesWith(model, setting)))
  return model.listeners.filter(
    (listener) => ofSameGateway(listener, setting) && names.has(listener.name.toLowerCase()),
  )
}

export function profileOf(model: AzureModel, listener: Listener): SslProfile | null {
  return named(model.sslProfiles, listener, listener.sslProfile)
}

export function clientCasOf(model: AzureModel, profile: SslProfile): TrustedClientCertificate[] {
  return profile.trustedClientCertificates.flatMap(
    (name) => named(model.trustedClientCertificates, profile, name) ?? [],
  )
}

export function rootsOf(model: AzureModel, setting: BackendSetting): UploadedCertificate[] {
  return setting.trustedRootCertificates.flatMap(
    (name) => named(model.trustedRootCertificates, setting, name) ?? [],
  )
}

export function authenticationCertificatesOf(
  model: AzureModel,
  setting: BackendSetting,
): UploadedCertificate[] {
  return setting.authenticationCertificates.flatMap(
    (name) => named(model.authenticationCertificates, setting, name) ?? [],
  )
}

export function rewritesOf(model: AzureModel, rule: RoutingRule): RewriteRule[] {
  const set = rule.rewriteRuleSet
  if (set === null) return []
  return model.rewriteRules.filter((one) => ofSameGateway(one, rule) && sameName(one.ruleSet, set))
}

/** Whether a profile asks clients for a certificate (facts 2.2, 2.3). */
export function asksForCertificate(profile: SslProfile): boolean {
  return profile.trustedClientCertificates.length > 0 || isPassthrough(profile)
}

export function isPassthrough({ verifyClientAuthMode }: SslProfile): boolean {
  return verifyClientAuthMode !== null && sameName(verifyClientAuthMode, 'Passthrough')
}

export function isTls(protocol: string | null): boolean {
  return protocol !== null && (sameName(protocol, 'Https') || sameName(protocol, 'Tls'))
}

/** The pool's members that are names; addresses have no place in server_name (facts 1.2.2, 1.2.4). */
export function fqdnsOf(pools: readonly BackendPool[]): string[] {
  return pools.flatMap(({ addresses }) => addresses.filter((address) => parseAddress(address) === null))
}

/** `setting "https-apim"`, with its gateway where known. */
export function called(kind: string, { gateway, name }: Named): string {
  return `${kind} "${quoted(name)}"${gateway === null ? '' : ` of ${quoted(gateway)}`}`
}
