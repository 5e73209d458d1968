import type { EndedBy, How, Leg, Outcome, Stage } from '../../shared/conversation/vocabulary.ts'
import type { DecryptionState } from '../../shared/tls/record-opener.ts'

export { formatBytes, formatCount, formatDuration, plural } from '../../shared/bytes/quantity.ts'

/** How numbers, times and the closed vocabulary read on screen. Pure: no clock, no locale of the machine. */

/** The clock part of an RFC 3339 time in UTC, to the millisecond: `01:43:16.123`. */
export function formatClock(rfc3339: string): string {
  const match = /T(\d{2}:\d{2}:\d{2})(?:\.(\d+))?/.exec(rfc3339)
  if (match === null) return rfc3339
  return `${match[1]}.${(match[2] ?? '').padEnd(3, '0').slice(0, 3)}`
}

/** IPv6 addresses get brackets, so that the port stays apart. */
export function formatEndpoint(endpoint: { address: string; port: number } | null): string {
  if (endpoint === null) return 'not known'
  const host = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address
  return `${host}:${endpoint.port}`
}

/** The last part of a path of either kind of system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  broken: 'Broken',
  completed: 'Completed',
  incomplete: 'Incomplete',
}

export const LEG_WORDS: Readonly<Record<Leg, string>> = {
  'client-gateway': 'client → gateway',
  'gateway-apim': 'gateway → APIM',
  direct: 'direct to APIM',
  unknown: 'leg not known',
}

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  dns: 'name resolution',
  tcp: 'TCP connection',
  'client-hello': 'ClientHello',
  'server-hello': 'ServerHello',
  'server-certificate': 'server certificate',
  'certificate-request': 'certificate request',
  'client-certificate': 'client certificate',
  finished: 'Finished',
  application: 'application data',
  'late-client-auth': 'late client authentication',
}

export const ENDED_BY_WORDS: Readonly<Record<EndedBy, string>> = {
  client: 'the client',
  server: 'the server',
  network: 'the network: nobody answered, or something in between',
  none: 'nobody',
}

export const HOW_WORDS: Readonly<Record<How, string>> = {
  alert: 'a TLS alert',
  'close-notify': 'close_notify',
  fin: 'a TCP FIN',
  rst: 'a TCP reset',
  timeout: 'silence',
  'http-status': 'an HTTP status',
  none: 'nothing',
}

/** What the secrets given did for a handshake, in a word or two. */
export const DECRYPTION_WORDS: Readonly<Record<DecryptionState, string>> = {
  decrypted: 'decrypted',
  partly: 'decrypted in part',
  'no-secret': 'no secret',
  'wrong-secret': 'wrong secret',
  unsupported: 'cipher not supported',
}

/** A confidence between 0 and 1 in a word and a figure. */
export function formatConfidence(confidence: number): { word: 'high' | 'medium' | 'low'; percent: string } {
  const word = confidence >= 0.85 ? 'high' : confidence >= 0.6 ? 'medium' : 'low'
  return { word, percent: `${Math.round(confidence * 100)} %` }
}
