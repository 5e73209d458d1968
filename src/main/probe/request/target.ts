import { domainToASCII } from 'node:url'
import { parseAddress } from '../../../shared/packet/address.ts'
import { type ProbeField, RequestError } from './request-error.ts'

/** Whom to talk to. */
export interface Target {
  /** A name in ASCII without its last dot, or an address without brackets. */
  readonly host: string
  readonly port: number
  /** Of a URL that was pasted: path and query; `null` where there was none. */
  readonly path: string | null
}

export interface HostPort {
  readonly host: string
  /** `null`: not given. */
  readonly port: number | null
}

const HTTPS = 443

/**
 * HOST, HOST:PORT, [IPV6]:PORT, a bare IPv6 address, or an https:// URL as it stands in a browser.
 * @throws RequestError
 */
export function parseTarget(text: string): Target {
  const given = text.trim()
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1]?.toLowerCase()
  if (scheme !== undefined) return fromUrl(given, scheme)
  if (/[/?#]/.test(given)) {
    throw fault('target', given, 'a path needs https:// in front of the host, or an option of its own')
  }
  const { host, port } = parseHostPort('target', given)
  return { host, port: port ?? HTTPS, path: null }
}

function fromUrl(given: string, scheme: string): Target {
  if (scheme !== 'https') {
    throw new RequestError(
      'target',
      `a probe speaks TLS: expected HOST[:PORT] or https://…, not ${scheme}://`,
    )
  }
  const url = URL.canParse(given) ? new URL(given) : null
  // Never echoed: it may hold a password.
  if (url !== null && (url.username !== '' || url.password !== '')) {
    throw new RequestError('target', 'this URL has a user or password in it: leave them out')
  }
  if (url === null) throw fault('target', given, 'is no URL; expected https://HOST[:PORT][/PATH]')
  const host = hostOf('target', url.hostname.replace(/^\[(.*)\]$/, '$1'))
  const bare = /^https:\/\/[^/?#]*$/i.test(given)
  return {
    host,
    port: url.port === '' ? HTTPS : portOf('target', url.port),
    path: bare ? null : `${url.pathname}${url.search}`,
  }
}

/** @throws RequestError */
export function parseHostPort(field: ProbeField, given: string): HostPort {
  if (given === '') throw new RequestError(field, 'is empty; expected HOST[:PORT]')
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(given)
  if (bracketed) {
    const [, inside = '', port] = bracketed
    if (!inside.includes(':')) throw fault(field, given, 'only an IPv6 address stands in brackets')
    return { host: addressOf(field, inside), port: port === undefined ? null : portOf(field, port) }
  }
  const colons = given.split(':').length - 1
  if (colons > 1) return { host: addressOf(field, given), port: null }
  const [host = '', port] = given.split(':')
  return { host: hostOf(field, host), port: port === undefined ? null : portOf(field, port) }
}

/** An IP address, brackets allowed, and perhaps a port. @throws RequestError where it is a name */
export function parseAddressPort(field: ProbeField, given: string): HostPort {
  const parsed = parseHostPort(field, given)
  if (parseAddress(parsed.host) === null) {
    throw fault(field, given, 'is no IP address; expected IP[:PORT], IPv6 in brackets')
  }
  return parsed
}

export function portOf(field: ProbeField, text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw fault(field, text, 'is no port; expected a number from 1 to 65535')
  }
  return port
}

/** A name as DNS takes it, or an address. */
export function hostOf(field: ProbeField, text: string): string {
  if (parseAddress(text) !== null) return text
  if (/^[\d.]+$/.test(text)) throw fault(field, text, 'is neither a name nor an IPv4 address')
  const name = domainToASCII(text).replace(/\.$/, '')
  // Underscores are no letters of a host name, but machines are called so all the same.
  const fits =
    name.length <= 253 &&
    name.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))
  if (!fits) throw fault(field, text, 'is no host; expected a name or an IP address')
  return name
}

function addressOf(field: ProbeField, text: string): string {
  if (text.includes('%')) {
    throw fault(field, text, 'has a zone (%…), which is not supported; expected an address without one')
  }
  if (parseAddress(text) === null) throw fault(field, text, 'is no IPv6 address; expected one, or HOST:PORT')
  return text
}

export function fault(field: ProbeField, given: string, clause: string): RequestError {
  return new RequestError(field, `${shown(given)} ${clause}`)
}

const MOST_SHOWN = 80

/** What was given, so that it can be told from the sentence around it. */
function shown(given: string): string {
  const short = given.length > MOST_SHOWN ? `${given.slice(0, MOST_SHOWN)}…` : given
  return JSON.stringify(short)
}
