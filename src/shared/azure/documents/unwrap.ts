import { Entry } from './entry.ts'
import { idOf } from './resource-id.ts'

export interface Unwrapped {
  readonly elements: readonly Entry[]
  /** Resources of any kind, as a resource export holds them. */
  readonly isMixed: boolean
  /** Name of what all of them belong to, where the document says so only once. */
  readonly within: string | null
}

/**
 * The things a document is about: of a list its elements; of what REST, Resource Graph, a resource export, a storage
 * account's log or a Log Analytics query wrap around them, what is inside.
 */
export function elementsOf(entry: Entry): Unwrapped {
  const plain = { isMixed: false, within: null }
  if (Array.isArray(entry.value)) return { elements: entry.elements().flatMap(inner), ...plain }
  const value = listIn(entry, 'value') ?? listIn(entry, 'records')
  if (value !== null) return { elements: value, ...plain }
  const resources = listIn(entry, 'resources') ?? listIn(entry, 'data')
  if (resources !== null) return { elements: resources, isMixed: true, within: null }
  const tables = listIn(entry, 'tables')
  if (tables !== null) return { elements: tables.flatMap(rowsOf), ...plain }
  return { elements: [entry], isMixed: false, within: idOf(entry)?.names[0] ?? null }
}

/** `az … --query "[]"` may leave lists in a list. */
function inner(entry: Entry): Entry[] {
  return Array.isArray(entry.value) ? entry.elements() : [entry]
}

/** The elements where that property is a list of objects, and stands in the object itself. */
function listIn(entry: Entry, name: string): Entry[] | null {
  const list = entry.get(name)
  if (list === null || !Array.isArray(list.value)) return null
  const elements = list.elements()
  return elements.every(({ isObject }) => isObject) ? elements : null
}

/** A Log Analytics table: names once, then rows of bare values. */
function rowsOf(table: Entry): Entry[] {
  const names = table.list('columns').map((column) => column.text('name') ?? '')
  return table.list('rows').map((row) => {
    const values = Array.isArray(row.value) ? (row.value as readonly unknown[]) : []
    return new Entry(Object.fromEntries(names.map((name, at) => [name, values[at]])), row.file, row.pointer)
  })
}
