import type { Entry } from './entry.ts'
import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName, resourceType } from './resource-id.ts'

/**
 * `az network private-dns record-set a list`, `aaaa list`, `cname list` and `list`. Sources: Azure/azure-cli
 * `aaz/latest/network/private_dns/record_set/`, REST reference "Record Sets - List By Type" (2018-09-01).
 */
export const dnsRecordKind: DocumentKind = {
  id: 'dns-record',
  title: 'records of a private DNS zone',
  command: 'az network private-dns record-set a list',
  types: [
    'microsoft.network/privatednszones/a',
    'microsoft.network/privatednszones/aaaa',
    'microsoft.network/privatednszones/cname',
    'microsoft.network/dnszones/a',
    'microsoft.network/dnszones/aaaa',
    'microsoft.network/dnszones/cname',
  ],
  looksLike: (entry) => entry.has('name') && entry.has('aRecords', 'aaaaRecords', 'cnameRecord', 'ips'),
  read: (entry, parts) => {
    const name = ownName(entry)
    if (name === null) return
    const zone = parentName(entry)?.toLowerCase() ?? null
    const shown = entry.text('fqdn') ?? (zone === null ? name : name === '@' ? zone : `${name}.${zone}`)
    for (const [type, values] of recordsOf(entry)) {
      parts.dnsRecords.push({
        at: entry.at,
        ...partialOf(entry),
        name: bare(shown),
        zone,
        type,
        values,
        ttlSeconds: entry.number('ttl'),
      })
    }
  },
}

function recordsOf(entry: Entry): (readonly [type: string, values: readonly string[]])[] {
  const a = entry.list('aRecords').flatMap((record) => record.texts('ipv4Address'))
  const aaaa = entry.list('aaaaRecords').flatMap((record) => record.texts('ipv6Address'))
  const cname = entry.get('cnameRecord')?.texts('cname').map(bare) ?? []
  const found = [
    ['A', [...a, ...entry.texts('ips')]] as const,
    ['AAAA', aaaa] as const,
    ['CNAME', cname] as const,
  ].filter(([, values]) => values.length > 0)
  if (found.length > 0) return found
  // A record set may be empty, which is worth knowing.
  const type = resourceType(entry).split('/').at(-1)
  return [[type === undefined || type === '' ? 'A' : type.toUpperCase(), []]]
}

function bare(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '')
}
