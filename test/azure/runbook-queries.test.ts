import { describe, expect, it } from 'vitest'
import { readLibrary } from '../../src/main/runbook/article-files.ts'
import { Entry } from '../../src/shared/azure/documents/entry.ts'
import type { DocumentKindId } from '../../src/shared/azure/documents/kind.ts'
import { kindOf } from '../../src/shared/azure/documents/kinds.ts'

/** What the runbook tells people to run has to be readable when they have saved it. */

interface Query {
  readonly where: string
  readonly command: string
  readonly projection: string
  readonly kind: DocumentKindId
}

const KINDS: readonly (readonly [command: string, kind: DocumentKindId])[] = [
  ['network application-gateway show-backend-health', 'backend-health'],
  ['network application-gateway show', 'application-gateway'],
  ['network application-gateway http-settings list', 'http-settings'],
  ['network application-gateway probe list', 'probe'],
  ['network application-gateway http-listener list', 'http-listener'],
  ['network application-gateway address-pool list', 'address-pool'],
  ['network application-gateway ssl-profile list', 'ssl-profile'],
  ['network application-gateway client-cert list', 'client-cert'],
  ['network application-gateway rule list', 'rule'],
  ['network nsg rule list', 'nsg-rule'],
  ['network private-dns record-set a list', 'dns-record'],
  ['apim show', 'apim'],
]

/** Where the query goes into a part of the service. */
const PARTS: readonly (readonly [prefix: string, kind: DocumentKindId])[] = [
  ['hostnameConfigurations[]', 'apim-hostname'],
  ['certificates[]', 'apim-ca'],
]

async function queries(): Promise<Query[]> {
  const { articles } = await readLibrary()
  return articles.flatMap((article) =>
    article.commands.flatMap(({ id, text }) =>
      [...text.replaceAll('\\\n', ' ').matchAll(/^az ([a-z0-9 -]+?) +-.*?--query "([^"]+)"/gm)].flatMap(
        ([, command = '', query = '']): Query[] => {
          const known = KINDS.find(([name]) => name === command.trim())
          const projection = /\{.*\}$/.exec(query)?.[0]
          if (known === undefined || projection === undefined) return []
          const part = PARTS.find(([prefix]) => query.startsWith(prefix))?.[1]
          return [{ where: `${article.id}#${id}`, command, projection, kind: part ?? known[1] }]
        },
      ),
    ),
  )
}

/** `{name:name,host:hostName}` with a value for each, as the service would give it. */
function sample(projection: string, kind: DocumentKindId): Record<string, unknown> {
  const members = projection.slice(1, -1).split(/,(?![^{[]*[}\]])/)
  return Object.fromEntries(
    members.map((member) => {
      const [alias = '', path = ''] = [
        member.slice(0, member.indexOf(':')),
        member.slice(member.indexOf(':') + 1),
      ]
      return [alias, sampleValue(path, kind)]
    }),
  )
}

function sampleValue(path: string, kind: DocumentKindId): unknown {
  const nested = /\{.*\}$/.exec(path)?.[0]
  if (nested !== undefined) return path.includes('[]') ? [sample(nested, kind)] : sample(nested, kind)
  if (path === 'sku.name') return kind === 'apim' ? 'Premium' : 'WAF_v2'
  if (path.endsWith('[].[fqdn,ipAddress]')) return [['apim.contoso.internal', null]]
  if (path.endsWith('[].id')) return ['/x/things/one']
  if (path.endsWith('.id')) return `/x/${path.replace(/\.id$/, 's')}/one`
  if (path.includes('[]')) return ['10.0.2.5']
  if (/Configuration$|customProperties$|Policy$/.test(path)) return {}
  if (/^port$|timeout|interval|Threshold|priority/i.test(path)) return 443
  return 'text'
}

describe('what the runbook asks az for', () => {
  it('is recognised by its own aliases when it was saved', async () => {
    const all = await queries()
    expect(all.length).toBeGreaterThan(20)
    const told = all.map(({ where, projection, kind }) => {
      const found = kindOf(new Entry(sample(projection, kind), 'saved.json'))
      return `${where}: ${found?.id ?? 'nothing'} ${projection}`
    })
    expect(told).toEqual(all.map(({ where, projection, kind }) => `${where}: ${kind} ${projection}`))
  })
})
