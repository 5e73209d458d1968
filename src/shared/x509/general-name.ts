import type { FieldNode, Span } from '../bytes/field.ts'
import { hex, latin1, printable } from '../bytes/text.ts'
import { addressText } from '../packet/address.ts'
import type { DerReader } from './der.ts'
import { CONTEXT, type DerElement, tagText } from './der-element.ts'
import { field, spanOf } from './der-field.ts'
import { nameOf } from './name.ts'
import { oidText } from './oid.ts'

export type GeneralNameKind =
  | 'other'
  | 'email'
  | 'dns'
  | 'x400'
  | 'directory'
  | 'edi-party'
  | 'uri'
  | 'ip'
  | 'registered-id'

/** GeneralName (RFC 5280 4.2.1.6). */
export interface GeneralName {
  readonly kind: GeneralNameKind
  /** The name alone; an IP address as text, a directory name as RFC 4514; hex where nothing better is known. */
  readonly value: string
  /** The content octets: an IP address's 4 or 16, a DNS name's ASCII. */
  readonly content: Uint8Array
  /** Kind and value as OpenSSL prints them, safe on a terminal: `DNS:contoso.internal`, `IP:10.0.0.4`. */
  readonly text: string
  readonly span: Span
  readonly node: FieldNode
}

const KINDS: readonly (readonly [GeneralNameKind, string, string])[] = [
  ['other', 'otherName', 'othername'],
  ['email', 'rfc822Name', 'email'],
  ['dns', 'dNSName', 'DNS'],
  ['x400', 'x400Address', 'X400Name'],
  ['directory', 'directoryName', 'DirName'],
  ['edi-party', 'ediPartyName', 'EdiPartyName'],
  ['uri', 'uniformResourceIdentifier', 'URI'],
  ['ip', 'iPAddress', 'IP'],
  ['registered-id', 'registeredID', 'RID'],
]

/** The names of a GeneralNames sequence, or of an implicitly tagged one. */
export function readGeneralNames(reader: DerReader, parent: DerElement, called: string): GeneralName[] {
  return reader.children(parent, called).flatMap((child) => readGeneralName(reader, child) ?? [])
}

export function readGeneralName(reader: DerReader, element: DerElement): GeneralName | null {
  const [kind, called, prefix] = (element.tagClass === CONTEXT ? KINDS[element.tag] : undefined) ?? []
  if (!kind || !called) {
    reader.unexpected(element, 'GeneralName', 'one of [0] to [8]')
    return null
  }
  const content = reader.content(element)
  const { value, children } = readValue(reader, element, kind, content)
  const text = `${prefix}:${printable(value)}`
  const node = field(called, value, spanOf(element), printable(value) || '(empty)', children)
  return { kind, value, content, text, span: spanOf(element), node }
}

function readValue(
  reader: DerReader,
  element: DerElement,
  kind: GeneralNameKind,
  content: Uint8Array,
): { value: string; children: FieldNode[] } {
  switch (kind) {
    case 'dns':
    case 'email':
    case 'uri':
      return { value: latin1(content), children: [] }
    case 'ip': {
      const { length } = content
      if (length === 4 || length === 16) return { value: addressText(content, 0, length), children: [] }
      reader.malformed(element.start, 'iPAddress', '4 or 16 octets', `${length} octets`)
      return { value: hex(content), children: [] }
    }
    case 'directory': {
      // A Name is a CHOICE, so the tag is explicit (X.680 31.2.7).
      const inner = reader.only(element, 'directoryName')
      if (inner === null) return { value: '', children: [] }
      const name = nameOf(reader, inner, 'directoryName')
      return { value: name.body.text, children: [name.tree] }
    }
    case 'registered-id':
      return { value: oidText(content) ?? hex(content), children: [] }
    case 'other': {
      const [type] = reader.children(element, 'otherName')
      const oid = type ? oidText(reader.content(type)) : null
      return { value: oid ?? (type ? tagText(type) : hex(content)), children: [] }
    }
    case 'x400':
    case 'edi-party':
      return { value: hex(content), children: [] }
  }
}
