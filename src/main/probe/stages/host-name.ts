import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

/** RFC 1123 2.1 and the underscore that names in use have; the lengths are RFC 1035's. */
const NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?$/i
const LONGEST = 254

/**
 * A host name as DNS, TLS and HTTP carry it: labels beyond ASCII as A-labels (RFC 5891). Addresses come back as they
 * are. @returns `null` for what is no name
 */
export function asciiName(host: string): string | null {
  if (isIP(host) !== 0) return host
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is asked for
  const ascii = /^[\x00-\x7f]*$/.test(host) ? host : domainToASCII(host)
  return NAME.test(ascii) && ascii.length <= LONGEST ? ascii : null
}
