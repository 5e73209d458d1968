import type { Facts } from '../conversation/facts.ts'
import type { Break } from '../conversation/verdict/shape.ts'
import { statusText } from '../http/status.ts'
import { alertText } from '../tls/registry/index.ts'
import { explains } from './explains.ts'
import { CONFIDENCE, type Finding } from './finding.ts'
import { probedDetail, probedSentence } from './probed-sentence.ts'

const BAD_RECORD_MAC = 20
const DECRYPT_ERROR = 51
const CERTIFICATE_REQUIRED = 116

/**
 * One sentence a person can read out: who ended it, at what, how, and because of what.
 * @param findings ranked; the first error that can have caused this break says why
 */
export function breakSentence(facts: Facts, broke: Break, findings: readonly Finding[]): string {
  const onWire = () =>
    broke.how === 'timeout' || broke.how === 'none' ? silence(facts, broke) : act(facts, broke)
  const what = probedSentence(facts, broke) ?? onWire()
  return `${what}${reason(broke, findings)}.`
}

/** The alert or the HTTP status as people name it; `null` where it was neither. */
export function endDetail(facts: Facts, broke: Break): string | null {
  const probed = probedDetail(facts, broke)
  if (probed !== null) return probed
  if (broke.how === 'http-status') return httpText(facts, broke)
  if (broke.how !== 'alert') return null
  return broke.alert === null ? 'encrypted' : alertText(broke.alert)
}

/** `403 Forbidden`; `null` where the answer was not read as HTTP (a plain HTTP page in the place of TLS). */
function httpText(facts: Facts, { row }: Break): string | null {
  const http = row === null ? undefined : facts.conversation.messages[row]?.http
  return http?.kind === 'response' ? statusText(http.status, http.reason) : null
}

/** The clause of the likeliest cause, as sure of itself as the finding is. */
function reason(broke: Break, findings: readonly Finding[]): string {
  const cause = findings.find(({ id, severity }) => severity === 'error' && explains(id, broke.stage))
  if (!cause?.because || cause.confidence < CONFIDENCE.possible) return ''
  if (cause.confidence >= CONFIDENCE.strong) return `, because ${cause.because}`
  return `, ${cause.confidence >= CONFIDENCE.likely ? 'most likely' : 'perhaps'} because ${cause.because}`
}

/** Somebody ended it: who did what to what. */
function act(facts: Facts, broke: Break): string {
  switch (broke.stage) {
    case 'dns':
      return `${who(broke)} refused to resolve the name`
    case 'tcp':
      return `${who(broke)} refused the TCP connection${broke.how === 'rst' ? ' with a reset' : manner(facts, broke)}`
    case 'client-hello':
      return facts.clientHello === null ? atNoHello(facts, broke) : atClientHello(facts, broke)
    case 'server-hello':
      return `${who(broke)} ${verb(broke)} the ServerHello${manner(facts, broke)}`
    case 'server-certificate':
      return atServerCertificate(facts, broke)
    case 'certificate-request':
      return `${who(broke)} ${verb(broke)} a handshake in which no client certificate was asked for${manner(facts, broke)}`
    case 'client-certificate':
      return atClientCertificate(facts, broke)
    case 'finished':
      return atFinished(facts, broke)
    case 'application':
      return broke.how === 'http-status'
        ? `${who(broke)} refused the request${manner(facts, broke)}`
        : `${who(broke)} ended the session after the handshake${manner(facts, broke)}`
    case 'late-client-auth':
      return atLateRequest(facts, broke)
  }
}

function atNoHello(facts: Facts, broke: Break): string {
  if (broke.how === 'http-status') return `${who(broke)} answered in plain HTTP where TLS was due`
  if (broke.how === 'alert') return `${who(broke)} refused the connection${manner(facts, broke)}`
  return `${who(broke)} closed the connection before a ClientHello was seen${manner(facts, broke)}`
}

function atClientHello(facts: Facts, broke: Break): string {
  if (broke.by === 'client')
    return `The client hung up before the server had answered its ClientHello${manner(facts, broke)}`
  if (broke.how === 'http-status') return `${who(broke)} answered the ClientHello in plain HTTP`
  return `${who(broke)} ${verb(broke)} the ClientHello${manner(facts, broke)}`
}

function atServerCertificate(facts: Facts, broke: Break): string {
  if (broke.by === 'server')
    return `The server broke the handshake off in the middle of its own messages${manner(facts, broke)}`
  if (broke.by === 'client' && broke.how !== 'alert' && facts.exchange.completedAt !== null)
    return "The client refused the server's certificate by closing right after the handshake"
  return `${who(broke)} ${verb(broke)} the server's certificate${manner(facts, broke)}`
}

function atClientCertificate(facts: Facts, broke: Break): string {
  if (broke.by === 'client')
    return `The client hung up on the verdict about its certificate${manner(facts, broke)}`
  const none =
    facts.clientAnswer === 'empty-certificate' ||
    broke.alert === CERTIFICATE_REQUIRED ||
    (broke.how === 'http-status' && facts.http.refusal?.kind === 'no-certificate')
  const object = none ? 'the client' : "the client's certificate"
  const answered = facts.exchange.applicationData.server.records > 0
  if (broke.by === 'server' && broke.how !== 'alert' && broke.how !== 'http-status' && answered)
    return `The server finished the handshake, then refused ${object} with one short answer and closed`
  return `${who(broke)} ${verb(broke)} ${object}${manner(facts, broke)}`
}

