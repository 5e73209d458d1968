/**
 * A pure function that remembers its latest results, `entries` to twice as many, by its one argument. For values
 * that come again and again in one capture: fingerprints, suites, names.
 */
export function remembering<Key, Value>(entries: number, compute: (key: Key) => Value): (key: Key) => Value {
  let recent = new Map<Key, Value>()
  let earlier = new Map<Key, Value>()
  return (key) => {
    let value = recent.get(key)
    if (value !== undefined) return value
    value = earlier.get(key) ?? compute(key)
    if (recent.size >= entries) {
      earlier = recent
      recent = new Map()
    }
    recent.set(key, value)
    return value
  }
}

/** A pure function of an object that never changes: worked out once, and forgotten with it. */
export function once<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>()
  return (key) => {
    let found = known.get(key)
    if (found === undefined) {
      found = { value: compute(key) }
      known.set(key, found)
    }
    return found.value
  }
}
