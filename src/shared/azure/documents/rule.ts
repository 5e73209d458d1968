import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'

/** `az network application-gateway rule list` and `routing-rule list` (layer 4). Source: `…/application_gateway/rule/_list.py`. */
export const ruleKind: DocumentKind = {
  id: 'rule',
  title: 'routing rules of an application gateway',
  command: 'az network application-gateway rule list',
  types: [
    'microsoft.network/applicationgateways/requestroutingrules',
    'microsoft.network/applicationgateways/routingrules',
  ],
  looksLike: (entry) =>
    entry.has('ruleType') || (entry.has('httpListener', 'listener') && entry.has('name', 'rule')),
  read: (entry, parts, { owner }) => {
    const name = ownName(entry)
    if (name === null) return
    parts.routingRules.push({
      at: entry.at,
      ...partialOf(entry),
      gateway: parentName(entry) ?? owner,
      name,
      listener: entry.reference('httpListener', 'listener'),
      urlPathMap: entry.reference('urlPathMap'),
      partOfMap: null,
      paths: [],
      backendPool: entry.reference('backendAddressPool'),
      backendSetting: entry.reference('backendHttpSettings', 'backendSettings'),
      rewriteRuleSet: entry.reference('rewriteRuleSet', 'rewrite'),
    })
  },
}
