/**
 * Everything that can be read of a dissected message, as plain data in one order of keys: two objects that answer
 * alike are equal, whether they hold their answers or work them out. Bytes become hex. What a hello shares with others
 * (`model`) is not looked at.
 */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const names = new Set<string>()
  for (
    let level: object | null = value;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level)
  ) {
    for (const name of Object.getOwnPropertyNames(level)) names.add(name)
  }
  const read: Record<string, unknown> = {}
  for (const name of [...names].sort()) {
    const part = (value as Record<string, unknown>)[name]
    if (name !== 'model' && part !== undefined && typeof part !== 'function') read[name] = plain(part)
  }
  return read
}
