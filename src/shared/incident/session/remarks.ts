import { CONTRADICTION } from '../../azure/checks/contradictions/contradiction.ts'
import {
  type Disagreement,
  disagreements,
  disagreementText,
} from '../../azure/checks/contradictions/documents.ts'
import type { ConfigurationNote } from '../../azure/checks/index.ts'
import type { DocumentKindId } from '../../azure/documents/kind.ts'
import type { AzureModel } from '../../azure/model.ts'
import type { Leg } from '../../conversation/vocabulary.ts'
import { FINDINGS } from '../../diagnosis/taxonomy.ts'
import { factOf, fileSource, type Ground } from './ground.ts'
import type { Fact, FactSource } from './shape.ts'

/** Where two sources say different things of the same thing, and what else is remarkable, by the item it concerns. */
export function remarksByItem(ground: Ground): ReadonlyMap<string, readonly Fact[]> {
  const byItem = new Map<string, Fact[]>()
  const add = (item: string, fact: Fact): void => {
    byItem.set(item, [...(byItem.get(item) ?? []), fact])
  }
  const told = new Set<string>()
  for (const one of disagreements(ground.knowledge.documents)) {
    const text = disagreementText(one)
    told.add(text)
    const fact = contradictionFact(text, [fileSource(one.first), fileSource(one.second)])
    for (const item of itemsOf(one)) add(item, fact)
  }
  for (const { id, summary, sources, leg } of ground.knowledge.findings) {
    if (id !== CONTRADICTION || told.has(summary)) continue
    add(itemOf(ground, sources) ?? ITEM_OF_LEG[leg], contradictionFact(summary, sources))
  }
  for (const note of ground.knowledge.notes) {
    if (note.kind === 'unknown') continue
    const sources = noteSources(ground, note)
    const item =
      itemOf(ground, sources) ??
      (note.leg === 'gateway-apim' || note.leg === 'unknown' ? null : ITEM_OF_LEG[note.leg])
    if (item !== null) add(item, factOf(note.summary, 'noted', sources, { article: note.fixes[0] ?? null }))
  }
  return byItem
}

/** The item that asks for a property, where it is not the one that its kind belongs to. */
const ITEM_OF_PROPERTY: Readonly<Record<string, string>> = {
  'apims SKU': 'apim-tier',
  'apims virtualNetworkType': 'network-mode',
  'apimHostnames certificate expiry': 'apim-server-certificate',
  'backendSettings probe': 'probe',
  'backendSettings trustedRootCertificates': 'backend-trust',
}

const ITEM_OF_LIST: Readonly<Partial<Record<keyof AzureModel, string>>> = {
  gateways: 'gateway-sku',
  apims: 'apim-negotiation',
  apimHostnames: 'apim-negotiation',
  listeners: 'listener-client-auth',
  backendSettings: 'backend-settings',
  probes: 'probe',
}

/** Every item that asks for one of the properties. */
function itemsOf({ about, differences }: Disagreement): ReadonlySet<string> {
  return new Set(
    differences.flatMap(
      ({ property }) => ITEM_OF_PROPERTY[`${about} ${property}`] ?? ITEM_OF_LIST[about] ?? [],
    ),
  )
}

/** Where a contradiction or a remark is told, by the first thing in a document that it points at. */
const ITEM_OF_KIND: Partial<Record<DocumentKindId, string>> = {
  'ssl-policy': 'live-tls-policy',
  'apim-hostname': 'apim-negotiation',
  apim: 'apim-negotiation',
  'http-settings': 'backend-trust',
  'root-cert': 'backend-trust',
  'http-listener': 'listener-client-auth',
  'ssl-profile': 'listener-client-auth',
  'client-cert': 'listener-client-auth',
  'backend-health': 'live-health',
  probe: 'probe',
  'dns-record': 'network-mode',
  'nsg-rule': 'nsg',
  'application-gateway': 'gateway-sku',
  'address-pool': 'backend-settings',
  'rewrite-rule-set': 'gateway-client-certificate',
  rule: 'gateway-client-certificate',
  'apim-ca': 'apim-ca-store',
  'auth-cert': 'backend-trust',
  'access-log': 'live-diagnostics',
  'firewall-log': 'live-diagnostics',
  'apim-log': 'live-diagnostics',
}

/** Where no document tells. */
const ITEM_OF_LEG: Readonly<Record<Leg, string>> = {
  'client-gateway': 'listener-client-auth',
  'gateway-apim': 'live-health',
  direct: 'live-direct',
  unknown: 'live-diagnostics',
}

function itemOf({ told }: Ground, sources: readonly FactSource[]): string | null {
  for (const one of sources) {
    if (one.kind !== 'file') continue
    const about = told.find(({ at }) => at.file === one.file && at.pointer === one.pointer)?.about
    const item = about === undefined ? undefined : ITEM_OF_KIND[about]
    if (item !== undefined) return item
  }
  return null
}

function contradictionFact(text: string, sources: readonly FactSource[]): Fact {
  const [article]: readonly string[] = FINDINGS[CONTRADICTION].articles
  // Few of each, and both sides.
  const few = (isFile: boolean): FactSource[] =>
    sources.filter(({ kind }) => (kind === 'file') === isFile).slice(0, 3)
  return factOf(text, 'contradiction', [...few(true), ...few(false)], {
    finding: CONTRADICTION,
    article: article ?? null,
  })
}

function noteSources({ knowledge }: Ground, { evidence }: ConfigurationNote): FactSource[] {
  return evidence.flatMap((one): FactSource[] => {
    if (one.kind === 'file') return [{ kind: 'file', file: one.file, pointer: one.pointer }]
    // The evidence of a note begins with the handshake's id.
    const id = one.field.split(':', 1)[0] ?? ''
    const path = knowledge.handshakes.find(({ document }) => document.id === id)?.path
    return path === undefined ? [] : [{ kind: 'handshake', id, path }]
  })
}
