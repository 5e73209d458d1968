import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { LabCertificates } from '../../../../../src/main/lab/certificates/lab-certificates.ts'
import { subjectName } from '../../../../../src/main/lab/certificates/profile.ts'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import { callHandshake12, serveHandshake12 } from '../../../../../src/main/lab/scripted/handshake12.ts'
import { RecordStream } from '../../../../../src/main/lab/scripted/record-stream.ts'
import { scriptedClient } from '../../../../../src/main/lab/scripted/roles.ts'
import { stockClient, stockServer } from '../../../../../src/main/lab/stock.ts'
import { CONTENT_TYPE } from '../../../../../src/shared/tls/registry/index.ts'

const certificates = new LabCertificates()
const closing: { close(): unknown }[] = []

afterEach(() => {
  for (const server of closing.splice(0)) server.close()
})

const identities = () =>
  Promise.all([
    certificates.server(),
    certificates.serverIntermediate(),
    certificates.serverRoot(),
    certificates.client(),
    certificates.clientIntermediate(),
    certificates.clientRoot(),
  ])

describe('the scripted TLS 1.2 server', () => {
  it('is taken for genuine by a stock client, and sees the certificates it sends', async () => {
    const [server, issuing, root, client, clientIssuing, clientRoot] = await identities()
    let chain: readonly Uint8Array[] = []
    const listener = createServer(async (socket) => {
      const stream = new RecordStream(socket)
      await serveHandshake12(stream, {
        chain: [server, issuing],
        clientCaNames: [subjectName(clientRoot)],
        judge: (sent) => {
          chain = sent
          return null
        },
      })
      stream.write(CONTENT_TYPE.applicationData, Buffer.from('hello'))
      await stream.closed()
      socket.end()
    })
    closing.push(listener)
    let heard = ''
    let authorized = false
    await stockClient(await listenOnLoopback(listener), {
      version: 'TLSv1.2',
      chain: [client, clientIssuing],
      trusted: [root],
      connected: (socket) => {
        authorized = socket.authorized
        socket.on('data', (bytes: Buffer) => {
          heard += bytes.toString()
          socket.end()
        })
      },
    })
    expect(authorized).toBe(true)
    expect(heard).toBe('hello')
    expect(chain).toEqual([client.der, clientIssuing.der])
  })
})

describe('the scripted TLS 1.2 client', () => {
  it('is taken for genuine by a stock server that demands its certificate', async () => {
    const [server, issuing, , client, clientIssuing, clientRoot] = await identities()
    const listener = stockServer({
      chain: [server, issuing],
      clientAuthentication: { trusted: [clientRoot], required: true },
      answer: (socket) => socket.end('welcome'),
    })
    closing.push(listener)
    let heard = ''
    await scriptedClient(await listenOnLoopback(listener), async (stream) => {
      await callHandshake12(stream, { host: 'apim.contoso.internal', chain: [client, clientIssuing] })
      stream.write(CONTENT_TYPE.applicationData, Buffer.from('hello'))
      const record = await stream.record()
      heard = Buffer.from(record?.payload ?? []).toString()
      stream.end()
    })
    expect(heard).toBe('welcome')
  })
})
