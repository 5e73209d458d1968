import { concat, utf8Bytes } from '../../../shared/bytes/text.ts'
import type { HttpRequest } from '../probe.ts'
import { requestHeaders } from './request.ts'

/** Fields that speak of a connection, of which HTTP/2 has its own idea (RFC 9113 8.2.2). */
const CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'host',
])

/** A request as a header block: every field literal, without indexing and without Huffman (RFC 7541 6.2.2). */
export function encodeFields(request: HttpRequest, host: string): Uint8Array {
  const fields = requestHeaders(request, host).map(([name, value]) => [name.toLowerCase(), value] as const)
  const given = fields.find(([name]) => name === 'host')?.[1] ?? host
  const all: (readonly [string, string])[] = [
    [':method', request.method],
    [':scheme', 'https'],
    [':authority', given],
    [':path', request.path],
    ...fields.filter(([name]) => !CONNECTION.has(name)),
  ]
  return concat(all.flatMap(([name, value]) => [Uint8Array.of(0), text(name), text(value)]))
}

/** RFC 7541 5.2, the H bit off. */
function text(value: string): Uint8Array {
  const bytes = utf8Bytes(value)
  return concat([Uint8Array.from(integer(bytes.length, 7)), bytes])
}

/** RFC 7541 5.1, the bits above the prefix zero. */
function integer(value: number, prefix: number): number[] {
  const mask = 2 ** prefix - 1
  if (value < mask) return [value]
  const out = [mask]
  let rest = value - mask
  for (; rest >= 0x80; rest >>= 7) out.push((rest & 0x7f) | 0x80)
  return [...out, rest]
}
