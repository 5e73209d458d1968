import { createServer, type Socket } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { LabCertificates } from '../../../../../src/main/lab/certificates/lab-certificates.ts'
import { type Identity, subjectName } from '../../../../../src/main/lab/certificates/profile.ts'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import {
  HANDSHAKE,
  type Session12,
  serveHandshake12,
} from '../../../../../src/main/lab/scripted/handshake12.ts'
import { RecordStream } from '../../../../../src/main/lab/scripted/record-stream.ts'
import { credentialOf, type TlsClient } from '../../../../../src/main/probe/tls-client/index.ts'
import { utf8Bytes } from '../../../../../src/shared/bytes/text.ts'
import { encodeAlert, encodeHandshake } from '../../../../../src/shared/tls/encode/index.ts'
import { CONTENT_TYPE } from '../../../../../src/shared/tls/registry/index.ts'
import { clientTo, ladder, REQUEST, TIMEOUT_MS } from './support/probe.ts'

/** The lab's scripted TLS 1.2 server, which asks for the certificate in a renegotiation and then judges it. */

const PLAN = { versions: [0x0303], cipherSuites: [0xc02f] }
const BAD_CERTIFICATE = 42

let chain: Identity[] = []
let root: Identity
let ours: Identity

beforeAll(async () => {
  const lab = new LabCertificates()
  chain = [await lab.server(), await lab.serverIntermediate()]
  root = await lab.clientRoot()
  ours = await lab.client()
}, 60_000)

async function served(
  script: (stream: RecordStream, previous: Session12) => Promise<void>,
): Promise<{ client: TlsClient; over: Promise<void> }> {
  let finished: () => void = () => {}
  const over = new Promise<void>((resolve) => {
    finished = resolve
  })
  const server = createServer((socket: Socket) => {
    const stream = new RecordStream(socket)
    server.close()
    serveHandshake12(stream, { chain })
      .then((previous) => script(stream, previous))
      .catch(() => {})
      .finally(finished)
  })
  const credential = credentialOf([ours.der], ours.privateKey)
  const client = await clientTo(await listenOnLoopback(server), { hello: PLAN, credential })
  const handshake = await client.handshake(TIMEOUT_MS)
  if (handshake.kind === 'ended') throw new Error(JSON.stringify(handshake.ending))
  client.send(REQUEST)
  return { client, over }
}

const say = (stream: RecordStream, text: string): void =>
  stream.write(CONTENT_TYPE.applicationData, utf8Bytes(text))
const helloRequest = (stream: RecordStream): void =>
  stream.write(CONTENT_TYPE.handshake, encodeHandshake(HANDSHAKE.helloRequest))

describe('a renegotiation', () => {
  it('is answered with the certificate, though data comes in between', async () => {
    const { client, over } = await served(async (stream, previous) => {
      await stream.record()
      helloRequest(stream)
      say(stream, 'before')
      await serveHandshake12(stream, { chain, previous, clientCaNames: [subjectName(root)] })
      say(stream, 'after')
      await stream.closed()
    })
    const first = await client.wait({ timeoutMs: TIMEOUT_MS })
    const second = await client.wait({ timeoutMs: TIMEOUT_MS })
    expect([first, second]).toMatchObject([{ bytes: utf8Bytes('before') }, { bytes: utf8Bytes('after') }])
    expect(client.negotiated?.clientAuthentication.answer).toBe('sent')
    expect(ladder(client)).toContain('CERTIFICATEVERIFY')
    await client.close(200)
    await over
  })

  it('that ends in a refusal is told as late client authentication', async () => {
    const { client, over } = await served(async (stream, previous) => {
      await stream.record()
      helloRequest(stream)
      const clientCaNames = [subjectName(root)]
      await serveHandshake12(stream, { chain, previous, clientCaNames, judge: () => BAD_CERTIFICATE })
    })
    const ending = { by: 'server', how: 'alert', description: BAD_CERTIFICATE, stage: 'late-client-auth' }
    await expect(client.wait({ timeoutMs: TIMEOUT_MS })).resolves.toMatchObject({ kind: 'ended', ending })
    client.destroy()
    await over
  })

  it('asked for again and again is left at the limit', async () => {
    const { client, over } = await served(async (stream, first) => {
      await stream.record()
      for (let previous = first; ; ) {
        helloRequest(stream)
        previous = await serveHandshake12(stream, { chain, previous })
      }
    })
    const fault = { kind: 'limit', subject: 'HelloRequest' }
    await expect(client.wait({ timeoutMs: TIMEOUT_MS })).resolves.toMatchObject({ ending: { fault } })
    await client.close(200)
    await over
  })

  it('never begun, but time running out in its midst, ends the connection for good', async () => {
    const { client, over } = await served(async (stream) => {
      await stream.record()
      helloRequest(stream)
      await stream.closed()
    })
    const ending = { by: 'none', how: 'timeout', stage: 'late-client-auth' }
    await expect(client.wait({ timeoutMs: 100 })).resolves.toMatchObject({ kind: 'ended', ending })
    await expect(client.wait({ timeoutMs: 100 })).resolves.toMatchObject({ kind: 'ended', ending })
    await client.close(10)
    await over
  })

  it('instead of which a message comes that has no place there ends it', async () => {
    const { client, over } = await served(async (stream) => {
      await stream.record()
      stream.write(CONTENT_TYPE.handshake, encodeHandshake(14))
      await stream.closed()
    })
    const fault = { kind: 'unexpected', subject: 'ServerHelloDone' }
    await expect(client.wait({ timeoutMs: TIMEOUT_MS })).resolves.toMatchObject({ ending: { fault } })
    await client.close(200)
    await over
  })

  it('is not begun by a warning, and a fatal alert is heard', async () => {
    const { client, over } = await served(async (stream) => {
      await stream.record()
      stream.write(CONTENT_TYPE.alert, encodeAlert(112, 'warning'))
      stream.write(CONTENT_TYPE.alert, encodeAlert(49))
      await stream.closed()
    })
    const ending = { how: 'alert', description: 49, encrypted: true, stage: 'application' }
    await expect(client.wait({ timeoutMs: TIMEOUT_MS })).resolves.toMatchObject({ kind: 'ended', ending })
    await client.close(200)
    await over
  })
})
