import type { Place } from '../model.ts'

/**
 * One value of a document, read by Azure's own property names. It takes what the CLI, REST, resource exports and
 * PowerShell make of the same resource: names in any case, and properties in the object itself or under `properties`.
 * A value of the wrong type is as good as none, so one odd property never costs the others.
 */
export class Entry {
  readonly value: unknown
  readonly file: string
  readonly pointer: string
  #own: ReadonlyMap<string, Member> | null = null

  /** @param pointer a JSON pointer (RFC 6901) to `value` */
  constructor(value: unknown, file: string, pointer = '') {
    this.value = value
    this.file = file
    this.pointer = pointer
  }

  get at(): Place {
    return { file: this.file, pointer: this.pointer }
  }

  /** Names as they are written, those under `properties` too. */
  get names(): string[] {
    return [...this.#members().values()].map(({ name }) => name)
  }

  /** Whether any of the names is there, with whatever value. */
  has(...names: readonly string[]): boolean {
    const members = this.#members()
    return names.some((name) => members.has(name.toLowerCase()))
  }

  hasAll(...names: readonly string[]): boolean {
    return names.every((name) => this.has(name))
  }

  /** The first of the names that has a value. */
  get(...names: readonly string[]): Entry | null {
    const members = this.#members()
    for (const name of names) {
      const member = members.get(name.toLowerCase())
      if (member !== undefined && member.value !== null && member.value !== undefined) {
        return new Entry(member.value, this.file, member.pointer)
      }
    }
    return null
  }

  /** A text that is not empty; numbers as text. */
  text(...names: readonly string[]): string | null {
    const value = this.get(...names)?.value
    if (typeof value === 'number') return String(value)
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
  }

  /** A number, also one that is written as text. */
  number(...names: readonly string[]): number | null {
    const value = this.get(...names)?.value
    if (typeof value === 'number') return value
    return typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : null
  }

  /** True or false, also where it is written as text (`"True"`). */
  flag(...names: readonly string[]): boolean | null {
    const value = this.get(...names)?.value
    if (typeof value === 'boolean') return value
    if (typeof value !== 'string') return null
    const word = value.trim().toLowerCase()
    return word === 'true' ? true : word === 'false' ? false : null
  }

  /** The elements of a list; an object in its place is a list of one. */
  list(...names: readonly string[]): Entry[] {
    return this.get(...names)?.elements() ?? []
  }

  /** This value's own elements. */
  elements(): Entry[] {
    if (!Array.isArray(this.value)) return this.isObject ? [this] : []
    return this.value.map((value: unknown, at) => new Entry(value, this.file, `${this.pointer}/${at}`))
  }

  /** Texts of a list, or the one text that stands in its place. */
  texts(...names: readonly string[]): string[] {
    const value = this.get(...names)?.value
    const all: readonly unknown[] = Array.isArray(value) ? value : [value]
    return all
      .filter((text): text is string => typeof text === 'string' && text.trim() !== '')
      .map((text) => text.trim())
  }

  /** What another resource is called that this one points to: by `{ "id": … }`, by an id, or by its name. */
  reference(...names: readonly string[]): string | null {
    return referenced(this.get(...names))
  }

  references(...names: readonly string[]): string[] {
    const value = this.get(...names)
    const all =
      value !== null && Array.isArray(value.value) ? value.elements() : value === null ? [] : [value]
    return all.map(referenced).filter((name) => name !== null)
  }

  get isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)
  }

  #members(): ReadonlyMap<string, Member> {
    this.#own ??= this.isObject ? membersOf(this.value as object, this.pointer) : new Map()
    return this.#own
  }
}

interface Member {
  readonly name: string
  readonly value: unknown
  readonly pointer: string
}

/** By lower-case name. What stands in the object itself goes before what stands under `properties`. */
function membersOf(object: object, pointer: string): Map<string, Member> {
  const members = new Map<string, Member>()
  const nested: Member[] = []
  for (const [name, value] of Object.entries(object)) {
    const member = { name, value: value as unknown, pointer: `${pointer}/${escaped(name)}` }
    const isNested = name.toLowerCase() === 'properties' && typeof value === 'object' && value !== null
    if (isNested) nested.push(member)
    else members.set(name.toLowerCase(), member)
  }
  for (const { value, pointer: under } of nested) {
    for (const [name, inner] of Object.entries(value as object)) {
      const key = name.toLowerCase()
      const before = members.get(key)
      if (before !== undefined && before.value !== null) continue
      members.set(key, { name, value: inner as unknown, pointer: `${under}/${escaped(name)}` })
    }
  }
  return members
}

/** RFC 6901 3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function referenced(entry: Entry | null): string | null {
  if (entry === null) return null
  const id = typeof entry.value === 'string' ? entry.value.trim() : (entry.text('id') ?? entry.text('name'))
  if (id === null || id === '') return null
  const last = id.split('/').at(-1) ?? id
  // A resource export writes `[concat(resourceId(…), '/probes/apim')]`.
  return last.replace(/['")\]]+$/, '') || null
}
