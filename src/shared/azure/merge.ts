import { emptyParts, MODEL_LISTS, type ModelParts } from './documents/model-parts.ts'
import type { AzureModel } from './model.ts'

/**
 * Several documents as one model. What two of them tell of the same thing becomes one entry, the first one's, completed
 * by the second: nobody wants each finding twice because the gateway's own document and `http-listener list` were both
 * saved. Reports of health and log rows are events and all stay.
 */
export function mergeModels(models: readonly AzureModel[]): AzureModel {
  const merged = emptyParts()
  for (const model of models) {
    for (const list of MODEL_LISTS) addAll(merged, model, list)
  }
  return merged
}

type ListName = keyof AzureModel
type AnyEntry = AzureModel[ListName][number]

/** What an entry is known by. `owner` null: the document does not tell whose it is. */
interface Key {
  readonly owner: string | null
  readonly name: string
}

/** `null`: each stands for itself. */
const KEYS: { readonly [List in ListName]: ((entry: AzureModel[List][number]) => Key) | null } = {
  gateways: ({ name }) => ({ owner: name || null, name: '' }),
  listeners: ofGateway,
  sslProfiles: ofGateway,
  trustedClientCertificates: ofGateway,
  trustedRootCertificates: ofGateway,
  authenticationCertificates: ofGateway,
  backendPools: ofGateway,
  backendSettings: ofGateway,
  probes: ofGateway,
  routingRules: ofGateway,
  rewriteRules: ({ gateway, ruleSet, name }) => ({ owner: gateway, name: `${ruleSet}/${name}` }),
  tlsPolicies: ({ gateway, sslProfile, name, type }) => ({
    owner: gateway,
    name: `${sslProfile ?? ''}/${name ?? type ?? ''}`,
  }),
  backendHealth: null,
  healthReports: null,
  accessLog: null,
  firewallLog: null,
  apimLog: null,
  apims: ({ name }) => ({ owner: name || null, name: '' }),
  apimHostnames: ({ apim, hostName, type }) => ({ owner: apim, name: `${hostName}/${type ?? ''}` }),
  apimCaCertificates: ({ apim, subject, expiry, thumbprint }) => ({
    owner: apim,
    name: `${subject ?? thumbprint ?? ''}/${expiry?.slice(0, 10) ?? ''}`,
  }),
  nsgs: ({ resourceGroup, name }) => ({ owner: resourceGroup, name }),
  // Every NSG has rules of the same names: those of another file are another's.
  nsgRules: ({ nsg, name, direction, at }) => ({
    owner: nsg ?? `in ${at.file}`,
    name: `${name}/${direction ?? ''}`,
  }),
  dnsRecords: ({ name, type }) => ({ owner: null, name: `${name}/${type}` }),
}

function ofGateway({ gateway, name }: { readonly gateway: string | null; readonly name: string }): Key {
  return { owner: gateway, name }
}

function addAll<List extends ListName>(merged: ModelParts, model: AzureModel, list: List): void {
  // One list's entries are of one type, which the compiler cannot follow through `List`.
  const into = merged[list] as AnyEntry[]
  const keyOf = KEYS[list] as ((entry: AnyEntry) => Key) | null
  if (keyOf === null) {
    for (const entry of model[list]) into.push(entry)
    return
  }
  const index = new KeyIndex()
  for (const [at, entry] of into.entries()) index.add(keyOf(entry), at)
  for (const entry of model[list]) {
    const at = index.find(keyOf(entry))
    const other = at === null ? undefined : into[at]
    if (at === null || other === undefined) {
      into.push(entry)
      index.add(keyOf(entry), into.length - 1)
    } else {
      const whole = completed(other, entry)
      into[at] = whole
      index.add(keyOf(whole), at)
    }
  }
}

/** Where an entry of that key stands; one without an owner is the only other one of its name. */
class KeyIndex {
  readonly #exact = new Map<string, number>()
  readonly #byName = new Map<string, number | 'several'>()

  add({ owner, name }: Key, at: number): void {
    const key = name.toLowerCase()
    if (owner === null) this.#exact.set(key, at)
    else {
      this.#exact.set(`${key}\n${owner.toLowerCase()}`, at)
      // Now it is known whose it is.
      if (this.#exact.get(key) === at) this.#exact.delete(key)
    }
    const before = this.#byName.get(key)
    this.#byName.set(key, before === undefined || before === at ? at : 'several')
  }

  find({ owner, name }: Key): number | null {
    const key = name.toLowerCase()
    const ownerless = this.#exact.get(key)
    if (owner !== null) return this.#exact.get(`${key}\n${owner.toLowerCase()}`) ?? ownerless ?? null
    const only = this.#byName.get(key)
    return ownerless ?? (typeof only === 'number' ? only : null)
  }
}

/** The first one's values; the second one's where the first has none. A whole one goes before a partial one. */
function completed(first: AnyEntry, second: AnyEntry): AnyEntry {
  const [base, beside] = first.partial === true && second.partial !== true ? [second, first] : [first, second]
  const filled: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(beside)) {
    if (name === 'at' || name === 'partial') continue
    if (isNothing(filled[name])) filled[name] = value
  }
  return filled as unknown as AnyEntry
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
