import type { GatewaySku } from '../../runbook/article.ts'
import { addressPoolKind } from './address-pool.ts'
import { clientCertKind } from './client-cert.ts'
import type { Entry } from './entry.ts'
import { httpListenerKind } from './http-listener.ts'
import { httpSettingsKind } from './http-settings.ts'
import { type DocumentKind, partialOf } from './kind.ts'
import type { ModelParts } from './model-parts.ts'
import { probeKind } from './probe.ts'
import { ownName, resourceGroupOf, wholeIds } from './resource-id.ts'
import { rewriteRuleSetKind } from './rewrite-rule-set.ts'
import { ruleKind } from './rule.ts'
import { readTlsPolicy } from './ssl-policy.ts'
import { sslProfileKind } from './ssl-profile.ts'
import { authCertKind, rootCertKind } from './uploaded-cert.ts'
import { urlPathMapKind } from './url-path-map.ts'

/**
 * `az network application-gateway show` and `list`; also what the runbook asks of them with `--query`.
 * Source of the shape: Azure/azure-cli `aaz/latest/network/application_gateway/_show.py`; NPMN typings; facts 6.
 */
export const gatewayKind: DocumentKind = {
  id: 'application-gateway',
  title: 'an application gateway',
  command: 'az network application-gateway show',
  types: ['microsoft.network/applicationgateways'],
  looksLike: (entry) =>
    entry.has('gatewayIPConfigurations', 'defaultPredefinedSslPolicy', 'requestRoutingRules') ||
    entry.hasAll('httpListeners', 'backendHttpSettingsCollection') ||
    // `{sku:sku.name,tier:sku.tier,state:operationalState,prov:provisioningState}` and its kin (facts 6)
    entry.hasAll('sku', 'tier'),
  read: readGateway,
}

function readGateway(entry: Entry, parts: ModelParts): void {
  const name = ownName(entry)
  const sku = entry.get('sku')
  const skuName = sku?.text('name') ?? entry.text('sku')
  parts.gateways.push({
    at: entry.at,
    ...partialOf(entry),
    name: name ?? '',
    resourceGroup: resourceGroupOf(entry),
    skuName,
    sku: skuOf(skuName, sku?.text('tier') ?? entry.text('tier')),
    operationalState: entry.text('operationalState', 'state'),
    provisioningState: entry.text('provisioningState', 'prov'),
    defaultPredefinedSslPolicy: entry.text('defaultPredefinedSslPolicy', 'default'),
    location: entry.text('location')?.toLowerCase().replaceAll(' ', '') ?? null,
    frontendAddresses: entry
      .list('frontendIPConfigurations')
      .map((frontend) => frontend.text('privateIPAddress'))
      .filter((address) => address !== null),
    subnets: wholeIds(
      entry.list('gatewayIPConfigurations').map((configuration) => configuration.get('subnet')?.text('id')),
    ),
  })
  const within = { owner: name, frontendPorts: portsByName(entry) }
  for (const [kind, list] of CHILDREN) {
    for (const child of entry.list(list)) kind.read(child, parts, within)
  }
  const policy = entry.get('sslPolicy')
  if (policy?.isObject === true) readTlsPolicy(policy, parts, { gateway: name, sslProfile: null })
}

const CHILDREN: readonly (readonly [DocumentKind, string])[] = [
  [httpListenerKind, 'httpListeners'],
  [httpListenerKind, 'listeners'],
  [sslProfileKind, 'sslProfiles'],
  // The alias of the runbook's own query.
  [sslProfileKind, 'profiles'],
  [clientCertKind, 'trustedClientCertificates'],
  [rootCertKind, 'trustedRootCertificates'],
  [authCertKind, 'authenticationCertificates'],
  [addressPoolKind, 'backendAddressPools'],
  [httpSettingsKind, 'backendHttpSettingsCollection'],
  [httpSettingsKind, 'backendSettingsCollection'],
  [probeKind, 'probes'],
  [ruleKind, 'requestRoutingRules'],
  [ruleKind, 'routingRules'],
  [urlPathMapKind, 'urlPathMaps'],
  [rewriteRuleSetKind, 'rewriteRuleSets'],
]

function portsByName(entry: Entry): Map<string, number> {
  const ports = new Map<string, number>()
  for (const frontendPort of entry.list('frontendPorts')) {
    const [name, port] = [ownName(frontendPort), frontendPort.number('port')]
    if (name !== null && port !== null) ports.set(name.toLowerCase(), port)
  }
  return ports
}

/** `Standard` and `WAF` in three sizes are v1; `Standard_v2`, `WAF_v2` and `Basic` are the second generation. */
export function skuOf(name: string | null, tier: string | null): GatewaySku | null {
  const words = `${name ?? ''} ${tier ?? ''}`.toLowerCase()
  if (words.includes('_v2') || /\bbasic\b/.test(words)) return 'v2'
  return /\b(?:standard|waf)(?:_(?:small|medium|large))?\b/.test(words) ? 'v1' : null
}
