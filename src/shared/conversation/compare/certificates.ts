import type { FieldNode } from '../../bytes/field.ts'
import { printable } from '../../bytes/text.ts'
import type { Certificate } from '../../tls/message/handshake.ts'
import type { X509Certificate } from '../../x509/certificate.ts'
import { certificateSummary } from '../../x509/summary.ts'
import { type ChainCertificate, certificatesOf } from '../facts.ts'
import { type FieldDifference, listDifference, valueDifference } from './field-differences.ts'
import type { FieldItems, Item } from './fields.ts'
import { reasonToDiffer } from './noise.ts'
import type { Said } from './shape.ts'

/** A Certificate message and when it was sent: validity is judged by the capture's own clock. */
export interface SentChain {
  readonly body: Certificate
  /** Milliseconds since 1970 UTC; `null` where the capture tells no time. */
  readonly atMillis: number | null
}

/** How the chains of two Certificate messages differ: which certificates, in which order, field by field. */
export function chainDifferences(a: SentChain, b: SentChain): FieldDifference[] {
  const [left, right] = [certificatesOf(a.body), certificatesOf(b.body)]
  const lists = listDifference('certificate_list', listOf(left), listOf(right))
  if (lists.some(({ kind }) => kind === 'order')) return lists
  // Where as many came, the certificates themselves tell which one is another.
  const differences = left.length === right.length ? [] : lists
  const inA = new Set(left.map(thumbprint))
  const inB = new Set(right.map(thumbprint))
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one, other] = [left[at], right[at]]
    if (one === undefined || other === undefined) continue
    const field = `certificate_list[${at}]`
    const isSame = thumbprint(one) === thumbprint(other)
    // A certificate that stands elsewhere in the other chain is no other one.
    if (!isSame && (inB.has(thumbprint(one)) || inA.has(thumbprint(other)))) continue
    if (!isSame) differences.push(...certificateDifferences(field, one, other))
    differences.push(...validityDifference(field, one, other, a, b))
  }
  return differences
}

function thumbprint({ reading }: ChainCertificate): string {
  return certificateSummary(reading.body).sha256
}

function listOf(chain: readonly ChainCertificate[]): FieldItems {
  const items = chain.map((certificate) => ({
    text: subjectText(certificate.reading.body),
    key: thumbprint(certificate),
    span: certificate.span,
  }))
  return { items, extension: null, expected: null }
}

export function subjectText({ subject }: X509Certificate): string {
  return printable(subject?.text || '(no subject)')
}

function certificateDifferences(
  field: string,
  one: ChainCertificate,
  other: ChainCertificate,
): FieldDifference[] {
  const [left, right] = [certificateFields(one), certificateFields(other)]
  const differences: FieldDifference[] = [
    valueDifference(
      `${field}.sha256`,
      { text: thumbprint(one), span: one.span },
      {
        text: thumbprint(other),
        span: other.span,
      },
    ),
  ]
  for (const [name, items] of left) {
    const its = right.get(name)
    if (its !== undefined) differences.push(...named(field, name, listDifference(name, items, its)))
    else differences.push(valueDifference(`${field}.${name}`, said(items), null, items.expected))
  }
  for (const [name, items] of right) {
    if (!left.has(name))
      differences.push(valueDifference(`${field}.${name}`, null, said(items), items.expected))
  }
  return differences
}

function named(field: string, name: string, differences: readonly FieldDifference[]): FieldDifference[] {
  return differences.map((difference) => ({ ...difference, field: `${field}.${name}` }))
}

function said({ items }: FieldItems): Said {
  const [first] = items
  return first === undefined ? { text: 'none', span: null } : { text: first.text, span: first.span }
}

/** Groups of a certificate that are told by their members. */
const OPENED: ReadonlySet<string> = new Set(['tbsCertificate', 'validity', 'extensions'])
/** Those of which a member says more than the group. */
const OF_KEY = 'subjectPublicKeyInfo'

/** A certificate's fields by RFC 5280's names; spans are moved into the Certificate message. */
function certificateFields({ reading, span, der }: ChainCertificate): Map<string, FieldItems> {
  const fields = new Map<string, FieldItems>()
  const offset = span.end - der.length
  const add = (node: FieldNode): void => {
    const text = node.text || 'empty'
    const item: Item = {
      text,
      key: text,
      span: { start: node.span.start + offset, end: node.span.end + offset },
    }
    const known = fields.get(node.name)
    if (known !== undefined) known.items.push(item)
    else fields.set(node.name, { items: [item], extension: null, expected: reasonToDiffer(node.name) })
  }
  const visit = (nodes: readonly FieldNode[]): void => {
    for (const node of nodes) {
      if (OPENED.has(node.name)) visit(node.children)
      // The algorithm stands in the certificate twice, inside what is signed and outside.
      else if (node.name !== 'signature') add(node)
      if (node.name === OF_KEY) for (const key of node.children) if (key.name === 'subjectPublicKey') add(key)
    }
  }
  visit(reading.tree.children)
  return fields
}

/** One certificate may be valid in one capture and expired in the other. */
function validityDifference(
  field: string,
  one: ChainCertificate,
  other: ChainCertificate,
  a: SentChain,
  b: SentChain,
): FieldDifference[] {
  const [inA, inB] = [validityAt(one, a.atMillis), validityAt(other, b.atMillis)]
  if (inA === null || inB === null || inA === inB) return []
  const text = (state: string, { reading }: ChainCertificate): string => {
    const { notBefore, notAfter } = reading.body
    return `${state} (${notBefore?.text ?? '?'} to ${notAfter?.text ?? '?'})`
  }
  return [
    valueDifference(
      `${field}.validity`,
      { text: text(inA, one), span: one.span },
      { text: text(inB, other), span: other.span },
    ),
  ]
}

export type ValidityState = 'valid' | 'expired' | 'not yet valid'

export function validityAt({ reading }: ChainCertificate, atMillis: number | null): ValidityState | null {
  const { notBefore, notAfter } = reading.body
  if (atMillis === null || notBefore === null || notAfter === null) return null
  if (atMillis < notBefore.epochMillis) return 'not yet valid'
  return atMillis > notAfter.epochMillis ? 'expired' : 'valid'
}
