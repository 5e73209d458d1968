import type { ConfigurationNote } from '../../azure/checks/index.ts'
import type { DocumentKindId } from '../../azure/documents/kind.ts'
import type { AzureModel, Place } from '../../azure/model.ts'
import { quoted } from '../../diagnosis/words.ts'
import { factOf, fileSource, type Ground } from './ground.ts'
import type { Fact, FactSource } from './shape.ts'

/** Where two sources say different things of the same thing, and what else is remarkable, by the item it concerns. */
export function remarksByItem(ground: Ground): ReadonlyMap<string, readonly Fact[]> {
  const byItem = new Map<string, Fact[]>()
  const add = (item: string, fact: Fact): void => {
    byItem.set(item, [...(byItem.get(item) ?? []), fact])
  }
  for (const watched of WATCHED) {
    for (const { item, fact } of disagreements(ground.knowledge.documents, watched)) add(item, fact)
  }
  for (const note of ground.knowledge.notes) {
    if (note.kind === 'unknown') continue
    const item = itemOfNote(ground, note)
    if (item !== null) add(item, noteFact(ground, note))
  }
  return byItem
}

interface Thing {
  readonly at: Place
}

/** One kind of thing, what it is known by, and the properties that must not differ from one document to the next. */
interface Watched {
  readonly things: (model: AzureModel) => readonly Watchable[]
}

interface Watchable {
  readonly key: string
  readonly called: string
  readonly at: Place
  /** Property, value, and the item that asks for it; `null` values are not told. */
  readonly says: readonly (readonly [
    property: string,
    value: string | number | boolean | null,
    item: string,
  ])[]
}

function watch<T extends Thing>(
  list: (model: AzureModel) => readonly T[],
  called: (thing: T) => string,
  says: (thing: T) => Watchable['says'],
): Watched {
  return {
    things: (model) =>
      list(model).map((thing) => ({
        key: called(thing).toLowerCase(),
        called: called(thing),
        at: thing.at,
        says: says(thing),
      })),
  }
}

const WATCHED: readonly Watched[] = [
  watch(
    ({ gateways }) => gateways,
    ({ name }) => name,
    ({ skuName }) => [['SKU', skuName, 'gateway-sku']],
  ),
  watch(
    ({ apims }) => apims,
    ({ name }) => name,
    ({ skuName, virtualNetworkType, enableClientCertificate }) => [
      ['SKU', skuName, 'apim-tier'],
      ['virtualNetworkType', virtualNetworkType, 'network-mode'],
      ['enableClientCertificate', enableClientCertificate, 'apim-negotiation'],
    ],
  ),
  watch(
    ({ apimHostnames }) => apimHostnames,
    ({ hostName, type }) => (type === null ? hostName : `${hostName} (${type})`),
    ({ negotiateClientCertificate, certificateExpiry }) => [
      ['negotiateClientCertificate', negotiateClientCertificate, 'apim-negotiation'],
      ['certificate expiry', certificateExpiry?.slice(0, 10) ?? null, 'apim-server-certificate'],
    ],
  ),
  watch(
    ({ listeners }) => listeners,
    ({ name }) => `listener ${name}`,
    ({ sslProfile }) => [['sslProfile', sslProfile, 'listener-client-auth']],
  ),
  watch(
    ({ backendSettings }) => backendSettings,
    ({ name }) => `backend setting ${name}`,
    ({ protocol, port, hostName, pickHostNameFromBackendAddress, probe, trustedRootCertificates }) => [
      ['protocol', protocol, 'backend-settings'],
      ['port', port, 'backend-settings'],
      ['hostName', hostName, 'backend-settings'],
      ['pickHostNameFromBackendAddress', pickHostNameFromBackendAddress, 'backend-settings'],
      ['probe', probe, 'probe'],
      [
        'trustedRootCertificates',
        trustedRootCertificates.length === 0 ? null : [...trustedRootCertificates].sort().join(', '),
        'backend-trust',
      ],
    ],
  ),
  watch(
    ({ probes }) => probes,
    ({ name }) => `probe ${name}`,
    ({ protocol, host, path }) => [
      ['protocol', protocol, 'probe'],
      ['host', host, 'probe'],
      ['path', path, 'probe'],
    ],
  ),
]

/** The first document's value counts; each later one that differs is told once. */
function disagreements(
  documents: readonly AzureModel[],
  { things }: Watched,
): { readonly item: string; readonly fact: Fact }[] {
  const first = new Map<string, { readonly value: string; readonly at: Place }>()
  const found: { item: string; fact: Fact }[] = []
  for (const document of documents) {
    for (const { key, called, at, says } of things(document)) {
      for (const [property, said, item] of says) {
        if (said === null) continue
        const value = String(said)
        const before = first.get(`${key}\n${property}`)
        if (before === undefined) first.set(`${key}\n${property}`, { value, at })
        else if (before.value.toLowerCase() !== value.toLowerCase())
          found.push({
            item,
            fact: factOf(
              `${called}: ${property} is ${quoted(before.value)} in ${before.at.file}, and ${quoted(value)} in ${at.file}. Which is newer?`,
              'contradiction',
              [fileSource(before.at), fileSource(at)],
            ),
          })
      }
    }
  }
  return found
}

/** Where a contradiction with the wire is told, by the first thing in a document that it points at. */
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
}

function itemOfNote({ told }: Ground, { evidence, leg }: ConfigurationNote): string | null {
  for (const one of evidence) {
    if (one.kind !== 'file') continue
    const about = told.find(({ at }) => at.file === one.file && at.pointer === one.pointer)?.about
    const item = about === undefined ? undefined : ITEM_OF_KIND[about]
    if (item !== undefined) return item
  }
  return leg === 'client-gateway' ? 'listener-client-auth' : leg === 'direct' ? 'live-direct' : null
}

function noteFact({ knowledge }: Ground, { kind, summary, evidence, fixes }: ConfigurationNote): Fact {
  const sources = evidence.flatMap((one): FactSource[] => {
    if (one.kind === 'file') return [{ kind: 'file', file: one.file, pointer: one.pointer }]
    // The evidence of a note begins with the handshake's id.
    const id = one.field.split(':', 1)[0] ?? ''
    const path = knowledge.handshakes.find(({ document }) => document.id === id)?.path
    return path === undefined ? [] : [{ kind: 'handshake', id, path }]
  })
  return factOf(summary, kind === 'contradiction' ? kind : 'noted', sources, { article: fixes[0] ?? null })
}
