/**
 * The three functions of the Reflect metadata proposal that @peculiar/x509 asks for before it loads (its
 * dependency container keeps its own notes with them). A whole polyfill would bring forty more.
 */
type MetadataMap = Map<PropertyKey | undefined, Map<unknown, unknown>>

const notes = new WeakMap<object, MetadataMap>()

interface MetadataFunctions {
  defineMetadata(key: unknown, value: unknown, target: object, property?: PropertyKey): void
  getOwnMetadata(key: unknown, target: object, property?: PropertyKey): unknown
  getMetadata(key: unknown, target: object, property?: PropertyKey): unknown
}

const functions: MetadataFunctions = {
  defineMetadata(key, value, target, property) {
    const byProperty: MetadataMap = notes.get(target) ?? new Map()
    notes.set(target, byProperty)
    const byKey = byProperty.get(property) ?? new Map<unknown, unknown>()
    byProperty.set(property, byKey)
    byKey.set(key, value)
  },
  getOwnMetadata(key, target, property) {
    return notes.get(target)?.get(property)?.get(key)
  },
  getMetadata(key, target, property) {
    for (let owner: object | null = target; owner; owner = Object.getPrototypeOf(owner) as object | null) {
      const byKey = notes.get(owner)?.get(property)
      if (byKey?.has(key)) return byKey.get(key)
    }
    return undefined
  },
}

/** Gives `Reflect` what is missing; does nothing where a real polyfill is loaded. */
export function provideReflectMetadata(): void {
  for (const [name, value] of Object.entries(functions)) {
    if (!(name in Reflect)) Object.defineProperty(Reflect, name, { value, configurable: true })
  }
}
