import type { Facts } from '../conversation/facts.ts'
import type { Break } from '../conversation/verdict/shape.ts'
import type { Stage } from '../conversation/vocabulary.ts'
import { alertText } from '../tls/registry/index.ts'
import type { Finding } from './finding.ts'

/** One sentence a person can read out: who ended it, at what, how, and because of what. */
export function breakSentence(facts: Facts, broke: Break, findings: readonly Finding[]): string {
  const cause = findings.find((finding) => finding.severity === 'error')?.because ?? null
  const what = silent(broke) ? silence(broke.stage) : act(facts, broke)
  return `${what}${cause === null ? '' : `, because ${cause}`}.`
}

/** The alert as people name it; `null` where it was no alert. */
export function alertName(broke: Break): string | null {
  if (broke.how !== 'alert') return null
  return broke.alert === null ? 'encrypted' : alertText(broke.alert)
}

function silent(broke: Break): boolean {
  return broke.how === 'timeout' || broke.how === 'none'
}

function act(facts: Facts, broke: Break): string {
  const who =
    broke.by === 'client' ? 'The client' : broke.by === 'server' ? 'The server' : 'Something between the two'
  return `${who} ${verb(broke)} ${object(facts, broke.stage)}${manner(broke)}`
}

function verb(broke: Break): string {
  if (broke.stage === 'tcp') return 'refused'
  return broke.how === 'alert' || broke.how === 'http-status' ? 'refused' : 'hung up on'
}

function object(facts: Facts, stage: Stage): string {
  switch (stage) {
    case 'dns':
      return 'the name'
    case 'tcp':
      return 'the TCP connection'
    case 'client-hello':
      return facts.clientHello === null ? 'the connection' : 'the ClientHello'
    case 'server-hello':
      return 'the ServerHello'
    case 'server-certificate':
      return "the server's certificate"
    case 'certificate-request':
      return 'a connection without a client certificate'
    case 'client-certificate':
      return facts.exchange.clientAnswer === 'empty-certificate'
        ? 'a client that sent no certificate'
        : "the client's certificate"
    case 'finished':
      return 'the handshake at its Finished message'
    case 'application':
      return 'the request'
    case 'late-client-auth':
      return 'the late request for a client certificate'
  }
}

function manner(broke: Break): string {
  const alert = alertName(broke)
  if (alert !== null) return alert === 'encrypted' ? ' with an encrypted alert' : ` with alert ${alert}`
  switch (broke.how) {
    case 'rst':
      return ' with a TCP reset'
    case 'fin':
      return ' without a word'
    case 'close-notify':
      return ' by closing the session without an alert'
    case 'http-status':
      return ' with an HTTP answer in the clear'
    default:
      return ''
  }
}

function silence(stage: Stage): string {
  switch (stage) {
    case 'dns':
      return 'The name was never resolved'
    case 'tcp':
      return 'Nobody answered the TCP connection request'
    case 'client-hello':
      return 'Nobody answered the ClientHello'
    case 'server-hello':
    case 'server-certificate':
      return "The handshake stalled in the server's flight of certificate messages"
    case 'certificate-request':
      return 'The handshake stalled before a certificate was requested'
    case 'client-certificate':
      return "The handshake stalled on the client's certificate"
    case 'finished':
      return 'The handshake stalled before both sides had finished'
    case 'application':
      return 'The handshake finished, and nobody answered the request'
    case 'late-client-auth':
      return 'The late request for a client certificate stalled'
  }
}
