import type { Socket } from 'node:net'
import { utf8Bytes } from '../../../shared/bytes/text.ts'
import { encodeAlert } from '../../../shared/tls/encode/index.ts'
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import type { Identity } from '../certificates/profile.ts'
import { serveHandshake12 } from './handshake12.ts'
import { refuseClient13, requestLate13, serveHandshake13 } from './handshake13.ts'
import { RecordStream, ScriptEnded, type StreamOptions } from './record-stream.ts'

const CLOSE_NOTIFY = 0

export interface WebServerPart {
  /** The one version it speaks. */
  readonly version: number
  readonly chain: readonly Identity[]
  /** Ask for a certificate, naming these issuers (DER); absent: do not ask. */
  readonly clientCaNames?: readonly Uint8Array[]
  /** Ask for a certificate of these issuers once the request is there (TLS 1.3 post-handshake authentication). */
  readonly lateCaNames?: readonly Uint8Array[]
  /** Up to TLS 1.2: the verdict on the client's certificates, an AlertDescription, or `null` to go on. */
  readonly judge?: (chain: readonly Uint8Array[]) => number | null
  /** TLS 1.3: how it refuses the client once it has finished, encrypted (facts 5.1.27); an AlertDescription. */
  readonly lateAlert?: number
  /** What it answers the first request with; `null`: it never does. */
  readonly answer: string | null
  readonly stream?: StreamOptions
}

/** A scripted server that shakes hands, takes one request and answers it, unless it is made to do otherwise. */
export function webServer(part: WebServerPart) {
  return async (socket: Socket): Promise<void> => {
    const stream = new RecordStream(socket, part.stream)
    const { lateAlert: alert, chain, clientCaNames = [] } = part
    if (alert !== undefined) return refuseClient13(stream, { chain, clientCaNames, alert })
    const session = part.version === VERSION.tls13 ? await serveHandshake13(stream, part) : null
    if (session === null) await serveHandshake12(stream, part)
    await heardRequest(stream)
    if (session !== null && part.lateCaNames) await requestLate13(stream, session, part.lateCaNames)
    if (part.answer === null) return stream.closed()
    answerAndClose(stream, part.answer)
    await stream.closed()
  }
}

/** @throws ScriptEnded where something else comes */
export async function heardRequest(stream: RecordStream): Promise<void> {
  const record = await stream.record()
  if (record?.contentType !== CONTENT_TYPE.applicationData) throw new ScriptEnded('no application data')
}

export function answerAndClose(stream: RecordStream, answer: string): void {
  stream.write(CONTENT_TYPE.applicationData, utf8Bytes(answer))
  stream.write(CONTENT_TYPE.alert, encodeAlert(CLOSE_NOTIFY, 'warning'))
  stream.end()
}
