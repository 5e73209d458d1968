import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'

/** `az network application-gateway address-pool list`. Source: `…/application_gateway/address_pool/_list.py`. */
export const addressPoolKind: DocumentKind = {
  id: 'address-pool',
  title: 'backend pools of an application gateway',
  command: 'az network application-gateway address-pool list',
  types: ['microsoft.network/applicationgateways/backendaddresspools'],
  looksLike: (entry) =>
    entry.has('backendAddresses', 'backendIPConfigurations') || entry.hasAll('name', 'members'),
  read: (entry, parts, { owner }) => {
    const name = ownName(entry)
    if (name === null) return
    // `members:backendAddresses[].[fqdn,ipAddress]` is a list of pairs.
    const pairs = entry
      .list('members')
      .flatMap(({ value }): unknown[] => (Array.isArray(value) ? value : [value]))
    parts.backendPools.push({
      at: entry.at,
      ...partialOf(entry),
      gateway: parentName(entry) ?? owner,
      name,
      addresses: [
        ...entry.list('backendAddresses').flatMap((one) => [...one.texts('fqdn'), ...one.texts('ipAddress')]),
        ...pairs.filter((address): address is string => typeof address === 'string' && address !== ''),
      ],
    })
  },
}
