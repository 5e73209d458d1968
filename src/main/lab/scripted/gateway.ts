import type { Socket } from 'node:net'
import { VERSION } from '../../../shared/tls/registry/index.ts'
import type { Identity } from '../certificates/profile.ts'
import { LAB_ADDRESSES, LAB_HOST } from '../scenario.ts'
import { serveHandshake12 } from './handshake12.ts'
import { serveHandshake13 } from './handshake13.ts'
import { RecordStream } from './record-stream.ts'
import { answerAndClose, heardRequest } from './web-server.ts'

/** A gateway of layer 7 as its listener: it ends the client's TLS, asks behind, and answers what came of it. */
export interface GatewayPart {
  readonly version: number
  readonly chain: readonly Identity[]
  /** Ask for a certificate, naming these issuers (DER); absent: do not ask. */
  readonly clientCaNames?: readonly Uint8Array[]
  /** What happens behind; the answer for the client. */
  readonly behind: () => Promise<string>
}

export function gateway({ behind, ...part }: GatewayPart) {
  return async (socket: Socket): Promise<void> => {
    const stream = new RecordStream(socket)
    if (part.version === VERSION.tls13) await serveHandshake13(stream, part)
    else await serveHandshake12(stream, part)
    await heardRequest(stream)
    answerAndClose(stream, await behind())
    await stream.closed()
  }
}

/** The request as the gateway passes it on: with the client's address and port, and the host it was asked for. */
export function passedOn(path: string, clientPort: number): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${LAB_HOST}`,
    `X-Forwarded-For: ${LAB_ADDRESSES.client}:${clientPort}`,
    'X-Forwarded-Proto: https',
    `X-Original-Host: ${LAB_HOST}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}
