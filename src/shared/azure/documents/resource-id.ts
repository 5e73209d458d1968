import type { Entry } from './entry.ts'

/** What an Azure resource id says: `/subscriptions/…/resourceGroups/RG/providers/NAMESPACE/TYPE/NAME/SUBTYPE/NAME`. */
export interface ResourceId {
  readonly subscription: string | null
  readonly resourceGroup: string | null
  /** Lower case, with its namespace: `microsoft.network/applicationgateways/probes`. */
  readonly type: string
  /** The names along the way, the resource's own last. */
  readonly names: readonly string[]
}

export function resourceId(id: string): ResourceId | null {
  const parts = id.split('/')
  const provider = parts.findIndex((part) => part.toLowerCase() === 'providers')
  const namespace = provider < 0 ? undefined : parts[provider + 1]
  if (namespace === undefined) return null
  const rest = parts.slice(provider + 2)
  const behind = (word: string): string | null => {
    const at = parts.findIndex((part) => part.toLowerCase() === word)
    return at < 0 || at > provider ? null : (parts[at + 1] ?? null)
  }
  return {
    subscription: behind('subscriptions'),
    resourceGroup: behind('resourcegroups'),
    type: [namespace, ...rest.filter((_part, at) => at % 2 === 0)].join('/').toLowerCase(),
    names: rest.filter((_part, at) => at % 2 === 1),
  }
}

/** The type a resource states, or its id does; lower case, empty where neither. */
export function resourceType(entry: Entry): string {
  const type = entry.text('type')
  // `hostnameConfigurations[].type` is no resource type.
  if (type?.includes('/') === true) return type.toLowerCase()
  return idOf(entry)?.type ?? ''
}

/** The gateway, API Management service, NSG or zone that something is part of. */
export function parentName(entry: Entry): string | null {
  const names = idOf(entry)?.names ?? []
  if (names.length > 1) return names[0] ?? null
  // A resource export has no ids; there a rule of a group is called `nsg-apim/AllowHttps`.
  const [owner, own] = entry.text('name')?.split('/') ?? []
  return own === undefined || owner === undefined || owner.startsWith('[') ? null : owner
}

export function ownName(entry: Entry): string | null {
  const name = entry.text('name', 'n', 'rule') ?? idOf(entry)?.names.at(-1) ?? null
  // Lists below another resource are called `nsg-apim/AllowHttps` by REST and resource exports.
  return name?.includes('/') === true && !name.startsWith('[') ? (name.split('/').at(-1) ?? name) : name
}

export function resourceGroupOf(entry: Entry): string | null {
  return entry.text('resourceGroup') ?? idOf(entry)?.resourceGroup ?? null
}

/** Ids of resources, lower case, for Azure compares them so. A resource export's `[resourceId(…)]` is none. */
export function wholeIds(ids: readonly (string | null | undefined)[]): string[] {
  const whole = ids.flatMap((id) =>
    id?.startsWith('/') === true ? id.replace(/\/+$/, '').toLowerCase() : [],
  )
  return [...new Set(whole)]
}

export function idOf(entry: Entry): ResourceId | null {
  const id = entry.text('id')
  return id === null ? null : resourceId(id)
}
