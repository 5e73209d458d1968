import { asked, serverChain } from './client-authentication.ts'
import * as messages from './messages.ts'
import { type ConversationScript, conversation } from './script.ts'

/** TLS 1.3 conversations of which the secrets are at hand. */

const CONTEXT = Uint8Array.of(7, 7)

/** Up to the server's Finished, everything read. */
export function openedServerFlight(
  request?: messages.CertificateRequestValues,
  hello: messages.HelloValues = {},
): ConversationScript {
  const script = conversation()
    .clientHello({ versions: [messages.TLS13, 0x0303], keyShares: [0x001d], ...hello })
    .serverHello({ version: messages.TLS13 })
    .changeCipherSpec('server')
    .said('server', messages.encryptedExtensions())
  if (request) script.said('server', messages.certificateRequest13(request))
  return script.said(
    'server',
    messages.certificate13(serverChain()),
    messages.certificateVerify(),
    messages.finished(),
  )
}

/** The client's flight; `null`: nothing was asked, so there is no Certificate. */
export function openedClientFlight(
  script: ConversationScript,
  chain: readonly Uint8Array[] | null,
): ConversationScript {
  script.changeCipherSpec('client')
  if (chain !== null) script.said('client', messages.certificate13(chain))
  if (chain !== null && chain.length > 0) script.said('client', messages.certificateVerify())
  return script.said('client', messages.finished())
}

/** The server asks behind the handshake (RFC 8446 4.6.2). */
export function askedLate(
  script: ConversationScript,
  request: messages.CertificateRequestValues = {},
): ConversationScript {
  return script.said('server', messages.certificateRequest13(request, CONTEXT))
}

export function answeredLate(script: ConversationScript, chain: readonly Uint8Array[]): ConversationScript {
  script.said('client', messages.certificate13(chain, CONTEXT))
  if (chain.length > 0) script.said('client', messages.certificateVerify())
  return script.said('client', messages.finished())
}

/** One request and its answer in HTTP/1.1. */
export function exchanged(
  script: ConversationScript,
  status: string,
  { path = '/orders', headers = '', body = '' } = {},
): ConversationScript {
  return script
    .plaintext(
      'client',
      `GET ${path} HTTP/1.1\r\nHost: apim.contoso.internal\r\nAuthorization: secret\r\n\r\n`,
    )
    .plaintext('server', `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`)
}

/** The gateway's own pages (facts 2.10). */
export function gatewayPage(sentence: string): string {
  return `<html><head><title>400 ${sentence}</title></head><body><center><h1>400 Bad Request</h1></center><center>${sentence}</center><hr><center>Microsoft-Azure-Application-Gateway/v2</center></body></html>`
}

export const GATEWAY = 'Server: Microsoft-Azure-Application-Gateway/v2\r\n'

/** TLS 1.2: a finished handshake without a request, then a second one inside it. @param chain `null`: no request there either */
export function renegotiated(chain: readonly Uint8Array[] | null): ConversationScript {
  const script = asked()
    .clientKeyExchange()
    .openedFinished('client')
    .openedFinished('server')
    .said('server', messages.handshake(0, new Uint8Array(0)))
    .said('client', messages.clientHello())
    .said('server', messages.serverHello(), messages.certificate(serverChain()), messages.serverKeyExchange())
  if (chain !== null) script.said('server', messages.certificateRequest())
  script.said('server', messages.handshake(14, new Uint8Array(0)))
  if (chain !== null) script.said('client', messages.certificate(chain))
  script.said('client', messages.clientKeyExchange())
  if (chain !== null && chain.length > 0) script.said('client', messages.certificateVerify())
  return script.openedFinished('client').openedFinished('server')
}
