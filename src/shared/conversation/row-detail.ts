import { once } from '../bytes/memo.ts'
import { printable } from '../bytes/text.ts'
import type { HttpMessage } from '../http/events.ts'
import { messageLine } from '../http/status.ts'
import type {
  Certificate,
  CertificateRequest,
  ClientHello,
  HandshakeBody,
  ServerHello,
} from '../tls/message/handshake.ts'
import {
  alertLevelName,
  alertName,
  cipherSuiteName,
  groupName,
  signatureSchemeName,
  versionName,
} from '../tls/registry/index.ts'
import type { LadderMessage } from './conversation.ts'
import { certificatesOf } from './facts.ts'
import { negotiatedVersion, offeredVersions, sniOf } from './hello-facts.ts'

/** What a row says, in one short line; `null` where its name says all. */
export function rowDetail(message: LadderMessage): string | null {
  if (message.http !== undefined) return httpDetail(message.http)
  if (message.layer !== 'tls') return message.likely
  if (message.form === 'alert') return alertDetail(message)
  return SAYS_MORE.has(message.type) ? handshakeDetail(message.handshake) : null
}

/** Messages of which one wants to know more than the name; the others are not looked into. */
const SAYS_MORE: ReadonlySet<string> = new Set<HandshakeBody['type']>([
  'ClientHello',
  'ServerHello',
  'Certificate',
  'CertificateRequest',
  'ServerKeyExchange',
  'CertificateVerify',
])

function handshakeDetail(body: HandshakeBody | null): string | null {
  switch (body?.type) {
    case 'ClientHello':
      return clientHelloDetail(body.model ?? body)
    case 'ServerHello':
      return serverHelloDetail(body.model ?? body)
    case 'Certificate':
      return certificateDetail(body)
    case 'CertificateRequest':
      return requestDetail(body)
    case 'ServerKeyExchange':
      return body.namedGroup === undefined ? null : groupName(body.namedGroup.value)
    case 'CertificateVerify':
      return body.algorithm === undefined ? null : signatureSchemeName(body.algorithm.value)
    default:
      return null
  }
}

const clientHelloDetail = once((hello: ClientHello): string => {
  const sni = sniOf(hello)
  const versions = offeredVersions(hello)
    .map(versionName)
    .filter((name) => name !== 'GREASE')
  const suites = hello.cipherSuites.length
  return `${sni === null ? 'no SNI' : `SNI ${printable(sni)}`} · ${versions.join(', ')} · ${suites} ${suites === 1 ? 'suite' : 'suites'}`
})

const serverHelloDetail = once((hello: ServerHello): string => {
  const version = negotiatedVersion(hello)
  const suite = hello.cipherSuite?.value
  return `${version === null ? '?' : versionName(version)} · ${suite === undefined ? '?' : cipherSuiteName(suite)}`
})

const requestDetail = once(({ certificateAuthorities: names }: CertificateRequest): string => {
  if (names.length === 0) return 'no CA names'
  const first = names[0]?.text ?? ''
  return names.length === 1 ? `1 CA name: ${first}` : `${names.length} CA names: ${first} …`
})

const certificateDetail = once((body: Certificate): string => {
  const [leaf] = certificatesOf(body)
  if (leaf === undefined) return 'empty: no certificate'
  const subject = leaf.reading.body.subject?.text
  const sent = body.entries.length
  const rest = sent === 1 ? 'sent alone' : `and ${sent - 1} more`
  return `${printable(subject === undefined || subject === '' ? '(no subject)' : subject)} · ${rest}`
})

/** Host of a request, machine of a response, behind the line itself. */
function httpDetail(http: HttpMessage): string {
  const line = messageLine(http)
  if (http.kind === 'request') return http.host === null ? line : `${line} · Host ${http.host}`
  if (http.kind === 'response') return http.server === null ? line : `${line} · Server ${http.server}`
  return line
}

function alertDetail(message: LadderMessage): string | null {
  const level = message.alert?.level?.value
  const description = message.alert?.description?.value
  if (level === undefined || description === undefined) return null
  return `${alertLevelName(level)}: ${alertName(description)} (${description})`
}
