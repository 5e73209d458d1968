import type { FieldNode } from '../../../src/shared/bytes/field.ts'
import { dissectHandshake } from '../../../src/shared/tls/message/dissect.ts'
import type { HandshakeContext } from '../../../src/shared/tls/message/handshake.ts'
import type { Element, LengthField } from '../element.ts'
import { derElements } from './der.ts'

const TLS12: HandshakeContext = { version: 0x0303, cipherSuite: 0xc02f }

/** Vectors of one handshake message and the DER inside it, found by the dissector itself. */
export function handshakeElements(raw: Uint8Array, base = 0, context = TLS12): Element[] {
  const found: Element[] = [{ start: base, end: base + raw.length, lengths: [{ at: base + 1, size: 3 }] }]
  const visit = (node: FieldNode): void => {
    if (found.length > 2000) return
    let before: FieldNode | null = null
    for (const child of node.children) {
      const field =
        prefixOf(child.children[0] ?? null) ??
        (before === null ? null : prefixOf(before, `${child.name}_length`))
      if (child.span.end > child.span.start) {
        const start =
          before !== null && field !== null && field.at < child.span.start ? field.at : child.span.start
        const lengths = field === null ? [] : [{ ...field, at: base + field.at }]
        found.push({ start: base + start, end: base + child.span.end, lengths })
      }
      if (/cert_data|distinguished_name|DistinguishedName/i.test(child.name)) {
        const der = derElements(raw, child.span.start, child.span.end)
        for (const { start, end, lengths } of der) {
          found.push({
            start: base + start,
            end: base + end,
            lengths: lengths.map((length) => ({ ...length, at: base + length.at })),
          })
        }
      }
      visit(child)
      before = child
    }
  }
  visit(dissectHandshake(raw, context).tree)
  return found
}

/** The length prefix that a node is, if it is one. */
function prefixOf(node: FieldNode | null, name = 'length'): LengthField | null {
  if (node === null || node.name !== name) return null
  const size = node.span.end - node.span.start
  return size >= 1 && size <= 3 ? { at: node.span.start, size: size as LengthField['size'] } : null
}

/** TLS records from `start` on and, in those of type 22, handshake messages and what is in them. */
export function recordElements(bytes: Uint8Array, start = 0, end = bytes.length): Element[] {
  const found: Element[] = []
  let at = start
  while (at + 5 <= end) {
    const length = (bytes[at + 3] ?? 0) * 256 + (bytes[at + 4] ?? 0)
    const next = at + 5 + length
    if ((bytes[at + 1] ?? 0) !== 3 || next > end) break
    found.push({ start: at, end: next, lengths: [{ at: at + 3, size: 2 }] })
    if (bytes[at] === 22) {
      let message = at + 5
      while (message + 4 <= next) {
        const size =
          ((bytes[message + 1] ?? 0) << 16) | ((bytes[message + 2] ?? 0) << 8) | (bytes[message + 3] ?? 0)
        if (message + 4 + size > next) break
        found.push(...handshakeElements(bytes.subarray(message, message + 4 + size), message))
        message += 4 + size
      }
    }
    at = next
  }
  return found
}
