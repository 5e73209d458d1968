import type { ApimTier } from '../../runbook/article.ts'
import type { Entry } from './entry.ts'
import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName, resourceGroupOf, wholeIds } from './resource-id.ts'

/**
 * `az apim show` and `list`; what the runbook and the fact sheet ask of them with `--query`. Sources: REST reference
 * "Api Management Service - Get" (2024-05-01), NPMA typings; facts 4.1, 4.4.6, 6.
 */
export const apimKind: DocumentKind = {
  id: 'apim',
  title: 'an API Management service',
  command: 'az apim show',
  types: ['microsoft.apimanagement/service'],
  looksLike: (entry) =>
    entry.has('gatewayUrl', 'platformVersion', 'hostnameConfigurations', 'publisherEmail') ||
    entry.hasAll('vnet', 'private', 'public') ||
    entry.hasAll('sku', 'vnet') ||
    entry.hasAll('sku', 'cas') ||
    entry.hasAll('sku', 'enableClientCertificate') ||
    entry.hasAll('sku', 'virtualNetworkType') ||
    entry.hasAll('sku', 'protocols'),
  read: (entry, parts) => {
    const name = ownName(entry)
    const sku = entry.get('sku')
    const skuName = sku?.text('name') ?? entry.text('sku')
    parts.apims.push({
      at: entry.at,
      ...partialOf(entry),
      name: name ?? '',
      resourceGroup: resourceGroupOf(entry),
      skuName,
      tier: tierOf(skuName),
      virtualNetworkType: entry.text('virtualNetworkType', 'vnet'),
      publicIpAddresses: entry.texts('publicIPAddresses', 'pub', 'public'),
      privateIpAddresses: entry.texts('privateIPAddresses', 'priv', 'private'),
      enableClientCertificate: entry.flag('enableClientCertificate', 'cc'),
      platformVersion: entry.text('platformVersion', 'platform'),
      provisioningState: entry.text('provisioningState', 'prov'),
      gatewayUrl: entry.text('gatewayUrl'),
      customProperties: textsByName(entry.get('customProperties', 'custom', 'protocols')),
      subnets: wholeIds(
        [entry, ...entry.list('additionalLocations')].map((place) =>
          place.get('virtualNetworkConfiguration')?.text('subnetResourceId'),
        ),
      ),
    })
    for (const one of entry.list('hostnameConfigurations')) apimHostnameKind.read(one, parts, { owner: name })
    for (const one of entry.list('certificates', 'cas')) apimCaKind.read(one, parts, { owner: name })
  },
}

/** `az apim show --query "hostnameConfigurations[].{…}"`, and the hostnames of a self-hosted gateway. */
export const apimHostnameKind: DocumentKind = {
  id: 'apim-hostname',
  title: 'host names of an API Management service',
  command: 'az apim show --query hostnameConfigurations',
  types: ['microsoft.apimanagement/service/gateways/hostnameconfigurations'],
  looksLike: (entry) =>
    entry.has('negotiateClientCertificate', 'defaultSslBinding', 'certificateSource', 'neg', 'negotiate') ||
    (entry.has('host', 'hostName') && entry.has('def', 'default', 'expires', 'exp', 'thumbprint')),
  read: (entry, parts, { owner }) => {
    const hostName = entry.text('hostName', 'host')
    if (hostName === null) return
    const certificate = entry.get('certificate')
    parts.apimHostnames.push({
      at: entry.at,
      // `az apim show` gives host names no id; a query's result has neither an id nor these.
      ...(entry.has('hostName') ? {} : { partial: true as const }),
      apim: parentName(entry) ?? owner,
      type: hostnameType(entry),
      hostName: hostName.toLowerCase(),
      negotiateClientCertificate: entry.flag('negotiateClientCertificate', 'negotiate', 'neg'),
      defaultSslBinding: entry.flag('defaultSslBinding', 'default', 'def'),
      certificateSource: entry.text('certificateSource', 'source', 'src'),
      certificateStatus: entry.text('certificateStatus', 'status'),
      certificateSubject: certificate?.text('subject') ?? entry.text('subject', 'subj'),
      certificateExpiry: certificate?.text('expiry') ?? entry.text('expires', 'exp'),
    })
  },
}

/** `az apim show --query certificates`: the CA store, which holds no client certificates (facts 4.5.6). */
export const apimCaKind: DocumentKind = {
  id: 'apim-ca',
  title: 'CA certificates of an API Management service',
  command: 'az apim show --query certificates',
  types: [],
  looksLike: (entry) => entry.has('storeName', 'store'),
  read: (entry, parts, { owner }) => {
    const certificate = entry.get('certificate')
    parts.apimCaCertificates.push({
      at: entry.at,
      apim: owner,
      storeName: entry.text('storeName', 'store'),
      subject: certificate?.text('subject') ?? entry.text('subject'),
      expiry: certificate?.text('expiry') ?? entry.text('expires', 'exp'),
      thumbprint: certificate?.text('thumbprint') ?? entry.text('thumbprint'),
    })
  },
}

/** What tells client certificates from one another by tier (facts 4.1). */
export function tierOf(skuName: string | null): ApimTier | null {
  const name = skuName?.toLowerCase() ?? ''
  if (name === 'consumption') return 'consumption'
  if (/^(?:basic|standard|premium)v2$/.test(name)) return 'v2'
  return /^(?:developer|basic|standard|premium|isolated)$/.test(name) ? 'classic' : null
}

/** A host name of the service says `Proxy`; that of a self-hosted gateway has a resource type there. */
function hostnameType(entry: Entry): string | null {
  const type = entry.text('type')
  return type?.includes('/') === true ? null : type
}

function textsByName(entry: Entry | null): Record<string, string> {
  const texts: [string, string][] = []
  for (const name of entry?.names ?? []) {
    const text = entry?.text(name) ?? entry?.flag(name)
    if (text !== null && text !== undefined) texts.push([name, String(text)])
  }
  return Object.fromEntries(texts)
}
