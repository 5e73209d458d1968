import type { FieldNode } from '../../../shared/bytes/field.ts'
import type { FieldPath } from './field-tree.ts'

/**
 * The fields of a certificate or of a request for one that a person asks for first, by the RFCs' names and in that
 * order. They stand deep in the tree, behind lengths and algorithm identifiers.
 */
const ASKED_FIRST: readonly string[] = [
  'subject',
  'issuer',
  'validity',
  'subjectAltName',
  'extKeyUsage',
  'distinguished_name',
]
/** What each certificate has first of these. */
const CERTIFICATE = 'tbsCertificate'

/** More would push the fields themselves out of sight. */
const MOST = 12

export interface KeyFact {
  readonly path: FieldPath
  readonly node: FieldNode
}

/** Certificates in the order of the message, names likewise. */
export function keyFacts(tree: FieldNode): KeyFact[] {
  const facts: (KeyFact & { readonly certificate: number })[] = []
  let certificate = 0
  const look = (node: FieldNode, path: FieldPath): void => {
    if (node.name === CERTIFICATE) certificate += 1
    if (ASKED_FIRST.includes(node.name)) facts.push({ path, node, certificate })
    else for (const [index, child] of node.children.entries()) look(child, [...path, index])
  }
  look(tree, [])
  facts.sort((a, b) => a.certificate - b.certificate || rank(a) - rank(b))
  return facts.slice(0, MOST).map(({ path, node }) => ({ path, node }))
}

function rank({ node }: KeyFact): number {
  return ASKED_FIRST.indexOf(node.name)
}
