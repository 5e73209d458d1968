import { ContentCache } from '../bytes/content-cache.ts'
import type { Dissection, FieldNode, Span } from '../bytes/field.ts'
import { equalBytes, hex, printable } from '../bytes/text.ts'
import { attributeLabel } from './attribute-type.ts'
import { type DerRange, DerReader } from './der.ts'
import { type DerElement, isUniversal, TAG } from './der-element.ts'
import { bytesField, field, spanOf } from './der-field.ts'
import { attributeText, nameTextOf, prepareForComparison, relativeNameText } from './name-text.ts'
import { bytesText } from './octets-text.ts'
import { oidText } from './oid.ts'
import { stringText } from './string-type.ts'

/** X.501 Name (RFC 5280 4.1.2.4). Relative names stand in the order of the encoding: the root first. */
export interface DistinguishedName {
  readonly type: 'Name'
  /** The whole TLV as encoded: a view of the bytes given. */
  readonly der: Uint8Array
  readonly span: Span
  readonly rdns: readonly RelativeDistinguishedName[]
  /** RFC 4514: the last relative name first; the empty string for the empty name. */
  readonly text: string
}

/** One or, where multi-valued, several attributes of equal rank. */
export type RelativeDistinguishedName = readonly NameAttribute[]

export interface NameAttribute {
  /** Dotted object identifier; empty where unreadable. */
  readonly oid: string
  /** The LDAP descriptor (`CN`, `emailAddress`); `null` for a type that has none here. */
  readonly label: string | null
  /** The decoded string; `null` where the value is no string type. */
  readonly value: string | null
  /** The value's whole TLV. */
  readonly encoding: Uint8Array
  readonly node: FieldNode
}

/**
 * Reads a Name. Spans are offsets in `bytes`.
 * @param range where in `bytes` the Name stands; all of them if not given
 */
export function readName(bytes: Uint8Array, range: DerRange = {}): Dissection<DistinguishedName> {
  const reader = new DerReader(bytes, range)
  const root = reader.root('Name')
  const { tree, body } = nameOf(reader, root, 'Name')
  return { tree, body, problems: reader.problems }
}

/** The RFC 4514 string of a DER Name. What cannot be read is left out; no bytes at all give ''. */
export function nameText(der: Uint8Array): string {
  return readName(der).body.text
}

/**
 * Compares two DER Names by RFC 5280 7.1. `exact`: byte for byte, which is what most stacks ask for.
 * `equal-after-normalisation`: the same name but for case, white space, Unicode form or string type, which
 * some stacks (OpenSSL, for one) take for equal and others refuse. Unreadable names are equal only if exact.
 */
export function compareNames(
  a: Uint8Array,
  b: Uint8Array,
): 'exact' | 'equal-after-normalisation' | 'different' {
  if (equalBytes(a, b)) return 'exact'
  const left = keyOfDer(a)
  return left !== null && left === keyOfDer(b) ? 'equal-after-normalisation' : 'different'
}

const KEYS = new ContentCache<string | null>(1024, 2048)

/** The key of a DER Name; `null` for an unreadable one. The same few names are compared again and again. */
function keyOfDer(der: Uint8Array): string | null {
  return KEYS.get(der, (own) => {
    const { body, problems } = readName(own)
    return problems.length > 0 ? null : nameKey(body)
  })
}

/**
 * Two names are equal by RFC 5280 7.1 exactly where their keys are: one text whatever the case, white space,
 * string type, and order within a relative name.
 */
export function nameKey(name: DistinguishedName): string {
  return JSON.stringify(name.rdns.map(comparable))
}

/** Whether two DER Names are one name, as far as RFC 5280 7.1 is concerned. */
export function sameName(a: Uint8Array, b: Uint8Array): boolean {
  return compareNames(a, b) !== 'different'
}

/** The values of one attribute type, in the order of the encoding. */
export function nameAttributes(name: DistinguishedName, label: string): NameAttribute[] {
  return name.rdns.flat().filter((attribute) => attribute.label === label)
}

/** Reads a Name that is part of something larger, with that reader's bounds and list of problems. */
export function nameOf(
  reader: DerReader,
  element: DerElement | null,
  called: string,
): { tree: FieldNode; body: DistinguishedName } {
  if (!element) {
    const nothing = reader.bytes.subarray(reader.start, reader.start)
    const span = { start: reader.start, end: reader.start }
    const tree = field(called, null, span, '(no name)')
    return { tree, body: { type: 'Name', der: nothing, span, rdns: [], text: '' } }
  }
  const rdns: RelativeDistinguishedName[] = []
  const nodes: FieldNode[] = []
  if (!isUniversal(element, TAG.sequence)) reader.unexpected(element, called, 'a sequence (RDNSequence)')
  else {
    for (const set of reader.children(element, called)) {
      if (!isUniversal(set, TAG.set)) {
        reader.unexpected(set, 'RelativeDistinguishedName', 'a set')
        continue
      }
      const rdn = reader
        .children(set, 'RelativeDistinguishedName')
        .flatMap((pair) => attributeOf(reader, pair))
      if (rdn.length === 0) reader.malformed(set.start, 'RelativeDistinguishedName', 'an attribute', 'none')
      rdns.push(rdn)
      const children = rdn.map((attribute) => attribute.node)
      nodes.push(field('RelativeDistinguishedName', null, spanOf(set), relativeNameText(children), children))
    }
  }
  const text = nameTextOf(nodes)
  return {
    tree: field(called, null, spanOf(element), text || '(empty name)', nodes),
    body: { type: 'Name', der: reader.encoding(element), span: spanOf(element), rdns, text },
  }
}

function attributeOf(reader: DerReader, pair: DerElement): NameAttribute[] {
  const [type, value] = isUniversal(pair, TAG.sequence) ? reader.children(pair, 'AttributeTypeAndValue') : []
  if (!isUniversal(type, TAG.oid) || !value) {
    reader.unexpected(pair, 'AttributeTypeAndValue', 'a sequence of object identifier and value')
    return []
  }
  const oid = oidText(reader.content(type)) ?? ''
  if (oid === '') {
    reader.malformed(type.start, 'AttributeType', 'an object identifier', bytesText(reader.content(type)))
  }
  const label = attributeLabel(oid)
  const text = stringText(reader.bytes, value)
  const encoding = reader.encoding(value)
  const bare = { oid, label, value: text, encoding }
  const children = [
    field('type', oid, spanOf(type), label ? `${label} (${oid})` : oid || '(no object identifier)'),
    text === null
      ? bytesField('value', encoding, spanOf(value))
      : field('value', text, spanOf(value), printable(text) || '(empty)'),
  ]
  const node = field(label ?? (oid || 'attribute'), null, spanOf(pair), attributeText(bare), children)
  return [{ ...bare, node }]
}

function comparable(rdn: RelativeDistinguishedName): string[] {
  const parts = rdn.map(({ oid, value, encoding }) =>
    value === null ? `${oid}#${hex(encoding)}` : `${oid}=${prepareForComparison(value)}`,
  )
  return parts.sort()
}
