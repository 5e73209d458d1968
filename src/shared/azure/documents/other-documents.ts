import { list, quoted } from '../../diagnosis/words.ts'
import type { Entry } from './entry.ts'
import { rowsLike } from './log-row.ts'
import { resourceType } from './resource-id.ts'

/** Commands whose output people save by mistake, by the ARM type of what they print. */
const OTHERS: Readonly<Record<string, string>> = {
  'microsoft.compute/virtualmachines': 'az vm list',
  'microsoft.network/virtualnetworks': 'az network vnet list',
  'microsoft.network/virtualnetworks/subnets': 'az network vnet subnet list',
  'microsoft.network/publicipaddresses': 'az network public-ip list',
  'microsoft.network/networkinterfaces': 'az network nic list',
  'microsoft.network/routetables': 'az network route-table list',
  'microsoft.network/azurefirewalls': 'az network firewall list',
  'microsoft.network/loadbalancers': 'az network lb list',
  'microsoft.network/privateendpoints': 'az network private-endpoint list',
  'microsoft.network/privatednszones': 'az network private-dns zone list',
  'microsoft.network/privatednszones/virtualnetworklinks': 'az network private-dns link vnet list',
  'microsoft.network/applicationgatewaywebapplicationfirewallpolicies':
    'az network application-gateway waf-policy list',
  'microsoft.network/applicationgateways/sslcertificates': 'az network application-gateway ssl-cert list',
  'microsoft.network/applicationgateways/frontendports': 'az network application-gateway frontend-port list',
  'microsoft.network/applicationgateways/frontendipconfigurations':
    'az network application-gateway frontend-ip list',
  'microsoft.network/frontdoors': 'az network front-door list',
  'microsoft.cdn/profiles': 'az afd profile list',
  'microsoft.apimanagement/service/certificates':
    'az rest …/certificates, the certificates that API Management presents to its backends, which are not its CA store',
  'microsoft.apimanagement/service/apis': 'az apim api list',
  'microsoft.apimanagement/service/policies': 'az rest …/policies/policy',
  'microsoft.keyvault/vaults': 'az keyvault list',
  'microsoft.web/sites': 'az webapp list',
  'microsoft.containerservice/managedclusters': 'az aks list',
  'microsoft.resources/resourcegroups': 'az group list',
  'microsoft.resources/deployments': 'az deployment group show',
}

/** Documents without a type, by the names they have together. */
const BY_NAMES: readonly (readonly [names: readonly string[], what: string])[] = [
  [['tenantId', 'user', 'isDefault'], 'az account list'],
  [['azure-cli', 'azure-cli-core'], 'az version'],
  [['vmSize', 'hardwareProfile'], 'az vm list'],
  [['networkSecurityGroup', 'effectiveSecurityRules'], 'az network nic list-effective-nsg'],
  [['vnet', 'state'], 'az network private-dns link vnet list'],
  [['schema', 'handshakes', 'sources'], 'tlscope analyze --json'],
  [['log', 'creator', 'entries'], 'a browser (HAR)'],
]

/** In a sentence: what a document looks like that is none of those read here. @param first of its elements */
export function otherDocument(entry: Entry, first: Entry): string {
  const command = OTHERS[resourceType(first)]
  if (command !== undefined) return `this is the output of ${command}`
  const known = BY_NAMES.find(([names]) => names.every((name) => first.has(name)))
  if (known !== undefined) return `this looks like the output of ${known[1]}`
  if (first.has('TimeGenerated')) return `these are ${rowsLike(first)}`
  const type = first.text('type')
  if (type?.includes('/') === true)
    return `this is about ${quoted(type)}, which says nothing about mutual TLS`
  if (!first.isObject) {
    return Array.isArray(entry.value)
      ? 'this is a list of bare values, which does not tell what they are of'
      : 'this is one bare value, which does not tell what it is of'
  }
  const names = first.names.map(quoted)
  return names.length === 0 ? 'this is an empty object' : `this has the properties ${list(names, 6)}`
}
