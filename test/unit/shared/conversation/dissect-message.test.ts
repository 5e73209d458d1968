import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deepestAt, nodeAt } from '../../../../src/renderer/panes/bytes/field-tree.ts'
import type { FieldNode } from '../../../../src/shared/bytes/field.ts'
import { dissectMessage, type MessageForm } from '../../../../src/shared/conversation/dissect-message.ts'

const TLS12: MessageForm = {
  form: 'handshake',
  cut: false,
  version: 0x0303,
  cipherSuite: 0xc02f,
  shortened: false,
}

/** A DER element; lengths up to 65535. */
function der(tag: number, ...parts: readonly (readonly number[])[]): number[] {
  const content = parts.flat()
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff]
  return [tag, ...length, ...content]
}
const text = (tag: number, value: string): number[] =>
  der(
    tag,
    [...value].map((char) => char.charCodeAt(0)),
  )
const name = (cn: string): number[] =>
  der(0x30, der(0x31, der(0x30, der(0x06, [0x55, 4, 3]), text(0x0c, cn))))

/** A certificate of the right shape with a real key; its signature is not looked at by a dissection. */
function certificate(): number[] {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsa = der(0x30, der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]))
  const validity = der(0x30, text(0x17, '260101000000Z'), text(0x17, '270101000000Z'))
  const key = [...publicKey.export({ type: 'spki', format: 'der' })]
  const tbs = der(
    0x30,
    der(0xa0, der(0x02, [2])),
    der(0x02, [7]),
    ecdsa,
    name('Test Root'),
    validity,
    name('leaf'),
    key,
  )
  return der(0x30, tbs, ecdsa, der(0x03, [0, 0x30, 0]))
}

function certificateMessage(): { raw: Uint8Array; der: number[] } {
  const leaf = certificate()
  const u24 = (value: number): number[] => [value >> 16, (value >> 8) & 0xff, value & 0xff]
  const list = [...u24(leaf.length), ...leaf]
  const body = [...u24(list.length), ...list]
  return { raw: Uint8Array.from([11, ...u24(body.length), ...body]), der: leaf }
}

function find(node: FieldNode, wanted: string): FieldNode | null {
  if (node.name === wanted) return node
  for (const child of node.children) {
    const found = find(child, wanted)
    if (found !== null) return found
  }
  return null
}

describe('a message taken apart in the window', () => {
  it('gives the certificates in it their own fields, with spans in the message', () => {
    const { raw, der: leaf } = certificateMessage()
    const { tree, problems } = dissectMessage(TLS12, raw, 'Certificate')
    expect(problems).toEqual([])
    const certificate = tree && find(tree, 'cert_data')
    expect(certificate?.text).toBe('CN=leaf')
    const subject = certificate && find(certificate, 'subject')
    expect(subject?.text).toBe('CN=leaf')
    // The span leads to the very bytes of the name.
    const bytes = subject && [...raw.subarray(subject.span.start, subject.span.end)]
    expect(bytes).toEqual(name('leaf'))
    // The whole certificate, from its first byte on, stands where the message carries it.
    expect([...raw.subarray(-leaf.length)]).toEqual(leaf)
    expect(certificate?.span.end).toBe(raw.length)
  })

  it('leads from a byte of the common name to its own field and back', () => {
    const { raw } = certificateMessage()
    const { tree } = dissectMessage(TLS12, raw, 'Certificate')
    const at =
      raw.length -
      1 -
      [...raw].reverse().findIndex((_, index, all) => {
        const start = all.length - 1 - index
        return String.fromCharCode(...raw.subarray(start, start + 4)) === 'leaf'
      })
    if (tree === null) throw new Error('no tree')
    const path = deepestAt(tree, { start: at, end: at + 1 })
    expect(path && nodeAt(tree, path)?.text).toBe('leaf')
  })

  it('reads alerts and leaves opaque bytes alone', () => {
    const alert = dissectMessage({ ...TLS12, form: 'alert' }, new Uint8Array([2, 48]), 'Alert')
    expect(alert.tree?.children.map((child) => child.text)).toEqual(['fatal (2)', 'unknown_ca (48)'])
    expect(dissectMessage({ ...TLS12, form: 'opaque' }, new Uint8Array(9), 'ApplicationData').tree).toBeNull()
  })

  it('tells what is malformed, and does not blame a message that is shown in part for its end', () => {
    const { raw } = certificateMessage()
    const short = raw.subarray(0, 40)
    expect(dissectMessage({ ...TLS12, cut: true }, short, 'Certificate').problems).not.toEqual([])
    expect(dissectMessage({ ...TLS12, shortened: true }, short, 'Certificate').problems).toEqual([])
  })

  it('survives every prefix of a message', () => {
    const { raw } = certificateMessage()
    for (let length = 0; length <= raw.length; length += 1) {
      const { tree } = dissectMessage({ ...TLS12, cut: true }, raw.subarray(0, length), 'Certificate')
      expect(tree?.span.end).toBe(length)
    }
  })
})
