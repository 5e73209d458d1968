import type { FieldNode } from '../../../shared/bytes/field.ts'
import type { FieldPath } from './field-tree.ts'

/**
 * The fields of a certificate or of a request for one that a person asks for first, by the RFCs' names. They stand
 * deep in the tree, behind lengths and algorithm identifiers.
 */
const ASKED_FIRST: ReadonlySet<string> = new Set([
  'subject',
  'issuer',
  'validity',
  'subjectAltName',
  'extKeyUsage',
  'distinguished_name',
])

/** More would push the fields themselves out of sight. */
const MOST = 12

export interface KeyFact {
  readonly path: FieldPath
  readonly node: FieldNode
}

/** In the order of the message. */
export function keyFacts(tree: FieldNode): KeyFact[] {
  const facts: KeyFact[] = []
  const look = (node: FieldNode, path: FieldPath): void => {
    if (facts.length >= MOST) return
    if (ASKED_FIRST.has(node.name)) facts.push({ path, node })
    else for (const [index, child] of node.children.entries()) look(child, [...path, index])
  }
  look(tree, [])
  return facts
}
