import { createSecureServer } from 'node:http2'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../src/main/capture-file/synthesise.ts'
import { analyseToDocument } from '../../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { keyPem } from '../../../../src/main/lab/certificates/profile.ts'
import { listenOnLoopback } from '../../../../src/main/lab/recorder.ts'
import { serverThatRenegotiates } from '../../../../src/main/lab/scripted/renegotiation.ts'
import type { ProbeRun } from '../../../../src/main/probe/probe.ts'
import { runProbe } from '../../../../src/main/probe/run-probe.ts'
import { EVERYTHING } from '../../../../src/main/probe/tls-client/index.ts'
import type { TlsStart } from '../../../../src/main/tcp/tls-events.ts'
import { utf8Bytes } from '../../../../src/shared/bytes/text.ts'
import type { HandshakeDocument } from '../../../../src/shared/contract/analysis.ts'
import { handshakeTypeName } from '../../../../src/shared/tls/registry/index.ts'
import { FinderRun } from '../../../support/tcp/finder.ts'
import { askedOf, certificates, credentialOfIdentity, loopback } from './support/loopback.ts'

/** What a probe wrote down, read again as if it were a capture. */

const lab = loopback()

/** The only handshake in the capture of a probe. */
async function readAgain({ connection }: ProbeRun): Promise<HandshakeDocument> {
  if (connection === null) throw new Error('there was no connection')
  const pcapng = synthesiseCapture([connection])
  const keyLog = utf8Bytes(connection.keyLog.map((line) => `${line}\n`).join(''))
  async function* input(): AsyncIterable<Uint8Array> {
    yield pcapng
  }
  const { handshakes, sources } = await analyseToDocument([{ path: 'probe', input: input() }], {
    ...NO_OPTIONS,
    port: connection.server.port,
    secrets: { keyLogs: [{ name: 'probe', bytes: keyLog }], rsaKeys: [] },
  })
  expect(sources[0]?.warnings).toEqual([])
  const [handshake] = handshakes
  if (handshake === undefined || handshakes.length > 1) throw new Error(`${handshakes.length} handshakes`)
  return handshake
}

const rows = ({ messages }: HandshakeDocument, layer: string): string[] =>
  messages.filter((message) => message.layer === layer).map(({ from, type }) => `${from} ${type}`)

