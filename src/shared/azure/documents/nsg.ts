import type { Entry } from './entry.ts'
import { type DocumentKind, NOWHERE, partialOf } from './kind.ts'
import { ownName, parentName, resourceGroupOf, wholeIds } from './resource-id.ts'

/** `az network nsg show` and `list`. Source: Azure/azure-cli `aaz/latest/network/nsg/_show.py`. */
export const nsgKind: DocumentKind = {
  id: 'nsg',
  title: 'a network security group',
  command: 'az network nsg show',
  types: ['microsoft.network/networksecuritygroups'],
  looksLike: (entry) => entry.has('securityRules', 'defaultSecurityRules'),
  read: (entry, parts) => {
    const name = ownName(entry)
    const within = { ...NOWHERE, owner: name }
    if (name !== null)
      parts.nsgs.push({
        at: entry.at,
        ...partialOf(entry),
        name,
        resourceGroup: resourceGroupOf(entry),
        subnets: wholeIds(entry.list('subnets').map((subnet) => subnet.text('id'))),
        networkInterfaces: wholeIds(entry.list('networkInterfaces').map((card) => card.text('id'))),
      })
    for (const rule of entry.list('securityRules')) nsgRuleKind.read(rule, parts, within)
    for (const rule of entry.list('defaultSecurityRules')) nsgRuleKind.read(rule, parts, within)
  },
}

/** `az network nsg rule list`, with `--include-default` too. Source: Azure/azure-cli `aaz/latest/network/nsg/rule/_list.py`. */
export const nsgRuleKind: DocumentKind = {
  id: 'nsg-rule',
  title: 'rules of a network security group',
  command: 'az network nsg rule list --include-default',
  types: [
    'microsoft.network/networksecuritygroups/securityrules',
    'microsoft.network/networksecuritygroups/defaultsecurityrules',
  ],
  looksLike: (entry) =>
    entry.hasAll('access', 'direction', 'priority') ||
    // `{prio:priority,dir:direction,access:access,…}` of the runbook
    entry.hasAll('access', 'dir', 'prio'),
  read: (entry, parts, { owner }) => {
    parts.nsgRules.push({
      at: entry.at,
      ...partialOf(entry),
      nsg: parentName(entry) ?? owner,
      name: ownName(entry) ?? '',
      priority: entry.number('priority', 'prio'),
      direction: oneOf(entry.text('direction', 'dir'), ['Inbound', 'Outbound']),
      access: oneOf(entry.text('access'), ['Allow', 'Deny']),
      protocol: entry.text('protocol', 'proto'),
      sources: prefixes(entry, ['sourceAddressPrefix', 'src'], ['sourceAddressPrefixes']),
      destinations: prefixes(entry, ['destinationAddressPrefix', 'dst'], ['destinationAddressPrefixes']),
      destinationPorts: prefixes(entry, ['destinationPortRange', 'port'], ['destinationPortRanges', 'ports']),
    })
  },
}

/** Azure fills either the singular or the plural property. */
function prefixes(entry: Entry, singular: readonly string[], plural: readonly string[]): string[] {
  return [...new Set([...entry.texts(...singular), ...entry.texts(...plural)])]
}

function oneOf<Word extends string>(text: string | null, words: readonly Word[]): Word | null {
  return words.find((word) => word.toLowerCase() === text?.toLowerCase()) ?? null
}
