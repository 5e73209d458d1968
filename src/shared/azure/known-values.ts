import type { Leg } from '../conversation/vocabulary.ts'
import type { Finding } from '../diagnosis/finding.ts'
import type { Situation } from '../runbook/match.ts'
import { isSafeValue, type KnownValues, type PlaceholderName } from '../runbook/placeholders.ts'
import type { AzureModel, BackendSetting, Place } from './model.ts'

/**
 * What saved documents tell for the commands of an article. A name is told only where the documents leave no choice
 * (one gateway, one listener with a host name …) or where what was found points at it: a wrong name in a command is
 * worse than none.
 * @param pointedAt where the finding in question points; its own things go before the only ones
 * @param leg of that finding: it tells which machine is the server
 */
export function knownFrom(
  model: AzureModel,
  pointedAt: readonly Place[] = [],
  leg: Leg = 'unknown',
): KnownValues {
  const names: Partial<Record<PlaceholderName, string>> = {}
  const put = (name: PlaceholderName, value: string | number | null | undefined): void => {
    if (value === null || value === undefined) return
    if (isSafeValue(name, String(value))) names[name] ??= String(value)
  }
  const meant = <Thing extends { readonly at: Place }>(things: readonly Thing[]): Thing | null =>
    things.find(({ at }) => pointedAt.some((place) => isWithin(place, at))) ??
    (things.length === 1 ? (things[0] ?? null) : null)

  const server = meant(model.backendHealth)
  const gatewayNames = distinct([
    ...model.gateways.map(({ name }) => name),
    ...[...model.listeners, ...model.backendSettings, ...model.probes, ...model.backendHealth].map(
      ({ gateway }) => gateway,
    ),
  ])
  put('gateway', server?.gateway ?? only(gatewayNames))
  // A workspace writes the name in capitals, so a document of the gateway goes before it.
  put('gateway', only(distinct([...model.accessLog, ...model.firewallLog].map(({ gateway }) => gateway))))
  put(
    'apim',
    only(distinct([...model.apims.map(({ name }) => name), ...model.apimHostnames.map(({ apim }) => apim)])),
  )
  put('apim', only(distinct(model.apimLog.map(({ apim }) => apim))))
  put('rg', only(distinct([...model.gateways, ...model.apims].map(({ resourceGroup }) => resourceGroup))))
  put('location', only(distinct(model.gateways.map(({ location }) => location))))
  put('gateway-ip', only(model.gateways.flatMap(({ frontendAddresses }) => frontendAddresses)))

  const setting = settingOf(model, server?.backendSetting ?? null) ?? meant(model.backendSettings)
  put('http-settings', setting?.name ?? server?.backendSetting)
  const probe = model.probes.find(({ name }) => same(name, setting?.probe ?? null)) ?? meant(model.probes)
  put('probe', probe?.name ?? setting?.probe)
  put('pool', server?.backendPool ?? meant(model.backendPools)?.name)
  const secure = model.listeners.filter(({ protocol }) => protocol === null || /^https|tls$/i.test(protocol))
  const listener = meant(secure)
  put('listener', listener?.name)
  put('gateway-host', only(listener?.hostNames ?? []))
  put('ssl-profile', listener?.sslProfile ?? meant(model.sslProfiles)?.name)
  put('client-ca-name', meant(model.trustedClientCertificates)?.name)
  put(
    'root-cert-name',
    only(setting?.trustedRootCertificates ?? []) ?? meant(model.trustedRootCertificates)?.name,
  )
  put('auth-cert-name', meant(model.authenticationCertificates)?.name)
  put('rule', meant(model.routingRules.filter(({ partOfMap }) => partOfMap === null))?.name)
  put('nsg', meant(model.nsgRules)?.nsg ?? only(distinct(model.nsgRules.map(({ nsg }) => nsg))))
  put('dns-zone', only(distinct(model.dnsRecords.map(({ zone }) => zone))))

  put('host', setting?.hostName ?? probe?.host)
  const proxies = model.apimHostnames.filter(({ type }) => type === null || same(type, 'Proxy'))
  put(
    'host',
    (meant(proxies) ?? proxies.find(({ defaultSslBinding }) => defaultSslBinding === true))?.hostName,
  )
  put('host', namedHost(server?.address))
  const privateAddresses = model.apims.flatMap(({ privateIpAddresses }) => privateIpAddresses)
  put('backend-ip', ipv4(server?.address) ?? only(privateAddresses))
  const record = model.dnsRecords.find(({ name, type }) => type === 'A' && same(name, names.host ?? null))
  put('backend-ip', only(record?.values ?? []))
  put('sni', setting?.sniName ?? names.host)
  if (leg === 'client-gateway') {
    put('server-name', names['gateway-host'])
    put('server-ip', names['gateway-ip'])
    put('port', listener?.port)
  } else if (leg !== 'unknown') {
    put('server-name', names.host)
    put('server-ip', names['backend-ip'])
    put('port', setting?.port)
  }
  const index = meant(proxies) ?? proxies.find(({ hostName }) => same(hostName, names.host ?? null)) ?? null
  put(
    'hostname-index',
    index === null ? null : /\/hostnameConfigurations\/(\d+)$/i.exec(index.at.pointer)?.[1],
  )
  return names
}

/** The same for the article of one finding. */
export function knownFor(
  model: AzureModel,
  { evidence, leg }: Pick<Finding, 'evidence' | 'leg'>,
): KnownValues {
  const places = evidence.flatMap((one) =>
    one.kind === 'file' ? [{ file: one.file, pointer: one.pointer }] : [],
  )
  return knownFrom(model, places, leg)
}

/** Which commands of an article are for this place. */
export function situationFrom({ gateways, apims }: AzureModel): Situation {
  const sku = only(distinct(gateways.map((gateway) => gateway.sku)))
  const tier = only(distinct(apims.map((apim) => apim.tier)))
  return { ...(sku === null ? {} : { sku }), ...(tier === null ? {} : { tier }) }
}

function settingOf({ backendSettings }: AzureModel, name: string | null): BackendSetting | null {
  return backendSettings.find((setting) => same(setting.name, name)) ?? null
}

function isWithin(place: Place, at: Place): boolean {
  return (
    place.file === at.file && (place.pointer === at.pointer || place.pointer.startsWith(`${at.pointer}/`))
  )
}

function same(one: string, other: string | null): boolean {
  return one.toLowerCase() === other?.toLowerCase()
}

function distinct<Text extends string>(texts: readonly (Text | null)[]): Text[] {
  const seen = new Map<string, Text>()
  for (const text of texts)
    if (text !== null && text !== '' && !seen.has(text.toLowerCase())) seen.set(text.toLowerCase(), text)
  return [...seen.values()]
}

function only<Text>(texts: readonly Text[]): Text | null {
  return texts.length === 1 ? (texts[0] ?? null) : null
}

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/

function ipv4(address: string | null | undefined): string | null {
  return address !== null && address !== undefined && IPV4.test(address) ? address : null
}

function namedHost(address: string | null | undefined): string | null {
  return address !== null && address !== undefined && !IPV4.test(address) && address.includes('.')
    ? address
    : null
}
