import { once } from '../bytes/memo.ts'
import type {
  Certificate,
  CertificateRequest,
  ClientHello,
  HandshakeBody,
  ServerHello,
  ServerKeyExchange,
} from '../tls/message/handshake.ts'
import { isTls13 } from '../tls/registry/index.ts'
import { type CertificateReading, readCertificateOnce } from '../x509/certificate.ts'
import type { Conversation, LadderMessage } from './conversation.ts'
import { type ClientAnswer, type Exchange, readExchange } from './exchange.ts'
import { negotiatedVersion } from './hello-facts.ts'
import { type HttpFacts, NO_HTTP, readHttp } from './http-facts.ts'
import { hasContext } from './late-request.ts'
import type { ProbeEvidence } from './probed.ts'
import type { Peer } from './vocabulary.ts'

export { negotiatedVersion, offeredVersions, sniOf } from './hello-facts.ts'

/** A message of the ladder with its typed body and its place, for evidence. */
export interface Placed<Body> {
  readonly index: number
  readonly message: LadderMessage
  readonly body: Body
}

export interface PlacedAlert {
  readonly index: number
  readonly message: LadderMessage
  readonly from: Peer
  /** AlertDescription; `null` where the alert is encrypted. */
  readonly description: number | null
  readonly level: number | null
}

export interface ChainCertificate {
  /** Where its DER stands in the raw Certificate message. */
  readonly span: { readonly start: number; readonly end: number }
  readonly der: Uint8Array
  /** Whatever could be read of it. */
  readonly reading: CertificateReading
}

/**
 * What the rules ask of a conversation, found once. Everything is as on the wire; guesses at encrypted
 * messages are confined to `exchange`, which says so.
 */
export interface Facts {
  readonly conversation: Conversation
  /** What the probe whose connection it is knows beside the bytes; `null` where nobody probed. */
  readonly probe: ProbeEvidence | null
  readonly tls13: boolean
  /** Negotiated; `null` until a ServerHello. */
  readonly version: number | null
  readonly cipherSuite: number | null
  /** The hello that opened the session, and the one after a HelloRetryRequest. */
  readonly clientHello: Placed<ClientHello> | null
  readonly lastClientHello: Placed<ClientHello> | null
  readonly helloRetryRequest: Placed<ServerHello> | null
  readonly serverHello: Placed<ServerHello> | null
  readonly serverCertificate: Placed<Certificate> | null
  readonly serverChain: readonly ChainCertificate[]
  readonly serverKeyExchange: Placed<ServerKeyExchange> | null
  /** Row of the first ServerHelloDone. */
  readonly serverHelloDone: number | null
  /** When the server first asked for a client certificate, by a request that could be read; `null`: by none. */
  readonly requested: 'initial' | 'renegotiation' | 'post-handshake' | null
  /**
   * The last request that could be read, and the client's answer to that one: what the server's verdict on the
   * client is about. Of the first handshake unless there was a late one.
   */
  readonly certificateRequest: Placed<CertificateRequest> | null
  readonly clientCertificate: Placed<Certificate> | null
  readonly clientChain: readonly ChainCertificate[]
  /** How the client answered that request; in TLS 1.3 without secrets a guess from sizes. */
  readonly clientAnswer: ClientAnswer
  readonly http: HttpFacts
  /** Every alert that can be told for one, in order; warnings and close_notify included. */
  readonly alerts: readonly PlacedAlert[]
  readonly exchange: Exchange
}

/** Certificates read of one message; more are left unread (a chain of that length is an attack). */
const CHAIN_LIMIT = 32

export function readFacts(conversation: Conversation, probe: ProbeEvidence | null = null): Facts {
  const said = readMessages(conversation)
  const { serverHello } = said
  const version = serverHello === null ? null : negotiatedVersion(serverHello.body)
  const tls13 = isTls13(version)
  const exchange = readExchange(conversation, version, serverHello)
  const client = readClientAuthentication(said, exchange, tls13)
  return {
    conversation,
    probe,
    tls13,
    version,
    cipherSuite: serverHello?.body.cipherSuite?.value ?? null,
    clientHello: said.clientHello,
    lastClientHello: said.lastClientHello,
    helloRetryRequest: said.helloRetryRequest,
    serverHello,
    serverCertificate: said.serverCertificate,
    serverChain: chainOf(said.serverCertificate),
    serverKeyExchange: said.serverKeyExchange,
    serverHelloDone: said.serverHelloDone,
    requested: client.requested,
    certificateRequest: client.certificateRequest,
    clientCertificate: client.clientCertificate,
    clientChain: chainOf(client.clientCertificate),
    clientAnswer: client.clientAnswer,
    http: said.readsHttp ? readHttp(conversation) : NO_HTTP,
    alerts: said.alerts,
    exchange,
  }
}

