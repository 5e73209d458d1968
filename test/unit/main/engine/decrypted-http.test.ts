import { once } from 'node:events'
import { type ClientHttp2Session, connect, createSecureServer } from 'node:http2'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { LabCertificates } from '../../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../../../src/main/lab/certificates/profile.ts'
import { readFacts } from '../../../../src/shared/conversation/facts.ts'
import { diagnose } from '../../../../src/shared/diagnosis/diagnose.ts'
import { GATEWAY, gatewayPage } from '../../../support/conversation/decrypted.ts'
import { contextOf } from '../../../support/conversation/diagnosis.ts'
import { decrypt, recordHandshake, storeOf } from '../../../support/decrypt/loopback.ts'

/** Real HTTP of Node over real TLS, read with the key log its client wrote. */

const certificates = new LabCertificates()

async function identity() {
  const made = await certificates.server()
  return { cert: chainPem(made), key: keyPem(made.privateKey) }
}

async function listening<S extends Server>(server: S): Promise<S> {
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function diagnosed(running: Server, alpn: string[], talk?: (socket: TLSSocket) => Promise<void>) {
  try {
    const client = { ALPNProtocols: alpn }
    const { record, keyLog } = await recordHandshake({ running, client, ...(talk ? { talk } : {}) })
    const [conversation] = await decrypt([record], storeOf(keyLog))
    if (conversation === undefined) throw new Error('nothing was recorded')
    const facts = readFacts(conversation)
    return { facts, ...diagnose(facts, contextOf({ nowMillis: Date.now() })) }
  } finally {
    running.close()
  }
}

describe('HTTP inside a recorded session', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('proves the gateway’s page under %s', async (version) => {
    const body = gatewayPage('No required SSL certificate was sent')
    const answer = `HTTP/1.1 400 Bad Request\r\n${GATEWAY}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
    const options = {
      ...(await identity()),
      maxVersion: version,
      requestCert: true,
      rejectUnauthorized: false,
    }
    const server = createServer(options, (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(answer))
    })
    const { findings, verdict } = await diagnosed(await listening(server), [])
    expect(verdict.break).toMatchObject({ stage: 'client-certificate', by: 'server', how: 'http-status' })
    expect(findings[0]).toMatchObject({
      id: 'gateway-400-no-certificate',
      severity: 'error',
      confidence: 0.97,
    })
  })

  it('reads HTTP/2 as Node’s own stack writes it', async () => {
    const server = createSecureServer(await identity(), (_request, response) => {
      response.writeHead(403, { server: 'lab', 'x-ms-request-id': '1' })
      response.end('no')
    })
    const { facts, verdict } = await diagnosed(
      await listening(server as unknown as Server),
      ['h2'],
      askOverHttp2,
    )
    expect(facts.http.requests.map(({ http }) => [http.method, http.path, http.host])).toEqual([
      ['GET', '/orders', 'apim.contoso.internal:443'],
    ])
    expect(facts.http.responses[0]?.http).toMatchObject({
      version: '2',
      status: 403,
      reason: 'Forbidden',
      server: 'lab',
      marks: ['x-ms-request-id'],
    })
    expect(verdict.break).toMatchObject({ stage: 'application', how: 'http-status' })
  })
})

async function askOverHttp2(socket: TLSSocket): Promise<void> {
  const session: ClientHttp2Session = connect('https://apim.contoso.internal', {
    createConnection: () => socket,
  })
  session.on('error', () => {})
  const request = session.request({ ':path': '/orders?key=s3cret', authorization: 's3cret' })
  request.resume()
  await once(request, 'close')
  session.close()
}
