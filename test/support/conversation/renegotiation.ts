import { asked } from './client-authentication.ts'
import type { ConversationScript } from './script.ts'

/** TLS 1.2 handshakes inside a finished one, as they look without keys (facts 5.1.23). */

/** Sizes of protected records with AES-GCM: each 24 bytes above what is inside. */
const HELLO_REQUEST = 28
const SECOND_HELLO = 300
const SECOND_SERVER_FLIGHT = 2500
const SECOND_CLIENT_FLIGHT = 1400
const FINISHED = 40

/** A handshake without a request for a certificate and some data; then the server asks for another handshake. */
export function lateRequest(dataOfClient = 200): ConversationScript {
  return asked().finishHandshake().data('client', dataOfClient).encrypted('server', 22, HELLO_REQUEST)
}

/** The second handshake up to the client's whole flight, certificate included. */
export function lateFlights(script = lateRequest()): ConversationScript {
  return script
    .encrypted('client', 22, SECOND_HELLO)
    .encrypted('server', 22, SECOND_SERVER_FLIGHT)
    .encrypted('client', 22, SECOND_CLIENT_FLIGHT)
    .changeCipherSpec('client')
    .encrypted('client', 22, FINISHED)
}

/** The server's end of a second handshake, and its answer to the request. */
export function lateSuccess(script: ConversationScript): ConversationScript {
  return script.changeCipherSpec('server').encrypted('server', 22, FINISHED).data('server', 6000)
}

/** A second handshake that resumes the session: new keys, no certificates. */
export function abbreviated(script = lateRequest()): ConversationScript {
  return script
    .encrypted('client', 22, SECOND_HELLO)
    .encrypted('server', 22, 120)
    .changeCipherSpec('server')
    .encrypted('server', 22, FINISHED)
    .changeCipherSpec('client')
    .encrypted('client', 22, FINISHED)
    .data('server', 6000)
}

/** The client starts the second handshake itself. */
export function startedByClient(): ConversationScript {
  return asked().finishHandshake().data('client', 200).encrypted('client', 22, SECOND_HELLO)
}
