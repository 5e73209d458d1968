import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'

/** `az network application-gateway rewrite-rule set list`. Source: `…/application_gateway/rewrite_rule/set/_list.py`. */
export const rewriteRuleSetKind: DocumentKind = {
  id: 'rewrite-rule-set',
  title: 'rewrite rule sets of an application gateway',
  command: 'az network application-gateway rewrite-rule set list',
  types: ['microsoft.network/applicationgateways/rewriterulesets'],
  looksLike: (entry) => entry.has('rewriteRules'),
  read: (entry, parts, { owner }) => {
    const ruleSet = ownName(entry)
    if (ruleSet === null) return
    const gateway = parentName(entry) ?? owner
    for (const rule of entry.list('rewriteRules')) {
      parts.rewriteRules.push({
        at: rule.at,
        ...partialOf(entry),
        gateway,
        name: rule.text('name') ?? '',
        ruleSet,
        requestHeaders: (rule.get('actionSet')?.list('requestHeaderConfigurations') ?? []).map((header) => ({
          name: header.text('headerName') ?? '',
          // An empty value deletes the header.
          value: header.text('headerValue') ?? '',
        })),
      })
    }
  },
}
