import { describe, expect, it } from 'vitest'
import {
  ancestors,
  breadcrumbs,
  comparePaths,
  deepestAt,
  initiallyOpen,
  nodeAt,
  pathKey,
  stepLeaf,
  visibleRows,
} from '../../../../../src/renderer/panes/bytes/field-tree.ts'
import type { FieldNode } from '../../../../../src/shared/bytes/field.ts'

function node(name: string, start: number, end: number, ...children: FieldNode[]): FieldNode {
  return { name, value: null, text: name, span: { start, end }, children }
}

const TREE = node(
  'message',
  0,
  20,
  node('type', 0, 1),
  node('length', 1, 4),
  node(
    'list',
    4,
    20,
    node('first', 4, 12, node('a', 4, 8), node('b', 8, 12)),
    node('empty', 12, 12),
    node('last', 12, 18),
  ),
)

describe('finding fields by bytes', () => {
  it('answers the deepest field around a byte', () => {
    expect(deepestAt(TREE, { start: 9, end: 10 })).toEqual([2, 0, 1])
    expect(deepestAt(TREE, { start: 2, end: 3 })).toEqual([1])
  })

  it('answers the common parent of a range over several fields', () => {
    expect(deepestAt(TREE, { start: 6, end: 10 })).toEqual([2, 0])
    expect(deepestAt(TREE, { start: 0, end: 20 })).toEqual([])
  })

  it('answers the group for a byte that none of its parts claims', () => {
    expect(deepestAt(TREE, { start: 18, end: 19 })).toEqual([2])
  })

  it('answers nothing beyond the message', () => {
    expect(deepestAt(TREE, { start: 20, end: 21 })).toBeNull()
  })

  it('finds every leaf by its own span again', () => {
    for (const path of [[0], [1], [2, 0, 0], [2, 0, 1], [2, 2]]) {
      const leaf = nodeAt(TREE, path)
      expect(leaf && deepestAt(TREE, leaf.span)).toEqual(path)
    }
  })
})

describe('the rows of a tree', () => {
  it('shows children of open nodes only, with their place among their siblings', () => {
    const rows = visibleRows(TREE, new Set(['', '2']))
    expect(rows.map(({ node: { name } }) => name)).toEqual([
      'message',
      'type',
      'length',
      'list',
      'first',
      'empty',
      'last',
    ])
    expect(rows[4]).toMatchObject({ level: 3, expanded: false, setSize: 3, positionInSet: 1 })
  })

  it('opens a small tree whole and a big one in part', () => {
    expect([...initiallyOpen(TREE)].sort()).toEqual(['', '2', '2.0'])
    const many = Array.from({ length: 100 }, (_, index) =>
      node(`n${index}`, index, index + 1, node('x', index, index + 1)),
    )
    expect([...initiallyOpen(node('big', 0, 100, ...many))]).toEqual([''])
  })

  it('leaves long lists of code points shut, so that what follows them is in sight', () => {
    const schemes = Array.from({ length: 16 }, (_, index) => node('signature_scheme', index, index + 1))
    const list = node('list', 0, 16, node('length', 0, 0), ...schemes)
    const names = node('names', 16, 18, node('name', 16, 18))
    expect([...initiallyOpen(node('request', 0, 18, list, names))].sort()).toEqual(['', '1'])
  })

  it('names what must be open for a node to be seen', () => {
    expect(ancestors([2, 0, 1])).toEqual(['', '2', '2.0'])
    expect(ancestors([])).toEqual([])
  })

  it('leads from the root to the node in words', () => {
    expect(breadcrumbs(TREE, [2, 0, 1])).toEqual(['message', 'list', 'first', 'b'])
  })
})

describe('stepping through fields', () => {
  it('visits every leaf with bytes once and stops at the end', () => {
    const visited: string[] = []
    let path = stepLeaf(TREE, null, 1)
    for (let guard = 0; guard < 10 && path !== null; guard += 1) {
      visited.push(pathKey(path))
      const next = stepLeaf(TREE, path, 1)
      if (next === null || comparePaths(next, path) === 0) break
      path = next
    }
    expect(visited).toEqual(['0', '1', '2.0.0', '2.0.1', '2.2'])
  })

  it('goes from a group into it, and back out before it', () => {
    expect(stepLeaf(TREE, [2], 1)).toEqual([2, 0, 0])
    expect(stepLeaf(TREE, [2], -1)).toEqual([1])
    expect(stepLeaf(TREE, null, -1)).toEqual([2, 2])
  })

  it('has nowhere to go in a tree without bytes', () => {
    expect(stepLeaf(node('none', 0, 0), null, 1)).toBeNull()
  })
})
