import type { FieldNode, Span } from '../../../shared/bytes/field.ts'

/** Walking a field tree: paths, the node at a byte, the visible rows of a partly opened tree. */

/** Child indices from the root; the root itself is `[]`. */
export type FieldPath = readonly number[]

export function nodeAt(root: FieldNode, path: FieldPath): FieldNode | null {
  let node: FieldNode | undefined = root
  for (const index of path) node = node?.children[index]
  return node ?? null
}

/** A path as a key of a set. */
export function pathKey(path: FieldPath): string {
  return path.join('.')
}

/**
 * The deepest node whose span holds all of `span`; `null` where even the root does not. Of nodes at the same
 * depth the first counts. Empty spans hold nothing.
 */
export function deepestAt(root: FieldNode, span: Span): FieldPath | null {
  if (!holds(root.span, span)) return null
  const path: number[] = []
  let node = root
  for (;;) {
    const index = node.children.findIndex((child) => holds(child.span, span))
    const child = node.children[index]
    if (child === undefined) return path
    path.push(index)
    node = child
  }
}

function holds(outer: Span, inner: Span): boolean {
  return outer.end > outer.start && outer.start <= inner.start && inner.end <= outer.end
}

/** Names from the root to the node: `Certificate › certificate_list › certificate`. */
export function breadcrumbs(root: FieldNode, path: FieldPath): string[] {
  const names = [root.name]
  let node: FieldNode | undefined = root
  for (const index of path) {
    node = node?.children[index]
    if (node !== undefined) names.push(node.name)
  }
  return names
}

export interface TreeRow {
  readonly path: FieldPath
  readonly key: string
  readonly node: FieldNode
  /** 1 for the root, as aria-level counts. */
  readonly level: number
  readonly expanded: boolean
  readonly setSize: number
  readonly positionInSet: number
}

/** The rows on show: the root, and the children of every open node, depth first. */
export function visibleRows(root: FieldNode, open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = []
  const add = (node: FieldNode, path: FieldPath, setSize: number, positionInSet: number): void => {
    const key = pathKey(path)
    const expanded = node.children.length > 0 && open.has(key)
    rows.push({ path, key, node, level: path.length + 1, expanded, setSize, positionInSet })
    if (!expanded) return
    node.children.forEach((child, index) => {
      add(child, [...path, index], node.children.length, index + 1)
    })
  }
  add(root, [], 1, 1)
  return rows
}

/** Keys of every ancestor of a path, the root included: what must be open for it to be seen. */
export function ancestors(path: FieldPath): string[] {
  return path.map((_, index) => pathKey(path.slice(0, index)))
}

/** How many rows a tree may open to by itself; a bigger one opens its first levels only. */
const OPEN_BY_ITSELF = 60

/** A list of that many code points stays shut: its own text tells the first of them. */
const LONG_LIST = 5

/** Whether a node holds many leaves of one kind (cipher suites, signature schemes), which would bury what follows. */
function isLongList({ children }: FieldNode): boolean {
  const last = children.at(-1)
  if (last === undefined || children.some((child) => child.children.length > 0)) return false
  return children.filter(({ name }) => name === last.name).length >= LONG_LIST
}

/** Opens level after level while the whole stays easy to take in; long lists of code points stay shut. */
export function initiallyOpen(root: FieldNode): Set<string> {
  const open = new Set<string>()
  let level: { node: FieldNode; path: FieldPath }[] = [{ node: root, path: [] }]
  let shown = 1
  while (level.length > 0) {
    level = level.filter(({ node }) => !isLongList(node))
    const next = level.flatMap(({ node, path }) =>
      node.children.map((child, index) => ({ node: child, path: [...path, index] })),
    )
    if (next.length === 0 || (shown + next.length > OPEN_BY_ITSELF && open.size > 0)) break
    for (const { node, path } of level) if (node.children.length > 0) open.add(pathKey(path))
    shown += next.length
    level = next
  }
  return open
}

/**
 * The next or previous field with bytes, in depth-first order: what `n` and `p` step through. Leaves only, so
 * that every step moves over bytes and not from a group to its own first child.
 */
export function stepLeaf(root: FieldNode, from: FieldPath | null, step: 1 | -1): FieldPath | null {
  const leaves = leafPaths(root)
  if (leaves.length === 0) return null
  if (from === null) return (step === 1 ? leaves[0] : leaves.at(-1)) ?? null
  const at = leaves.findIndex((leaf) => comparePaths(leaf, from) >= 0)
  const here = at === -1 ? leaves.length : at
  const onLeaf = leaves[here] !== undefined && comparePaths(leaves[here], from) === 0
  const target = step === 1 ? (onLeaf ? here + 1 : here) : here - 1
  return leaves[Math.min(leaves.length - 1, Math.max(0, target))] ?? null
}

function leafPaths(root: FieldNode): FieldPath[] {
  const leaves: FieldPath[] = []
  const walk = (node: FieldNode, path: FieldPath): void => {
    if (node.children.length === 0) {
      if (node.span.end > node.span.start) leaves.push(path)
      return
    }
    node.children.forEach((child, index) => {
      walk(child, [...path, index])
    })
  }
  walk(root, [])
  return leaves
}

/** Depth-first order: a parent stands before its children. */
export function comparePaths(a: FieldPath, b: FieldPath): number {
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
