import { printable } from '../bytes/text.ts'
import type { HttpMessage } from '../http/events.ts'
import { messageLine } from '../http/status.ts'
import {
  alertLevelName,
  alertName,
  cipherSuiteName,
  groupName,
  signatureSchemeName,
  versionName,
} from '../tls/registry/index.ts'
import { readCertificateOnce } from '../x509/certificate.ts'
import type { LadderMessage } from './conversation.ts'
import { negotiatedVersion, offeredVersions, sniOf } from './facts.ts'

/** What a row says, in one short line; `null` where its name says all. */
export function rowDetail(message: LadderMessage): string | null {
  if (message.http !== undefined) return httpDetail(message.http)
  if (message.layer !== 'tls') return message.likely
  if (message.alert !== null) return alertDetail(message)
  const body = message.handshake
  if (body === null) return null
  switch (body.type) {
    case 'ClientHello': {
      const sni = sniOf(body)
      const versions = offeredVersions(body)
        .map(versionName)
        .filter((name) => name !== 'GREASE')
      return `${sni === null ? 'no SNI' : `SNI ${printable(sni)}`} · ${versions.join(', ')} · ${body.cipherSuites.length} ${body.cipherSuites.length === 1 ? 'suite' : 'suites'}`
    }
    case 'ServerHello': {
      const version = negotiatedVersion(body)
      const suite = body.cipherSuite?.value
      return `${version === null ? '?' : versionName(version)} · ${suite === undefined ? '?' : cipherSuiteName(suite)}`
    }
    case 'Certificate':
      return certificateDetail(body.entries.map((entry) => entry.certificate.value))
    case 'CertificateRequest': {
      const names = body.certificateAuthorities
      if (names.length === 0) return 'no CA names'
      const first = names[0]?.text ?? ''
      return names.length === 1 ? `1 CA name: ${first}` : `${names.length} CA names: ${first} …`
    }
    case 'ServerKeyExchange':
      return body.namedGroup === undefined ? null : groupName(body.namedGroup.value)
    case 'CertificateVerify':
      return body.algorithm === undefined ? null : signatureSchemeName(body.algorithm.value)
    default:
      return null
  }
}

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

function certificateDetail(chain: readonly Uint8Array[]): string {
  const leaf = chain[0]
  if (leaf === undefined) return 'empty: no certificate'
  const subject = readCertificateOnce(leaf).body.subject?.text
  const rest = chain.length === 1 ? 'sent alone' : `and ${chain.length - 1} more`
  return `${printable(subject === undefined || subject === '' ? '(no subject)' : subject)} · ${rest}`
}