/** What the ladder holds of the messages that facts are drawn from. */
interface Said {
  clientHello: Placed<ClientHello> | null
  /** The last one before the ServerHello, or of all where there is none; else the first. */
  lastClientHello: Placed<ClientHello> | null
  helloRetryRequest: Placed<ServerHello> | null
  serverHello: Placed<ServerHello> | null
  serverCertificate: Placed<Certificate> | null
  serverKeyExchange: Placed<ServerKeyExchange> | null
  serverHelloDone: number | null
  requests: Placed<CertificateRequest>[]
  clientCertificates: Placed<Certificate>[]
  alerts: PlacedAlert[]
  /** Whether any row is HTTP that could be read. */
  readsHttp: boolean
}

/** What most conversations have none of; whoever finds something makes a list of its own. */
const NONE: never[] = []

/** One pass over the ladder. Of a message whose content nobody asks for, only its name is looked at. */
function readMessages({ messages }: Conversation): Said {
  const said: Said = {
    clientHello: null,
    lastClientHello: null,
    helloRetryRequest: null,
    serverHello: null,
    serverCertificate: null,
    serverKeyExchange: null,
    serverHelloDone: null,
    requests: NONE,
    clientCertificates: NONE,
    alerts: NONE,
    readsHttp: false,
  }
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index]
    if (message === undefined) continue
    if (message.http !== undefined) said.readsHttp = true
    else if (message.type === 'ServerHelloDone') said.serverHelloDone ??= index
    else if (message.type === 'Alert') said.alerts = added(said.alerts, placedAlert(index, message))
    else if (message.form !== 'opaque' && TOLD_BY.has(message.type)) tell(said, index, message)
  }
  return said
}

/** Rows that a handshake message with a typed reading can have; others are not dissected for the facts. */
const TOLD_BY: ReadonlySet<string> = new Set<HandshakeBody['type']>([
  'ClientHello',
  'ServerHello',
  'HelloRetryRequest',
  'Certificate',
  'ServerKeyExchange',
  'CertificateRequest',
])

function tell(said: Said, index: number, message: LadderMessage): void {
  const body = message.handshake
  if (body === null) return
  const fromClient = message.from === 'client'
  switch (body.type) {
    case 'ClientHello':
      if (!fromClient) return
      if (said.clientHello === null || said.serverHello === null)
        said.lastClientHello = { index, message, body }
      said.clientHello ??= said.lastClientHello
      return
    case 'ServerHello':
      if (!fromClient) said.serverHello ??= { index, message, body }
      return
    case 'HelloRetryRequest':
      if (!fromClient) said.helloRetryRequest ??= { index, message, body }
      return
    case 'Certificate':
      if (fromClient) said.clientCertificates = added(said.clientCertificates, { index, message, body })
      else said.serverCertificate ??= { index, message, body }
      return
    case 'ServerKeyExchange':
      if (!fromClient) said.serverKeyExchange ??= { index, message, body }
      return
    case 'CertificateRequest':
      if (!fromClient) said.requests = added(said.requests, { index, message, body })
  }
}

function added<T>(list: T[], one: T): T[] {
  if (list.length === 0) return [one]
  list.push(one)
  return list
}

function placedAlert(index: number, message: LadderMessage): PlacedAlert {
  const { alert } = message
  return {
    index,
    message,
    from: message.from,
    description: alert?.description?.value ?? null,
    level: alert?.level?.value ?? null,
  }
}

type ClientAuthentication = Pick<
  Facts,
  'requested' | 'certificateRequest' | 'clientCertificate' | 'clientAnswer'
>

/**
 * The request in question and its answer: the last late one, else the first handshake's. TLS 1.3 tells the two apart
 * by their context (RFC 8446 4.3.2), TLS 1.2 by their place before or behind the first Finished.
 */
function readClientAuthentication(said: Said, exchange: Exchange, tls13: boolean): ClientAuthentication {
  const { requests, clientCertificates: certificates } = said
  const { late } = exchange
  const isOfFirst = ({ index, body }: Placed<Certificate | CertificateRequest>, finished: number | null) =>
    tls13 ? !hasContext(body) : finished === null || index < finished
  const first = requests.find((request) => isOfFirst(request, exchange.serverFinished)) ?? null
  const answer =
    late === null
      ? certificates.find((one) => isOfFirst(one, exchange.clientFinished))
      : certificates.find(({ index }) => index === late.answeredAt)
  return {
    requested: first !== null ? 'initial' : (late?.how ?? null),
    certificateRequest: requests.find(({ index }) => index === late?.requestedAt) ?? first,
    clientCertificate: answer ?? null,
    clientAnswer: late?.answer ?? exchange.clientAnswer,
  }
}

function chainOf(certificate: Placed<Certificate> | null): readonly ChainCertificate[] {
  return certificate === null ? NONE : certificatesOf(certificate.body)
}

/**
 * The certificates of one message, read. A server sends the same message to everybody: of each there is one list,
 * by which it can be known again.
 */
export const certificatesOf = once((body: Certificate): readonly ChainCertificate[] =>
  body.entries.slice(0, CHAIN_LIMIT).map((entry) => ({
    span: entry.certificate.span,
    der: entry.certificate.value,
    reading: readCertificateOnce(entry.certificate.value),
  })),
)
