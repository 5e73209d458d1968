import { CONFIDENCE, type Finding } from '../../../diagnosis/finding.ts'
import { capital, list, quoted } from '../../../diagnosis/words.ts'
import type { AzureModel, Place } from '../../model.ts'
import { fileEvidence } from '../check.ts'
import { called as calledThing } from '../support/links.ts'
import { contradictionFinding } from './contradiction.ts'

/** Two documents of one thing, with the properties in which they differ. */
export interface Disagreement {
  readonly about: keyof AzureModel
  /** `backend setting "https-apim" of agw-edge`. */
  readonly called: string
  readonly first: Place
  readonly second: Place
  readonly differences: readonly Difference[]
  /** Both say whose it is: otherwise two things of one name may be meant. */
  readonly sure: boolean
  /** The document that every other check goes by (`mergeModels`). */
  readonly judged: Place
}

export interface Difference {
  readonly property: string
  readonly first: string
  readonly second: string
}

type Value = string | number | boolean | null

interface Watchable {
  readonly at: Place
  readonly partial: boolean
  readonly owner: string | null
  readonly name: string
  readonly called: string
  /** `null` values are not told. */
  readonly says: readonly (readonly [property: string, value: Value])[]
}

type Things = (model: AzureModel) => readonly Watchable[]

type Said = Pick<Watchable, 'owner' | 'name' | 'called' | 'says'>

function watch<List extends keyof AzureModel>(
  about: List,
  tell: (thing: AzureModel[List][number]) => Said,
): readonly [keyof AzureModel, Things] {
  return [
    about,
    (model) =>
      (model[about] as readonly AzureModel[List][number][]).map((thing) => ({
        at: thing.at,
        partial: thing.partial === true,
        ...tell(thing),
      })),
  ]
}

/** One kind of thing, whose it is, and the properties that must not differ from one document to the next. */
const WATCHED = [
  watch('gateways', ({ name, resourceGroup, skuName }) => ({
    owner: resourceGroup,
    name,
    called: name === '' ? 'the gateway' : `gateway "${quoted(name)}"`,
    says: [['SKU', skuName]],
  })),
  watch('apims', ({ name, resourceGroup, skuName, virtualNetworkType, enableClientCertificate }) => ({
    owner: resourceGroup,
    name,
    called: name === '' ? 'the API Management service' : `API Management "${quoted(name)}"`,
    says: [
      ['SKU', skuName],
      ['virtualNetworkType', virtualNetworkType],
      ['enableClientCertificate', enableClientCertificate],
    ],
  })),
  watch('apimHostnames', ({ apim, hostName, type, negotiateClientCertificate, certificateExpiry }) => ({
    owner: apim,
    name: `${hostName}/${type ?? ''}`,
    called: `host name "${quoted(hostName)}"${type === null ? '' : ` (${quoted(type)})`}`,
    says: [
      ['negotiateClientCertificate', negotiateClientCertificate],
      ['certificate expiry', certificateExpiry?.slice(0, 10) ?? null],
    ],
  })),
  watch('listeners', ({ gateway, name, sslProfile }) => ({
    owner: gateway,
    name,
    called: calledThing('listener', { gateway, name }),
    says: [['sslProfile', sslProfile]],
  })),
  watch('backendSettings', (setting) => ({
    owner: setting.gateway,
    name: setting.name,
    called: calledThing('backend setting', setting),
    says: [
      ['protocol', setting.protocol],
      ['port', setting.port],
      ['hostName', setting.hostName],
      ['pickHostNameFromBackendAddress', setting.pickHostNameFromBackendAddress],
      ['probe', setting.probe],
      [
        'trustedRootCertificates',
        setting.trustedRootCertificates.length === 0
          ? null
          : [...setting.trustedRootCertificates].sort().join(', '),
      ],
    ],
  })),
  watch('probes', ({ gateway, name, protocol, host, path }) => ({
    owner: gateway,
    name,
    called: calledThing('probe', { gateway, name }),
    says: [
      ['protocol', protocol],
      ['host', host],
      ['path', path],
    ],
  })),
]

/** Nobody settles more in one sitting. */
const MOST = 50

/** Where documents say different things of one thing. The first one that tells a property is held against each later one. */
export function disagreements(documents: readonly AzureModel[]): Disagreement[] {
  const twice = ambiguousGateways(documents)
  return WATCHED.flatMap(([about, things]) => {
    const byName = new Map<string, Watchable[]>()
    for (const thing of documents.flatMap(things)) {
      if (about !== 'gateways' && thing.owner !== null && twice.has(thing.owner.toLowerCase())) continue
      const key = thing.name.toLowerCase()
      const same = byName.get(key)
      if (same === undefined) byName.set(key, [thing])
      else same.push(thing)
    }
    return [...byName.values()].flatMap((same) => ofOneName(about, same))
  }).slice(0, MOST)
}