describe('the bytes of a probe', () => {
  it.each([
    ['TLS 1.3', EVERYTHING],
    ['TLS 1.2', { ...EVERYTHING, versions: [0x0303] }],
  ])('are a whole capture that opens with its own secrets: %s', async (version, plan) => {
    const root = await certificates.clientRoot()
    const client = await certificates.client()
    const issuer = await certificates.clientIntermediate()
    const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, ca: root.pem })
    const hello = { ...plan, serverName: 'apim.contoso.internal' }
    const run = await runProbe(askedOf({ port, hello, credential: credentialOfIdentity(client, issuer) }))
    const again = await readAgain(run)
    expect(again).toMatchObject({
      client: run.connection?.client,
      server: run.connection?.server,
      version,
      sni: 'apim.contoso.internal',
      mutualTls: { requested: 'initial', clientCertificate: 'sent' },
      break: null,
    })
    expect(again.certificates.server).toHaveLength(run.serverChain.length)
    expect(again.certificates.client).toHaveLength(2)
    expect(again.messages.filter(({ encrypted, decrypted }) => encrypted && !decrypted)).toEqual([])
    expect(again.messages.filter(({ layer }) => layer === 'http').map(({ detail }) => detail)).toEqual([
      `GET /status-0123456789abcdef HTTP/1.1 · Host 127.0.0.1:${port}`,
      'HTTP/1.1 200 Service Operational · Server lab',
    ])
    expectSameLadder(again, run)
    expect(rows(again, 'tcp')).toEqual(['client SYN', 'server SYN-ACK', ...endsOf(run)])
  })

  it('of a renegotiation open too', async () => {
    const chain = [await certificates.server(), await certificates.serverIntermediate()]
    const root = await certificates.clientRoot()
    const client = await certificates.client()
    const port = await lab.server(
      (socket) => void serverThatRenegotiates(chain, root)(socket).catch(() => {}),
    )
    const hello = { ...EVERYTHING, versions: [0x0303], cipherSuites: [0xc02f] }
    const run = await runProbe(askedOf({ port, hello, credential: credentialOfIdentity(client) }))
    const again = await readAgain(run)
    expect(again.mutualTls).toMatchObject({ requested: 'renegotiation', clientCertificate: 'sent' })
    expectSameLadder(again, run)
    expect(rows(again, 'http')).toEqual(['client Request', 'server Response'])
  })

  it('of HTTP/2 open too', async () => {
    const identity = await certificates.server()
    const server = createSecureServer(
      { cert: identity.pem, key: keyPem(identity.privateKey) },
      (_, answer) => {
        answer.writeHead(403, { server: 'apim' })
        answer.end('no')
      },
    )
    const port = await listenOnLoopback(server)
    const run = await runProbe(askedOf({ port, hello: { ...EVERYTHING, alpn: ['h2'] } }))
    server.close()
    const again = await readAgain(run)
    expect(run.http).toMatchObject({ status: 403, body: utf8Bytes('no') })
    expect(again.alpn.offered).toEqual(['h2'])
    expect(again.messages.filter(({ layer }) => layer === 'http').map(({ detail }) => detail)).toEqual([
      `GET /status-0123456789abcdef HTTP/2 · Host 127.0.0.1:${port}`,
      'HTTP/2 403 Forbidden · Server apim',
    ])
  })

  it('behind a proxy show the CONNECT in the plain, and TLS behind it', async () => {
    const target = await lab.tlsServer()
    const proxy = await lab.server((socket) => {
      socket.once('data', () => {
        const onward = connect({ host: '127.0.0.1', port: target }, () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
          socket.pipe(onward).pipe(socket)
        })
        onward.on('error', () => socket.destroy())
        socket.on('close', () => onward.destroy())
      })
    })
    const host = 'apim.contoso.internal'
    const run = await runProbe(askedOf({ host, port: 443, proxy: { host: '127.0.0.1', port: proxy } }))
    const again = await readAgain(run)
    expect(again.server?.port).toBe(proxy)
    expect(found(run)).toMatchObject({ via: 'http-connect' })
    expectSameLadder(again, run)
    expect(rows(again, 'http')).toEqual(['client Request', 'server Response'])
  })

  it('of a late refusal give the same verdict as the live run', async () => {
    const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' })
    const run = await runProbe(askedOf({ port }))
    const again = await readAgain(run)
    expect(run.ending).toMatchObject({
      by: 'server',
      how: 'alert',
      description: 116,
      stage: 'client-certificate',
    })
    expect(again.break).toMatchObject({ stage: 'client-certificate', endedBy: 'server', how: 'alert' })
  })

  it('of a refused connection are its SYN and the refusal', async () => {
    const run = await runProbe(askedOf({ port: await lab.closedPort() }))
    const again = await readAgain(run)
    expect(rows(again, 'tcp')).toEqual(['client SYN', 'server RST'])
    expect(again.break).toMatchObject({ stage: 'tcp' })
  })
})

/** What the finder makes of the bytes, packet by packet. */
function found({ connection }: ProbeRun): TlsStart | null {
  const run = new FinderRun()
  for (const { from, bytes } of connection?.exchanges ?? []) {
    if (bytes !== undefined) from === 'client' ? run.c(bytes) : run.s(bytes)
  }
  return run.end().start
}

/** The client hears a message when it opens it, not when it comes: the order holds for each direction. */
function expectSameLadder(again: HandshakeDocument, run: ProbeRun): void {
  const ladder = rows(again, 'tls')
  const events = eventsOf(run)
  for (const from of ['client', 'server']) {
    const said = (row: string): boolean => row.startsWith(from)
    expect(ladder.filter(said)).toEqual(events.filter(said))
  }
}

/** What the TLS client itself says it heard and said, in the words of the ladder. */
function eventsOf({ connection }: ProbeRun): string[] {
  return (connection?.events ?? []).map((event) => {
    switch (event.kind) {
      case 'handshake':
        return `${event.from} ${handshakeTypeName(event.raw[0] ?? -1)}`
      case 'alert':
        return `${event.from} Alert`
      case 'change-cipher-spec':
        return `${event.from} ChangeCipherSpec`
      case 'application-data':
        return `${event.from} ApplicationData`
      default:
        return `${event.from} ${event.kind}`
    }
  })
}

/** Who closed first is for the machine to decide. */
function endsOf({ connection }: ProbeRun): string[] {
  const ends = (connection?.exchanges ?? []).filter(({ kind }) => kind === 'fin')
  return ends.map(({ from }) => `${from} FIN`)
}
