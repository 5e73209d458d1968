import { hex, latin1, printable } from '../../bytes/text.ts'

const SHOWN = 40
const HEX_SHOWN = 16

/** Names what somebody says who does not speak the protocol expected of him. @param start his first bytes */
export function firstWords(start: Uint8Array): string {
  const [line = ''] = latin1(start, 0, Math.min(start.length, 128)).split(/\r?\n/)
  const quoted = `“${printable(line.slice(0, SHOWN).trim())}”`
  if (start.length === 0) return 'nothing'
  if (/^HTTP\/\d/.test(line)) return `plain HTTP: ${quoted}`
  if (/^SSH-\d/.test(line)) return `an SSH banner: ${quoted}`
  if (/^220[ -]/.test(line)) return `a greeting of SMTP or FTP: ${quoted}`
  if (/^\+OK/.test(line)) return `a greeting of POP3: ${quoted}`
  if (/^\* OK/.test(line)) return `a greeting of IMAP: ${quoted}`
  if (isTlsRecord(start)) return 'a TLS record'
  if (/^[ -~\t]{4,}/.test(line)) return `text: ${quoted}`
  const more = start.length > HEX_SHOWN ? ' …' : ''
  return `the bytes ${hex(start, 0, Math.min(start.length, HEX_SHOWN))}${more}`
}

function isTlsRecord(start: Uint8Array): boolean {
  const [type = 0, major = 0] = start
  return type >= 20 && type <= 24 && major === 3
}