function atFinished(facts: Facts, broke: Break): string {
  if (broke.alert === BAD_RECORD_MAC || broke.alert === DECRYPT_ERROR) {
    const whose = broke.by === 'client' ? "the server's" : "the client's"
    return `${who(broke)} refused ${whose} Finished${manner(facts, broke)}`
  }
  const { clientFinished } = facts.exchange
  const behind = broke.row === null || clientFinished === null || broke.row > clientFinished
  if (facts.tls13 && broke.by === 'server' && clientFinished !== null && behind)
    return `The server ended the session right after the client's Finished${manner(facts, broke)}`
  if (broke.how === 'alert')
    return `${who(broke)} broke the handshake off before it had finished${manner(facts, broke)}`
  if (broke.by === 'network')
    return `${WAY} cut the connection before the handshake had finished${manner(facts, broke)}`
  return `${who(broke)} hung up before the handshake had finished${manner(facts, broke)}`
}

function atLateRequest(facts: Facts, broke: Break): string {
  if (facts.exchange.late?.how === 'post-handshake') {
    const what = "the server's request for a client certificate after the handshake"
    if (broke.by === 'network') return `${WAY} cut the connection at ${what}${manner(facts, broke)}`
    return broke.by === 'client'
      ? `The client ${verb(broke)} ${what}${manner(facts, broke)}`
      : `The server asked for a client certificate after the handshake, then refused ${
          facts.clientAnswer === 'empty-certificate' ? 'the client' : "the client's certificate"
        }${manner(facts, broke)}`
  }
  const clients = facts.exchange.renegotiation?.startedBy === 'client'
  if (broke.by === 'network')
    return `${WAY} cut the connection during the renegotiation${manner(facts, broke)}`
  if (broke.by === 'server') {
    return clients
      ? `The server ${verb(broke)} the renegotiation that the client had begun${manner(facts, broke)}`
      : `The server broke off the renegotiation in which it wanted a client certificate${manner(facts, broke)}`
  }
  return clients
    ? `The client broke off the renegotiation that it had begun${manner(facts, broke)}`
    : `The client ${verb(broke)} the late request for a client certificate${manner(facts, broke)}`
}

const WAY = 'Something on the way between the two'

function who({ by }: Break): string {
  return by === 'client' ? 'The client' : by === 'server' ? 'The server' : WAY
}

function verb(broke: Break): string {
  if (broke.how === 'alert' || broke.how === 'http-status') return 'refused'
  return broke.by === 'network' || broke.by === 'none' ? 'cut the connection at' : 'hung up on'
}

function manner(facts: Facts, broke: Break): string {
  switch (broke.how) {
    case 'alert':
      return broke.alert === null ? ' with an encrypted alert' : ` with alert ${alertText(broke.alert)}`
    case 'rst':
      return ' with a TCP reset'
    case 'fin':
      return ', without a word'
    case 'close-notify':
      return ' with close_notify, and no reason'
    case 'http-status':
      return withHttp(httpText(facts, broke))
    case 'timeout':
    case 'none':
      return ''
  }
}

function withHttp(status: string | null): string {
  return status === null ? ' with an HTTP status' : ` with HTTP ${status}`
}

/** Nobody ended it: what was waited for in vain, or never came. */
function silence(facts: Facts, broke: Break): string {
  switch (broke.stage) {
    case 'dns':
      return 'The name was never resolved'
    case 'tcp':
      return broke.row === null
        ? 'Nobody answered the TCP connection request'
        : 'The network refused to pass the TCP connection request on'
    case 'client-hello':
      return withoutServerHello(facts)
    case 'server-hello':
    case 'server-certificate':
      return facts.conversation.messages.some(({ type }) => type === 'ServerHelloDone')
        ? 'The server had sent its certificate, and the client never answered'
        : 'The handshake stalled while the server was sending its certificate'
    case 'certificate-request': {
      const how = facts.exchange.exact.server ? '' : ', as the sizes of its records tell'
      return `The handshake completed without mutual TLS${how}: a client certificate was expected, and the server never asked for one`
    }
    case 'client-certificate':
      return facts.clientAnswer === 'empty-certificate'
        ? 'The handshake stalled after the client had answered without a certificate'
        : "The handshake stalled on the client's certificate"
    case 'finished':
      return 'The handshake stalled before both sides had finished'
    case 'application':
      return 'The handshake finished, and nobody answered the request'
    case 'late-client-auth':
      return facts.exchange.renegotiation?.startedBy === 'client'
        ? 'The renegotiation that the client had begun stalled'
        : 'The late request for a client certificate stalled'
  }
}

function withoutServerHello(facts: Facts): string {
  if (facts.clientHello !== null) return 'Nobody answered the ClientHello'
  switch (facts.conversation.notTls) {
    case 'http':
      return 'Plain HTTP was sent where TLS was due, and nobody answered it'
    case 'other':
      return 'Something other than TLS was sent where TLS was due'
    default:
      return 'The TCP connection was opened, and no ClientHello followed'
  }
}
