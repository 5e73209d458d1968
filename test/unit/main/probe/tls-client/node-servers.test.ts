import { createServer, type Server, type TlsOptions } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { LabCertificates } from '../../../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../../../../src/main/lab/certificates/profile.ts'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import { latin1, utf8 } from '../../../../../src/shared/bytes/text.ts'
import { ANSWER, answeringServer } from '../../../../support/decrypt/loopback.ts'
import { clientTo, ladder, probe, TIMEOUT_MS } from './support/probe.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function portOf(options: TlsOptions): Promise<number> {
  const server = await answeringServer(options)
  servers.push(server)
  return (server.address() as { port: number }).port
}

describe('the TLS client against node:tls', () => {
  it('shakes hands in TLS 1.3 and reads the answer', async () => {
    const { client, handshake, answer } = await probe(await portOf({}))
    if (handshake.kind !== 'established') expect.fail(JSON.stringify(handshake.ending))
    expect(handshake.negotiated).toMatchObject({ version: 0x0304, group: 29, serverSignature: 'good' })
    expect(answer?.kind === 'data' && utf8(answer.bytes)).toBe(ANSWER)
    expect(ladder(client).slice(0, 9)).toEqual([
      'CLIENTHELLO',
      'ServerHello',
      'CHANGE-CIPHER-SPEC',
      'change-cipher-spec',
      'EncryptedExtensions',
      'Certificate',
      'CertificateVerify',
      'Finished',
      'FINISHED',
    ])
  })

  it('hears which protocol was chosen, and that none was', async () => {
    const port = await portOf({ ALPNProtocols: ['http/1.1'] })
    for (const version of [0x0303, 0x0304]) {
      const hello = { versions: [version], alpn: ['h2', 'http/1.1'] }
      const { client } = await probe(port, { hello })
      expect(client.negotiated?.alpn).toBe('http/1.1')
      const refused = await probe(port, { hello: { ...hello, alpn: ['h2'] } })
      const ending = { by: 'server', how: 'alert', description: 120, stage: 'client-hello' }
      expect(refused.handshake).toMatchObject({ kind: 'ended', ending })
    }
  })

  it('names the server, or not, or by an address', async () => {
    const identity = await new LabCertificates().server()
    const server = createServer({ cert: chainPem(identity), key: keyPem(identity.privateKey) }, (socket) => {
      socket.on('error', () => {})
      socket.end(`name: ${socket.servername || 'none'}`)
    })
    servers.push(server)
    const port = await listenOnLoopback(server)
    for (const serverName of ['apim.contoso.internal', '10.0.1.5', null]) {
      const { answer } = await probe(port, { hello: { serverName } })
      const said = answer?.kind === 'data' ? latin1(answer.bytes) : ''
      expect(said).toBe(`name: ${serverName ?? 'none'}`)
    }
  })

  it.each([
    ['TLSv1.3', [0x0303], 70],
    ['TLSv1.2', [0x0304], 70],
    ['TLSv1.2', [0x0302, 0x0301], 70],
  ] as const)(
    'is refused by a server of %s where it offers %j only',
    async (version, versions, description) => {
      const { handshake } = await probe(await portOf({ minVersion: version, maxVersion: version }), {
        hello: { versions },
      })
      const ending = { by: 'server', how: 'alert', description, encrypted: false, stage: 'client-hello' }
      expect(handshake).toMatchObject({ kind: 'ended', ending })
    },
  )

  it('notices that a server of TLS 1.3 was talked out of it', async () => {
    const port = await portOf({})
    const talked = await probe(port, { hello: { versions: [0x0303] } })
    expect(talked.client.negotiated).toMatchObject({ version: 0x0303, downgradeSignal: true })
    const not = await probe(await portOf({ maxVersion: 'TLSv1.2' }), { hello: { versions: [0x0303] } })
    expect(not.client.negotiated).toMatchObject({ version: 0x0303, downgradeSignal: false })
  })

  it('says close_notify and hears it', async () => {
    const client = await clientTo(await portOf({}))
    await client.handshake(TIMEOUT_MS)
    await expect(client.close(2000)).resolves.toMatchObject({ by: 'server', how: 'close-notify' })
    const ends = client.record.exchanges
      .filter(({ kind }) => kind !== 'data')
      .map(({ from, kind }) => `${from} ${kind}`)
    expect(ends).toEqual(['client open', 'client fin', 'server fin'])
  })
})
