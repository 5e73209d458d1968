import type { Field, FieldNode } from '../../bytes/field.ts'
import type { FieldCursor } from '../../bytes/field-cursor.ts'
import { NO_BYTES } from '../../bytes/nothing.ts'
import { ReadField } from '../../bytes/read-field.ts'
import { extensionName, extensionText, isGrease } from '../registry/index.ts'
import type { Extension, ExtensionData } from './extension.ts'
import { EXTENSION_PARSERS, type ExtensionHome, type ExtensionParser } from './extension-parsers.ts'
import { MAX_EXTENSIONS, upTo } from './limits.ts'
import { peek16, shortHex, summary, textsOf } from './reading.ts'

const PARSERS: Readonly<Record<number, ExtensionParser>> = EXTENSION_PARSERS

/**
 * An extensions block (RFC 8446 4.2): a two-byte length, then extensions.
 * @param into takes the extensions as they are read, so that a block cut short keeps what came before
 */
export function readExtensions(cursor: FieldCursor, home: ExtensionHome, into: Extension[]): void {
  cursor.vector(
    'extensions',
    2,
    (inner) => upTo(inner, MAX_EXTENSIONS, 'extensions', () => readExtension(inner, home, into)),
    (group) => {
      const extensions = group.children.filter((child) => child.name !== 'length')
      return extensions.length === 0 ? 'none' : extensions.map((child) => child.name).join(', ')
    },
  )
}

function readExtension(cursor: FieldCursor, home: ExtensionHome, into: Extension[]): void {
  const type = peek16(cursor)
  const name = type === null ? 'extension' : extensionName(type)
  let content: Field<Uint8Array> | null = null
  let data: ExtensionData | null = null
  try {
    cursor.group(
      name,
      (inner) => {
        inner.u16('extension_type', extensionText)
        const problemsBefore = inner.problems.length
        inner.vector(
          'extension_data',
          2,
          (body) => {
            content = contentOf(body)
            data = readData(body, type ?? 0, home)
          },
          (group) => describeContent(group, data),
        )
        if (inner.problems.length > problemsBefore) data = null
      },
      (group) => group.children.find((child) => child.name === 'extension_data')?.text ?? name,
    )
  } finally {
    const node = cursor.nodes[cursor.nodes.length - 1]
    if (type !== null && node !== undefined) {
      into.push({ type, name, node, content: content ?? emptyContent(node), data })
    }
  }
}

function readData(body: FieldCursor, type: number, home: ExtensionHome): ExtensionData | null {
  if (isGrease(type)) {
    if (body.remaining > 0) body.rest('opaque', shortHex)
    return { kind: 'grease' }
  }
  // Own keys only: no type number may reach what an object inherits.
  const parser = Object.hasOwn(PARSERS, type) ? PARSERS[type] : undefined
  if (parser) return parser(body, home)
  if (body.remaining > 0) body.rest('opaque', shortHex)
  return null
}

function contentOf(body: FieldCursor): Field<Uint8Array> {
  const span = { start: body.at, end: body.end }
  return new ReadField('extension_data', body.bytes.subarray(body.at, body.end), span, shortHex)
}

/** For an extension cut off before its content. */
function emptyContent(node: FieldNode): Field<Uint8Array> {
  return new ReadField('extension_data', NO_BYTES, { start: node.span.end, end: node.span.end }, shortHex)
}

/** One line for the whole extension: its elements where it is a list, else its fields. */
function describeContent(group: FieldNode, data: ExtensionData | null): string {
  if (data?.kind === 'server_name' && data.hostNames.length > 0) return textsOf(data.hostNames)
  if (data?.kind === 'key_share' && data.groups.length > 0) return textsOf(data.groups)
  if (data?.kind === 'padding') return `${data.length} bytes`
  const fields = group.children.filter((child) => child.name !== 'length' && !child.name.endsWith('_length'))
  return fields.length === 0 ? 'empty' : summary({ ...group, children: fields })
}
