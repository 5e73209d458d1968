import type { Socket } from 'node:net'
import { utf8Bytes } from '../../../shared/bytes/text.ts'
import { encodeAlert, encodeHandshake } from '../../../shared/tls/encode/index.ts'
import { CONTENT_TYPE } from '../../../shared/tls/registry/index.ts'
import { type Identity, subjectName } from '../certificates/profile.ts'
import { request } from '../http.ts'
import type { Recorder } from '../recorder.ts'
import { LAB_HOST } from '../scenario.ts'
import { callHandshake12, HANDSHAKE, serveHandshake12 } from './handshake12.ts'
import { RecordStream, ScriptEnded, ScriptSilent } from './record-stream.ts'
import { scriptedClient } from './roles.ts'
import { heardRequest } from './web-server.ts'

/** TLS 1.2 renegotiation for the client's certificate (RFC 5246 7.4.1.1), both sides scripted: no stock stack does it alike. */

const CLOSE_NOTIFY = 0
const HANDSHAKE_FAILURE = 40
const NO_RENEGOTIATION = 100
const ANSWER = 'HTTP/1.1 200 Service Operational\r\nContent-Length: 0\r\n\r\n'

/** Takes one request, wants a certificate for it, and answers once it has it. */
export function serverThatRenegotiates(chain: readonly Identity[], clientRoot: Identity) {
  return async (socket: Socket): Promise<void> => {
    const stream = new RecordStream(socket)
    const previous = await serveHandshake12(stream, { chain })
    await heardRequest(stream)
    stream.write(CONTENT_TYPE.handshake, encodeHandshake(HANDSHAKE.helloRequest))
    try {
      await serveHandshake12(stream, { chain, previous, clientCaNames: [subjectName(clientRoot)] })
    } catch (reason) {
      if (!(reason instanceof ScriptEnded)) throw reason
      stream.write(CONTENT_TYPE.alert, encodeAlert(HANDSHAKE_FAILURE))
      stream.end()
      return
    }
    stream.write(CONTENT_TYPE.applicationData, utf8Bytes(ANSWER))
    await stream.closed()
  }
}

/** Asks, renegotiates when told to, presents its certificate, and closes when it has its answer. */
export function clientThatRenegotiates(chain: readonly Identity[]) {
  return (port: number): Promise<void> =>
    scriptedClient(port, async (stream) => {
      const previous = await callHandshake12(stream, { host: LAB_HOST, chain: [] })
      stream.write(CONTENT_TYPE.applicationData, utf8Bytes(request()))
      await stream.message(HANDSHAKE.helloRequest)
      await callHandshake12(stream, { host: LAB_HOST, chain, previous })
      await heardRequest(stream)
      stream.write(CONTENT_TYPE.alert, encodeAlert(CLOSE_NOTIFY, 'warning'))
      stream.end()
    })
}

/** Asks, and answers the HelloRequest with a warning that it will not (RFC 5246 7.2.2). */
export function clientThatRefusesRenegotiation(port: number): Promise<void> {
  return scriptedClient(port, async (stream) => {
    await callHandshake12(stream, { host: LAB_HOST, chain: [] })
    stream.write(CONTENT_TYPE.applicationData, utf8Bytes(request()))
    await stream.message(HANDSHAKE.helloRequest)
    stream.write(CONTENT_TYPE.alert, encodeAlert(NO_RENEGOTIATION, 'warning'))
    await stream.closed()
  })
}

/** Wants a certificate as soon as the request begins, and waits for it, reading nothing else. */
export function serverThatAsksInVain(chain: readonly Identity[]) {
  return async (socket: Socket): Promise<void> => {
    const stream = new RecordStream(socket)
    await serveHandshake12(stream, { chain })
    await heardRequest(stream)
    stream.write(CONTENT_TYPE.handshake, encodeHandshake(HANDSHAKE.helloRequest))
    throw new ScriptSilent('it waits for a ClientHello')
  }
}

const BODY_PIECE = 8_192
const BODY_PIECES = 8
const TEN_SECONDS_MICROS = 10_000_000

/** Sends a large request and looks at nothing before it is sent, which the server does not let it come to. */
export function clientThatKeepsSending(port: number, recorder: Recorder): Promise<void> {
  return scriptedClient(port, async (stream, socket) => {
    await callHandshake12(stream, { host: LAB_HOST, chain: [] })
    const head = `POST /orders HTTP/1.1\r\nHost: ${LAB_HOST}\r\nContent-Length: 1000000\r\n\r\n`
    stream.write(CONTENT_TYPE.applicationData, utf8Bytes(head))
    await stream.message(HANDSHAKE.helloRequest)
    const piece = new Uint8Array(BODY_PIECE).fill(0x2e)
    for (let sent = 0; sent < BODY_PIECES; sent++) stream.write(CONTENT_TYPE.applicationData, piece)
    await new Promise((resolve) => setTimeout(resolve, 100))
    recorder.pass(TEN_SECONDS_MICROS)
    socket.end()
  })
}
