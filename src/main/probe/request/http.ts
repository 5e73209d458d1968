import type { HttpRequest } from '../probe.ts'
import { RequestError } from './request-error.ts'
import { fault } from './target.ts'

/** The path of API Management's own health page, where nothing else is asked for. */
export const STATUS_PATH = '/status-0123456789abcdef'

/** RFC 9110 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i

/**
 * @param path origin form (RFC 9112 3.2.1); `null` where none was given
 * @param headers each `Name: value`
 * @throws RequestError; a header's value is never in it, for it may be a secret
 */
export function httpRequest(
  path: string | null,
  method: string | null,
  headers: readonly string[],
): HttpRequest {
  return {
    method: methodOf(method ?? 'GET'),
    path: pathOf(path ?? STATUS_PATH),
    headers: headers.map(headerOf),
  }
}

function pathOf(path: string): string {
  if (!path.startsWith('/')) throw fault('http', path, 'is no path; expected one that begins with /')
  if (path.includes('#')) throw fault('http', path, 'has a fragment (#…), which no client sends')
  if (!/^[\x21-\x7e]+$/.test(path)) {
    throw fault('http', path, 'holds blanks or letters beyond ASCII; expected them percent-encoded')
  }
  return path
}

function methodOf(method: string): string {
  if (!TOKEN.test(method)) throw fault('method', method, 'is no HTTP method')
  // It would be the proxy's: RFC 9110 9.3.6.
  if (method.toUpperCase() === 'CONNECT') throw fault('method', method, 'is for proxies; name one as proxy')
  return method
}

function headerOf(given: string): readonly [name: string, value: string] {
  const colon = given.indexOf(':')
  const name = given.slice(0, Math.max(colon, 0)).trim()
  if (!TOKEN.test(name)) throw new RequestError('headers', 'expected NAME:VALUE')
  const value = given.slice(colon + 1).trim()
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw new RequestError('headers', `${name}: its value holds characters that no header can carry`)
  }
  if (/^(transfer-encoding|content-length)$/i.test(name) && value !== '0') {
    throw new RequestError('headers', `${name}: announces a body, and a probe sends none`)
  }
  return [name, value]
}
