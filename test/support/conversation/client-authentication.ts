import { readCertificate } from '../../../src/shared/x509/certificate.ts'
import { type CertificateValues, makeCertificate, makeChain } from './certificates.ts'
import { type CertificateRequestValues, TLS13 } from './messages.ts'
import { type ConversationScript, conversation } from './script.ts'

/** Conversations in which a server asks for a client certificate, and the certificates for them. */

export interface ClientPki {
  readonly root: Uint8Array
  readonly issuing: Uint8Array
  readonly leaf: Uint8Array
  /** DER of the subjects, as a CertificateRequest names them. */
  readonly rootName: Uint8Array
  readonly issuingName: Uint8Array
}

/** `CN=client.contoso` under `CN=Client Issuing CA` under `CN=Client Root CA`. */
export function clientPki(leaf: CertificateValues = {}): ClientPki {
  const root = makeCertificate({ cn: 'Client Root CA', ca: true, keyName: 'root' })
  const issuing = makeCertificate({
    cn: 'Client Issuing CA',
    ca: true,
    keyName: 'intermediate',
    issuer: root,
  })
  const made = makeCertificate({ cn: 'client.contoso', eku: ['clientAuth'], issuer: issuing, ...leaf })
  return {
    root: root.der,
    issuing: issuing.der,
    leaf: made.der,
    rootName: subjectOf(root.der),
    issuingName: subjectOf(issuing.der),
  }
}

/** The DER of a certificate's subject. */
export function subjectOf(der: Uint8Array): Uint8Array {
  const subject = readCertificate(der).body.subject
  if (subject === null) throw new Error('the certificate has no subject')
  return subject.der
}

/** A healthy server's chain: no rule about the server has anything to say. */
export function serverChain(): Uint8Array[] {
  if (madeServerChain === null) {
    const { leaf, intermediate } = makeChain()
    madeServerChain = [leaf.der, intermediate.der]
  }
  return madeServerChain
}

/** Signing takes long. */
let madeServerChain: Uint8Array[] | null = null

/** TLS 1.2 up to the end of the server's flight, with a request where values are given. */
export function asked(request?: CertificateRequestValues, server = serverChain()): ConversationScript {
  return conversation().clientHello().serverHello().serverFlight(server, request)
}

/** The client's whole TLS 1.2 flight with its certificates; none: an empty Certificate, no CertificateVerify. */
export function answered(script: ConversationScript, chain: readonly Uint8Array[]): ConversationScript {
  script.clientCertificate(chain).clientKeyExchange()
  if (chain.length > 0) script.certificateVerify()
  return script.finished('client')
}

/** The server's alert in answer to the client's flight, and its close. */
export function refused(script: ConversationScript, alert: number): ConversationScript {
  return script.alert('server', alert).fin('server').fin('client')
}

/** The handshake finishes, and data goes both ways before the client closes. */
export function served(script: ConversationScript): ConversationScript {
  return script
    .finished('server')
    .data('client', 300)
    .data('server', 5000)
    .data('server', 5000)
    .fin('client')
    .fin('server')
}

/** The handshake finishes, the server answers once, shortly, and closes: the shape of an HTTP 400. */
export function shortlyAnswered(script: ConversationScript): ConversationScript {
  return script.finished('server').data('client', 120).data('server', 390).hiddenAlert('server').fin('server')
}

/** TLS 1.3 up to the client's Finished. @param answer plaintext sizes of what the client sends before it */
export function hiddenHandshake(
  answer: readonly number[],
  { request = answer.length > 0, postHandshakeAuth = false } = {},
): ConversationScript {
  const script = conversation()
    .clientHello({ versions: [TLS13, 0x0303], keyShares: [0x001d], postHandshakeAuth })
    .serverHello({ version: TLS13 })
    .hiddenServerFlight({ request })
    .changeCipherSpec('client')
  for (const size of answer) script.hidden('client', size)
  return script.hidden('client', script.finishedLength)
}

/** What a TLS 1.3 client sends for an empty Certificate, and for a certificate with its proof. */
export const EMPTY_ANSWER = [8]
export const FULL_ANSWER = [900, 264]
