import { printable } from '../../bytes/text.ts'
import { messageLine, statusText } from '../../http/status.ts'
import { extensionData } from '../../tls/message/extension.ts'
import { alertText, cipherSuiteName, groupName, versionName } from '../../tls/registry/index.ts'
import { certificatesOf } from '../facts.ts'
import { negotiatedVersion } from '../hello-facts.ts'
import { subjectText } from './certificates.ts'
import { isEmpty } from './row-differences.ts'
import type { Step } from './shape.ts'

/*
 * What a step does, as a clause in the present: "the server asks for a client certificate". Each with what it is when
 * it does not happen.
 */

/** `the client sends its certificate (CN=Jump Box)`. */
export function act(step: Step): string {
  const said = deed(step)
  return step.guessed || step.hidden ? `${said} (as the sizes of its records tell)` : said
}

function deed(step: Step): string {
  const who = `the ${step.from}`
  const { message } = step
  switch (step.type) {
    case 'SYN':
      return `${who} opens a TCP connection`
    case 'SYN-ACK':
      return `${who} accepts the TCP connection`
    case 'FIN':
      return `${who} closes the connection`
    case 'RST':
      return `${who} resets the connection`
    case 'ServerHello':
    case 'HelloRetryRequest':
      return answersHello(step)
    case 'Certificate':
      return sendsCertificate(step)
    case 'CertificateRequest':
      return `${who} asks for a client certificate`
    case 'HelloRequest':
      return `${who} asks to renegotiate (HelloRequest)`
    case 'Alert':
      return sendsAlert(step)
    case 'EncryptedHandshake':
      return `${who} sends encrypted handshake messages`
    case 'ApplicationData':
      return `${who} sends ${step.from === 'client' ? 'its request' : 'an answer'} (encrypted application data)`
    case 'Request':
      return `${who} asks ${message.http === undefined ? (message.likely ?? 'in HTTP') : messageLine(message.http)}`
    case 'Response':
      return `${who} answers ${answer(step)}`
    case 'Finished':
      return `${who} finishes the handshake (Finished)`
    default:
      return `${who} sends ${step.type}`
  }
}

/** What is said of the side where the step is missing, behind "in B": `it asks for none`. */
export function omission(step: Step): string {
  switch (step.type) {
    case 'CertificateRequest':
      return 'it does not ask'
    case 'Certificate':
      return 'it sends none'
    case 'SYN-ACK':
      return 'nobody answers'
    default:
      return 'it does not'
  }
}

/** How a message is called with its sender: `the client's Certificate`. */
export function called(step: Step): string {
  return step.type === 'EncryptedHandshake'
    ? `encrypted messages of the ${step.from}`
    : `the ${step.from}'s ${step.type}`
}

function answersHello({ from, type, message }: Step): string {
  const body = message.handshake
  if (body?.type === 'HelloRetryRequest') {
    const group = extensionData(body.extensions, 'key_share')?.groups[0]?.value
    return `the ${from} asks for another key share (HelloRetryRequest${group === undefined ? '' : `, ${groupName(group)}`})`
  }
  if (body?.type !== 'ServerHello') return `the ${from} answers with its ${type}`
  const version = negotiatedVersion(body)
  const suite = body.cipherSuite?.value
  const agreed = [
    version === null ? null : versionName(version),
    suite === undefined ? null : cipherSuiteName(suite),
  ].filter((part) => part !== null)
  return `the ${from} answers with its ServerHello${agreed.length === 0 ? '' : ` (${agreed.join(', ')})`}`
}

function sendsCertificate(step: Step): string {
  if (isEmpty(step)) return `the ${step.from} sends no certificate (an empty Certificate)`
  const leaf = leafText(step)
  return `the ${step.from} sends its certificate${leaf === null ? '' : ` (${leaf})`}`
}

/** The subject of the certificate that stands first; `null` where it cannot be read. */
export function leafText({ message }: Step): string | null {
  if (message.handshake?.type !== 'Certificate') return null
  const leaf = certificatesOf(message.handshake)[0]
  return leaf === undefined ? null : subjectText(leaf.reading.body)
}

function sendsAlert({ from, fatal, message }: Step): string {
  const description = message.alert?.description?.value
  const name = description === undefined ? null : alertText(description)
  if (fatal) return `the ${from} refuses with ${name === null ? 'an encrypted alert' : `alert ${name}`}`
  return `the ${from} says goodbye with ${name === null ? 'an encrypted alert' : name}`
}

function answer({ message }: Step): string {
  const { http, likely } = message
  if (http === undefined) return printable(likely ?? 'in HTTP')
  return http.kind === 'response'
    ? `HTTP ${printable(statusText(http.status, http.reason))}`
    : printable(messageLine(http))
}
