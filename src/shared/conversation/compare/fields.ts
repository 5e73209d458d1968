import type { FieldNode, Span } from '../../bytes/field.ts'
import { hex } from '../../bytes/text.ts'
import { isMeaninglessItem, reasonToDiffer } from './noise.ts'

/** One element of a field: most have one, lists have several. */
export interface Item {
  readonly text: string
  /** By which it is known again. */
  readonly key: string
  readonly span: Span
}

/** What one path of a message holds. */
export interface FieldItems {
  readonly items: Item[]
  /** The extension it stands in, whose presence is told for itself. */
  readonly extension: string | null
  /** Why it may differ without meaning anything; `null` where a difference matters. */
  readonly expected: string | null
}

/** A message flattened: paths are the RFCs' names, without the vectors and lengths around them. */
export interface FlatMessage {
  readonly fields: Map<string, FieldItems>
  /** Extensions by name, in order; those of GREASE left out. */
  readonly extensions: Map<string, Item>
}

/** Lengths, types and wrappers that only say again what their neighbours say. */
const SAID_BY_OTHERS: ReadonlySet<string> = new Set(['length', 'extension_type', 'msg_type', 'name_type'])
const ANNOUNCES = /_length$/
const TOLD: ReadonlySet<string> = new Set(['uncompressed_length'])
/** Fields whose children say no more than their own text. */
const WHOLE: ReadonlySet<string> = new Set(['distinguished_name'])
const TRANSPARENT: ReadonlySet<string> = new Set(['extensions', 'extension_data'])
/** TLS 1.3 has them as extensions, TLS 1.2 as fields: one thing, so that its content alone is told. */
const ONCE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  ClientHello: ['supported_versions'],
  ServerHello: ['supported_versions'],
  CertificateRequest: ['signature_algorithms', 'certificate_authorities'],
}
const CALLED: Readonly<Record<string, string>> = { supported_signature_algorithms: 'signature_algorithms' }
/** Fields of a hostile message beyond these are not told one by one. */
const MOST_FIELDS = 2_000

/**
 * Flattens a message's field tree, in time linear in its nodes. The certificates of a Certificate are compared as
 * certificates, not here.
 */
export function flatten(tree: FieldNode, type: string): FlatMessage {
  const flat: FlatMessage = { fields: new Map(), extensions: new Map() }
  for (const child of tree.children) {
    if (child.name !== 'certificate_list') visit(flat, child, [], null, type)
  }
  if (type === 'ClientHello' || type === 'ServerHello') addVersion(flat, type)
  return flat
}

/** Where a hello has no supported_versions, its legacy_version says what it is about (RFC 8446 4.2.1). */
function addVersion({ fields }: FlatMessage, type: 'ClientHello' | 'ServerHello'): void {
  const legacy = fields.get('legacy_version')?.items[0]
  if (legacy === undefined || fields.has('supported_versions')) return
  const { text, span } = legacy
  const item = { text: type === 'ClientHello' ? `at most ${text}` : text, key: text, span }
  fields.set('supported_versions', { items: [item], extension: null, expected: null })
}

function visit(
  flat: FlatMessage,
  node: FieldNode,
  path: readonly string[],
  extension: string | null,
  type: string,
): void {
  if (isSaidByOthers(node)) return
  if (WHOLE.has(node.name) || (node.children.length === 0 && node.value !== null)) {
    add(flat, [...path, nameOf(node)], node, extension)
    return
  }
  if (isExtension(node)) {
    const told = ONCE_FIELDS[type]?.includes(node.name) === true
    if (!told && !flat.extensions.has(node.name)) flat.extensions.set(node.name, itemOf(node))
    for (const child of node.children)
      visit(flat, child, [IN_EXTENSION, node.name], told ? null : node.name, type)
    return
  }
  const inner = contentOf(node)
  // What is inside an extension is called by the extension's name, whatever vectors stand around it.
  const next = TRANSPARENT.has(node.name) || isInExtension(path) ? path : [...path, nameOf(node)]
  const isList = inner.length > 0 && inner.every(({ name }) => name === inner[0]?.name)
  for (const child of inner) {
    if (isList && isLeaf(child)) add(flat, next, child, extension)
    else visit(flat, child, next, extension, type)
  }
}

function contentOf(node: FieldNode): readonly FieldNode[] {
  return node.children.filter((child) => !isSaidByOthers(child))
}

function isSaidByOthers({ name }: FieldNode): boolean {
  return SAID_BY_OTHERS.has(name) || (ANNOUNCES.test(name) && !TOLD.has(name))
}

function isLeaf(node: FieldNode): boolean {
  return WHOLE.has(node.name) || node.children.length === 0
}

function isExtension(node: FieldNode): boolean {
  return node.children[0]?.name === 'extension_type'
}

/** Marks a path that began at an extension, until it is written. */
const IN_EXTENSION = ''

function isInExtension(path: readonly string[]): boolean {
  return path[0] === IN_EXTENSION
}

function nameOf({ name }: FieldNode): string {
  return CALLED[name] ?? name
}

function add(flat: FlatMessage, parts: readonly string[], node: FieldNode, extension: string | null): void {
  const path = (isInExtension(parts) ? parts.slice(1) : parts).join('.')
  const known = flat.fields.get(path)
  if (known !== undefined) {
    known.items.push(itemOf(node))
    return
  }
  if (flat.fields.size >= MOST_FIELDS) return
  flat.fields.set(path, { items: [itemOf(node)], extension, expected: reasonToDiffer(node.name) })
}

function itemOf(node: FieldNode): Item {
  const { value, span } = node
  let text: string | null = null
  return {
    get text() {
      text ??= node.text || 'empty'
      return text
    },
    get key() {
      return value instanceof Uint8Array ? hex(value) : node.text
    },
    span,
  }
}

/** Elements without those that only keep the other side tolerant. */
export function meaningful(items: readonly Item[]): readonly Item[] {
  return items.some(({ text }) => isMeaninglessItem(text))
    ? items.filter(({ text }) => !isMeaninglessItem(text))
    : items
}
