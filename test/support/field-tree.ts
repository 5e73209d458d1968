/** What must hold for every field tree, whatever the bytes. */
import type { FieldNode } from '../../src/shared/bytes/field.ts'

/** All nodes, parents before their children. */
export function allNodes(tree: FieldNode): FieldNode[] {
  const nodes: FieldNode[] = []
  const left: FieldNode[] = [tree]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    nodes.push(node)
    left.push(...[...node.children].reverse())
  }
  return nodes
}

/** Nodes that hold a value of their own. */
export function leaves(tree: FieldNode): FieldNode[] {
  return allNodes(tree).filter((node) => node.value !== null)
}

/** The first node of that name, parents before children. */
export function findNode(tree: FieldNode, name: string): FieldNode {
  const found = allNodes(tree).find((node) => node.name === name)
  if (!found) throw new Error(`no field ${name}`)
  return found
}

/** What is wrong with a tree over `length` bytes, one line each; nothing where it is sound. */
export function treeFaults(tree: FieldNode, length: number): string[] {
  const faults: string[] = []
  if (tree.span.start < 0 || tree.span.end > length) faults.push(`${tree.name} leaves the message`)
  for (const node of allNodes(tree)) {
    const { start, end } = node.span
    if (start > end) faults.push(`${node.name} ends before it starts`)
    if (node.value !== null && node.text === '') faults.push(`${node.name} has no text`)
    let at = start
    for (const child of node.children) {
      if (child.span.start < at || child.span.end > end) {
        faults.push(`${child.name} [${child.span.start},${child.span.end}) is out of place in ${node.name}`)
      }
      at = child.span.end
    }
  }
  return faults
}
