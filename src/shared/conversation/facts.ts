import { extensionData } from '../tls/message/extension.ts'
import type {
  Certificate,
  CertificateRequest,
  ClientHello,
  ServerHello,
  ServerKeyExchange,
} from '../tls/message/handshake.ts'
import { isTls13 } from '../tls/registry/index.ts'
import { type CertificateReading, readCertificateOnce } from '../x509/certificate.ts'
import type { Conversation, LadderMessage } from './conversation.ts'
import { type ClientAnswer, type Exchange, readExchange } from './exchange.ts'
import { type HttpFacts, readHttp } from './http-facts.ts'
import { hasContext } from './late-request.ts'
import type { Peer } from './vocabulary.ts'

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

export function readFacts(conversation: Conversation): Facts {
  const hellos = bodies(conversation, 'client', isClientHello)
  const serverHellos = bodies(conversation, 'server', isServerHello)
  const clientHello = hellos[0] ?? null
  const serverHello = serverHellos.find((hello) => hello.body.type === 'ServerHello') ?? null
  const version = serverHello === null ? null : negotiatedVersion(serverHello.body)
  const serverCertificate = bodies(conversation, 'server', isCertificate)[0] ?? null
  const exchange = readExchange(conversation, version, serverHello)
  const client = readClientAuthentication(conversation, exchange, isTls13(version))
  const helloRetryRequest = serverHellos.find((hello) => hello.body.type === 'HelloRetryRequest') ?? null
  return {
    conversation,
    tls13: isTls13(version),
    version,
    cipherSuite: serverHello?.body.cipherSuite?.value ?? null,
    clientHello,
    lastClientHello: lastBefore(hellos, serverHello?.index ?? Number.POSITIVE_INFINITY) ?? clientHello,
    helloRetryRequest,
    serverHello,
    serverCertificate,
    serverChain: chainOf(serverCertificate),
    serverKeyExchange: bodies(conversation, 'server', isServerKeyExchange)[0] ?? null,
    ...client,
    http: readHttp(conversation),
    alerts: readAlerts(conversation),
    exchange,
  }
}

type ClientAuthentication = Pick<
  Facts,
  'requested' | 'certificateRequest' | 'clientCertificate' | 'clientChain' | 'clientAnswer'
>

/**
 * The request in question and its answer: the last late one, else the first handshake's. TLS 1.3 tells the two apart
 * by their context (RFC 8446 4.3.2), TLS 1.2 by their place before or behind the first Finished.
 */
function readClientAuthentication(
  conversation: Conversation,
  exchange: Exchange,
  tls13: boolean,
): ClientAuthentication {
  const requests = bodies(conversation, 'server', isCertificateRequest)
  const certificates = bodies(conversation, 'client', isCertificate)
  const { late } = exchange
  const isOfFirst = ({ index, body }: Placed<Certificate | CertificateRequest>, finished: number | null) =>
    tls13 ? !hasContext(body) : finished === null || index < finished
  const first = requests.find((request) => isOfFirst(request, exchange.serverFinished)) ?? null
  const firstAnswer = certificates.find((answer) => isOfFirst(answer, exchange.clientFinished))
  const clientCertificate =
    late === null
      ? (firstAnswer ?? null)
      : (certificates.find(({ index }) => index === late.answeredAt) ?? null)
  return {
    requested: first !== null ? 'initial' : (late?.how ?? null),
    certificateRequest: requests.find(({ index }) => index === late?.requestedAt) ?? first,
    clientCertificate,
    clientChain: chainOf(clientCertificate),
    clientAnswer: late?.answer ?? exchange.clientAnswer,
  }
}

/** supported_versions where the server sent it, else legacy_version (RFC 8446 4.2.1). */
export function negotiatedVersion(hello: ServerHello): number | null {
  return (
    extensionData(hello.extensions, 'supported_versions')?.versions[0]?.value ??
    hello.legacyVersion?.value ??
    null
  )
}

/** What the client offered, highest meaning included: supported_versions, else its legacy_version. */
export function offeredVersions(hello: ClientHello): number[] {
  const listed = extensionData(hello.extensions, 'supported_versions')
  if (listed !== null && listed.versions.length > 0) return listed.versions.map((version) => version.value)
  return hello.legacyVersion === undefined ? [] : [hello.legacyVersion.value]
}

export function sniOf(hello: ClientHello | null): string | null {
  if (hello === null) return null
  return extensionData(hello.extensions, 'server_name')?.hostNames[0]?.value ?? null
}

function chainOf(certificate: Placed<Certificate> | null): ChainCertificate[] {
  return (certificate?.body.entries ?? []).slice(0, CHAIN_LIMIT).map((entry) => ({
    span: entry.certificate.span,
    der: entry.certificate.value,
    reading: readCertificateOnce(entry.certificate.value),
  }))
}

function readAlerts(conversation: Conversation): PlacedAlert[] {
  const alerts: PlacedAlert[] = []
  conversation.messages.forEach((message, index) => {
    if (message.type !== 'Alert') return
    alerts.push({
      index,
      message,
      from: message.from,
      description: message.alert?.description?.value ?? null,
      level: message.alert?.level?.value ?? null,
    })
  })
  return alerts
}

function bodies<B extends { type: string }>(
  conversation: Conversation,
  from: Peer,
  is: (body: { type: string }) => body is B,
): Placed<B>[] {
  const found: Placed<B>[] = []
  conversation.messages.forEach((message, index) => {
    const body = message.handshake
    if (message.from === from && body !== null && is(body)) found.push({ index, message, body })
  })
  return found
}

function lastBefore<B>(placed: readonly Placed<B>[], index: number): Placed<B> | null {
  return placed.filter((one) => one.index < index).at(-1) ?? null
}

const isClientHello = (body: { type: string }): body is ClientHello => body.type === 'ClientHello'
const isServerHello = (body: { type: string }): body is ServerHello =>
  body.type === 'ServerHello' || body.type === 'HelloRetryRequest'
const isCertificate = (body: { type: string }): body is Certificate => body.type === 'Certificate'
const isServerKeyExchange = (body: { type: string }): body is ServerKeyExchange =>
  body.type === 'ServerKeyExchange'
const isCertificateRequest = (body: { type: string }): body is CertificateRequest =>
  body.type === 'CertificateRequest'
