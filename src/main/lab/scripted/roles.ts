import { connect, type Socket } from 'node:net'
import { encodeAlert, encodeHandshakeRecords } from '../../../shared/tls/encode/index.ts'
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import type { LabCertificates } from '../certificates/lab-certificates.ts'
import { type Identity, subjectName } from '../certificates/profile.ts'
import type { Recorder } from '../recorder.ts'
import { LAB_HOST } from '../scenario.ts'
import {
  type ClientPart12,
  callHandshake12,
  clientHello12,
  HANDSHAKE,
  type ServerPart12,
  serveHandshake12,
} from './handshake12.ts'
import { RecordStream, ScriptEnded } from './record-stream.ts'

/** The scripted parts that more than one scenario plays. */

/** Runs a client's script over a connection; a script that ends early has played its part. */
export function scriptedClient(
  port: number,
  script: (stream: RecordStream, socket: Socket) => Promise<void>,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    const stream = new RecordStream(socket)
    socket.once('close', () => resolve())
    socket.once('connect', () => {
      script(stream, socket).catch((reason: unknown) => {
        if (reason instanceof ScriptEnded) socket.end()
        else socket.destroy()
      })
    })
  })
}

/** A TLS 1.2 client that refuses the server's certificate with `alert`, right after the server's flight. */
export function clientThatRefuses(alert: number, host: string = LAB_HOST) {
  return (port: number): Promise<void> =>
    scriptedClient(port, async (stream) => {
      const part: ClientPart12 = { host, chain: [], judge: () => alert }
      await callHandshake12(stream, part)
    })
}

/** A client that says hello and then waits for whatever comes. */
export function clientThatSaysHello(port: number, recorder?: Recorder, waitMicros = 0): Promise<void> {
  return scriptedClient(port, async (stream, socket) => {
    socket.write(encodeHandshakeRecords([clientHello12(LAB_HOST)], { version: VERSION.tls10 }))
    if (recorder === undefined) return stream.closed()
    await new Promise((resolve) => setTimeout(resolve, 100))
    recorder.pass(waitMicros)
    socket.end()
  })
}

/** A TLS 1.2 server that plays `part`, and then closes in order. */
export function scriptedServer(part: ServerPart12) {
  return async (socket: Socket): Promise<void> => {
    const stream = new RecordStream(socket)
    await serveHandshake12(stream, part)
    await stream.closed()
    socket.end()
  }
}

/** A server that answers any ClientHello with one fatal alert. */
export function serverThatAlerts(alert: number) {
  return async (socket: Socket): Promise<void> => {
    const stream = new RecordStream(socket)
    await stream.message(HANDSHAKE.clientHello)
    stream.write(CONTENT_TYPE.alert, encodeAlert(alert))
    socket.end()
  }
}

/**
 * A TLS 1.2 server of the usual chain that asks for a certificate of the client CA and refuses whatever it
 * gets with `alert`.
 */
export async function serverThatJudgesClients(certificates: LabCertificates, alert: number) {
  const [server, issuing, clientRoot] = await Promise.all([
    certificates.server(),
    certificates.serverIntermediate(),
    certificates.clientRoot(),
  ])
  return scriptedServer({
    chain: [server, issuing],
    clientCaNames: [subjectName(clientRoot)],
    judge: () => alert,
  })
}

/** A TLS 1.2 client that sends `chain` when asked, whatever it is worth. */
export function clientThatPresents(chain: readonly Identity[]) {
  return (port: number): Promise<void> =>
    scriptedClient(port, async (stream) => {
      await callHandshake12(stream, { host: LAB_HOST, chain })
      await stream.closed()
    })
}
