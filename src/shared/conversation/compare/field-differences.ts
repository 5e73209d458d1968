import { type FieldItems, type FlatMessage, type Item, meaningful } from './fields.ts'
import { ANY_ORDER, GREASE, isFiller } from './noise.ts'
import type { Difference, DifferenceKind, Said } from './shape.ts'

/** Before its row is known. */
export type FieldDifference = Omit<Difference, 'row'>

/** Elements of a list that are named; the others are counted. */
const NAMED_ITEMS = 12
const LONGEST_TEXT = 300

/** Every field in which two messages of one kind differ; linear in their sizes. */
export function fieldDifferences(a: FlatMessage, b: FlatMessage): FieldDifference[] {
  return [...extensionDifferences(a, b), ...contentDifferences(a, b)]
}

function contentDifferences(a: FlatMessage, b: FlatMessage): FieldDifference[] {
  const differences: FieldDifference[] = []
  for (const [path, left] of a.fields) {
    const right = b.fields.get(path)
    if (right !== undefined) differences.push(...listDifference(path, left, right))
    else if (left.extension === null || b.extensions.has(left.extension))
      differences.push(alone('only-a', path, left))
  }
  for (const [path, right] of b.fields) {
    if (a.fields.has(path)) continue
    if (right.extension === null || a.extensions.has(right.extension))
      differences.push(alone('only-b', path, right))
  }
  return differences
}

function alone(kind: 'only-a' | 'only-b', path: string, { items, expected }: FieldItems): FieldDifference {
  const said = saidBy(items)
  return {
    field: path,
    kind,
    a: kind === 'only-a' ? said : null,
    b: kind === 'only-b' ? said : null,
    onlyInA: [],
    onlyInB: [],
    expected,
  }
}

/** Which extensions stand on one side alone, and whether the others are in the same order. */
function extensionDifferences(a: FlatMessage, b: FlatMessage): FieldDifference[] {
  const differences: FieldDifference[] = []
  const one = (kind: 'only-a' | 'only-b', name: string, item: Item): void => {
    const expected = isFiller(name) ? GREASE : null
    differences.push(alone(kind, name, { items: [item], extension: null, expected }))
  }
  for (const [name, item] of a.extensions) if (!b.extensions.has(name)) one('only-a', name, item)
  for (const [name, item] of b.extensions) if (!a.extensions.has(name)) one('only-b', name, item)
  const shared = [...a.extensions.keys()].filter((name) => b.extensions.has(name))
  const sharedByB = [...b.extensions.keys()].filter((name) => a.extensions.has(name))
  if (shared.some((name, at) => name !== sharedByB[at])) {
    differences.push({
      field: 'extensions',
      kind: 'order',
      a: { text: shortList(shared), span: null },
      b: { text: shortList(sharedByB), span: null },
      onlyInA: [],
      onlyInB: [],
      expected: ANY_ORDER.extensions ?? null,
    })
  }
  return differences
}

/** At most one. */
export function listDifference(path: string, left: FieldItems, right: FieldItems): FieldDifference[] {
  if (sameItems(left.items, right.items)) return []
  const expected = left.expected ?? right.expected
  const [a, b] = [meaningful(left.items), meaningful(right.items)]
  const nothing = { onlyInA: [], onlyInB: [] }
  const meaningless = expected ?? (sameItems(a, b) ? GREASE : null)
  if (meaningless !== null) {
    const all = { field: path, a: saidBy(left.items), b: saidBy(right.items) }
    return [{ ...all, ...nothing, kind: 'value', expected: meaningless }]
  }
  const said = { field: path, a: saidBy(a), b: saidBy(b) }
  if (a.length === 1 && b.length === 1) return [{ ...said, ...nothing, kind: 'value', expected: null }]
  const onlyInA = without(a, b)
  const onlyInB = without(b, a)
  if (onlyInA.length + onlyInB.length === 0) {
    return [{ ...said, ...nothing, kind: 'order', expected: ANY_ORDER[path] ?? null }]
  }
  return [{ ...said, kind: 'items', onlyInA: named(onlyInA), onlyInB: named(onlyInB), expected: null }]
}

function sameItems(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, at) => item.key === b[at]?.key)
}

/** What is in `items` more often than in `others`. */
function without(items: readonly Item[], others: readonly Item[]): Item[] {
  const left = new Map<string, number>()
  for (const { key } of others) left.set(key, (left.get(key) ?? 0) + 1)
  return items.filter(({ key }) => {
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  })
}

function named(items: readonly Item[]): string[] {
  const texts = items.slice(0, NAMED_ITEMS).map(({ text }) => short(text))
  return items.length > NAMED_ITEMS ? [...texts, `${items.length - NAMED_ITEMS} more`] : texts
}

function saidBy(items: readonly Item[]): Said {
  const [first, last] = [items[0], items.at(-1)]
  const span =
    first === undefined || last === undefined
      ? null
      : { start: first.span.start, end: Math.max(first.span.end, last.span.end) }
  return { text: shortList(items.map(({ text }) => text)), span }
}

function shortList(texts: readonly string[]): string {
  const shown = texts.slice(0, NAMED_ITEMS).map(short).join(', ')
  return texts.length > NAMED_ITEMS ? `${shown} and ${texts.length - NAMED_ITEMS} more` : shown || 'none'
}

function short(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
}

/** A difference of two single values. */
export function valueDifference(
  field: string,
  a: Said | null,
  b: Said | null,
  expected: string | null = null,
): FieldDifference {
  const kind: DifferenceKind = a === null ? 'only-b' : b === null ? 'only-a' : 'value'
  return { field, kind, a, b, onlyInA: [], onlyInB: [], expected }
}