/** Things of the same name are one thing where they have one owner; who does not say has the only one there is. */
function ofOneName(about: keyof AzureModel, things: readonly Watchable[]): Disagreement[] {
  const owners = [...new Set(things.flatMap(({ owner }) => owner?.toLowerCase() ?? []))]
  if (owners.length < 2) return between(about, things)
  return owners.flatMap((owner) =>
    between(
      about,
      things.filter((thing) => thing.owner?.toLowerCase() === owner),
    ),
  )
}

function between(about: keyof AzureModel, [first, ...later]: readonly Watchable[]): Disagreement[] {
  if (first === undefined) return []
  const known = new Map<string, { readonly value: string; readonly thing: Watchable }>()
  const learn = (thing: Watchable): void => {
    for (const [property, value] of thing.says)
      if (value !== null && !known.has(property)) known.set(property, { value: String(value), thing })
  }
  learn(first)
  const found: Disagreement[] = []
  for (const thing of later) {
    const byThing = new Map<Watchable, Difference[]>()
    for (const [property, said] of thing.says) {
      const before = known.get(property)
      if (said === null || before === undefined) continue
      const second = String(said)
      if (before.value.toLowerCase() === second.toLowerCase()) continue
      const differences = byThing.get(before.thing) ?? []
      differences.push({ property, first: before.value, second })
      byThing.set(before.thing, differences)
    }
    for (const [before, differences] of byThing) {
      found.push({
        about,
        called: before.called,
        first: before.at,
        second: thing.at,
        differences,
        sure: before.owner !== null && thing.owner !== null,
        judged: before.partial && !thing.partial ? thing.at : before.at,
      })
    }
    learn(thing)
  }
  return found
}

/** Names that gateways of several resource groups share: whose a setting is then, its document does not tell. */
function ambiguousGateways(documents: readonly AzureModel[]): ReadonlySet<string> {
  const groups = new Map<string, Set<string>>()
  for (const { name, resourceGroup } of documents.flatMap(({ gateways }) => gateways)) {
    const of = groups.get(name.toLowerCase()) ?? new Set()
    if (resourceGroup !== null) of.add(resourceGroup.toLowerCase())
    groups.set(name.toLowerCase(), of)
  }
  return new Set([...groups].flatMap(([name, { size }]) => (size > 1 ? [name] : [])))
}

/** One sentence naming both sides, the same wherever it is told. */
export function disagreementText({ called, first, second, differences }: Disagreement): string {
  const [most, ...more] = differences
  if (most === undefined) return ''
  const inOne = first.file === second.file
  const at = ({ file, pointer }: Place): string =>
    inOne ? ` at ${quoted(pointer || '/')}` : ` in ${quoted(shortName(file, [first, second]))}`
  const others = list(
    more.map(({ property }) => property),
    3,
  )
  const too = more.length === 0 ? '' : ` (${others} ${more.length === 1 ? 'differs' : 'differ'} too)`
  return `${capital(called)}: ${most.property} is ${quoted(most.first)}${at(first)}, and ${quoted(most.second)}${at(second)}${too}.`
}

/** Without its folders, where that still tells the two files apart. */
function shortName(file: string, places: readonly Place[]): string {
  const bare = (path: string): string => path.replace(/^.*[\\/](?=.)/, '')
  const isAlone = places.every((place) => place.file === file || bare(place.file) !== bare(file))
  return isAlone ? bare(file) : file
}

export function disagreementFindings(model: AzureModel, found: readonly Disagreement[]): Finding[] {
  return found.map((one) => {
    const values = one.differences
      .slice(1)
      .map(({ property, first, second }) => `${property}: ${quoted(first)} and ${quoted(second)}.`)
    return contradictionFinding(model, {
      leg: one.about.startsWith('apim')
        ? 'unknown'
        : one.about === 'listeners'
          ? 'client-gateway'
          : 'gateway-apim',
      confidence: one.sure ? CONFIDENCE.strong : CONFIDENCE.likely,
      basis: 'inferred',
      summary: disagreementText(one),
      explanation: [
        ...values,
        'Two documents of one thing were read at different times, or are of two resources of that name (another subscription). The older file is usually the stale side; az writes no time into its output, so the files do not tell which that is.',
        `Everything else here goes by ${quoted(shortName(one.judged.file, [one.first, one.second]))}${one.first.file === one.second.file ? ` at ${quoted(one.judged.pointer || '/')}` : ''}.`,
      ].join(' '),
      evidence: [fileEvidence({ at: one.first }), fileEvidence({ at: one.second })],
      disproof: 'The ids in the two documents naming different resources: then both are right.',
      also: [],
    })
  })
}
