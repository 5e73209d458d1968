import type { Entry } from './entry.ts'
import { type DocumentKind, partialOf } from './kind.ts'
import type { ModelParts } from './model-parts.ts'
import { ownName, parentName } from './resource-id.ts'

/**
 * `az network application-gateway url-path-map list`: where a listener's requests go by their path. A path rule and the
 * defaults each name pool, setting and rewrites; what only redirects names neither pool nor setting. The listener
 * stands in the request routing rules that lead to the map. Source: Azure/azure-cli
 * `…/application_gateway/url_path_map/_list.py`; ARM `ApplicationGatewayUrlPathMapPropertiesFormat`.
 */
export const urlPathMapKind: DocumentKind = {
  id: 'url-path-map',
  title: 'URL path maps of an application gateway',
  command: 'az network application-gateway url-path-map list',
  types: ['microsoft.network/applicationgateways/urlpathmaps'],
  looksLike: (entry) => entry.has('pathRules', 'defaultBackendHttpSettings', 'defaultRedirectConfiguration'),
  read: (entry, parts, { owner }) => {
    const map = ownName(entry)
    if (map === null) return
    const of = { gateway: parentName(entry) ?? owner, partOfMap: map }
    for (const rule of entry.list('pathRules')) readPathRule(rule, parts, of)
    parts.routingRules.push({
      ...of,
      at: entry.at,
      ...partialOf(entry),
      // No path rule can be called so, and a map has the name of the rule that leads to it where the portal made both.
      name: `${map}/(default)`,
      listener: null,
      urlPathMap: null,
      paths: [],
      backendPool: entry.reference('defaultBackendAddressPool'),
      backendSetting: entry.reference('defaultBackendHttpSettings'),
      rewriteRuleSet: entry.reference('defaultRewriteRuleSet'),
    })
  },
}

function readPathRule(
  entry: Entry,
  parts: ModelParts,
  of: { readonly gateway: string | null; readonly partOfMap: string },
): void {
  const name = ownName(entry)
  if (name === null) return
  parts.routingRules.push({
    ...of,
    at: entry.at,
    ...partialOf(entry),
    name: `${of.partOfMap}/${name}`,
    listener: null,
    urlPathMap: null,
    paths: entry.texts('paths'),
    backendPool: entry.reference('backendAddressPool'),
    backendSetting: entry.reference('backendHttpSettings'),
    rewriteRuleSet: entry.reference('rewriteRuleSet'),
  })
}
