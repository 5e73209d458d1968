import { utf8Bytes } from '../../../shared/bytes/text.ts'
import type { HttpRequest } from '../probe.ts'
import { USER_AGENT } from './version.ts'

/** RFC 9110 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Origin form, or `*` (RFC 9112 3.2): visible ASCII; whatever else is written %XX. */
const TARGET = /^(?:\/[!-~]*|\*)$/
/** RFC 9110 5.5: no control character but the tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/
/** As much as servers take, and more than anybody needs. */
const LONGEST = 64 * 1024

/**
 * What is wrong with a request, as one sentence; `null` where nothing is. A line break in a field would be a second
 * field, or a second request, that nobody asked for.
 */
export function requestFault({ method, path, headers }: HttpRequest): string | null {
  if (!TOKEN.test(method)) return `${quoted(method)} is no HTTP method.`
  if (!TARGET.test(path)) {
    return `${quoted(path)} is no HTTP path: it has to begin with /, and anything but visible ASCII is written as %XX.`
  }
  let length = path.length
  for (const [name, value] of headers) {
    if (!TOKEN.test(name)) return `${quoted(name)} is no name of an HTTP header.`
    if (CONTROL.test(value)) return `The value of the header ${name} holds a line break or control character.`
    length += name.length + value.length
  }
  return length > LONGEST ? `A request of ${length} characters is too long: at most ${LONGEST}.` : null
}

/** Every field that is sent, in order. @param host the Host field, with the port where it is not the usual one */
export function requestHeaders({ method, headers }: HttpRequest, host: string): [string, string][] {
  const own: [string, string][] = [
    ['Host', host],
    ['User-Agent', USER_AGENT],
    ['Accept', '*/*'],
    ['Connection', 'close'],
  ]
  // RFC 9110 8.6: without it a server may wait for a body that never comes.
  if (/^(?:POST|PUT|PATCH)$/.test(method)) own.push(['Content-Length', '0'])
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  return [
    ...own.filter(([name]) => !given.has(name.toLowerCase())),
    ...headers.map(([name, value]): [string, string] => [name, value.trim()]),
  ]
}

/** HTTP/1.1 (RFC 9112). */
export function encodeRequest(request: HttpRequest, host: string): Uint8Array {
  const lines = requestHeaders(request, host).map(([name, value]) => `${name}: ${value}\r\n`)
  return utf8Bytes(`${request.method} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n`)
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100))
}
