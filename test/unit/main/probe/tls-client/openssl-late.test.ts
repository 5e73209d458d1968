import { describe, expect, it } from 'vitest'
import {
  EVERYTHING,
  offeringPostHandshakeAuth,
  type TlsClient,
} from '../../../../../src/main/probe/tls-client/index.ts'
import { latin1, utf8Bytes } from '../../../../../src/shared/bytes/text.ts'
import { absent, type RunningServer, stage } from './support/commands.ts'
import { clientTo, ladder, type ProbeOptions, TIMEOUT_MS } from './support/probe.ts'

/** What `openssl s_server` does when somebody types at it: c, r, R, k, K. */

const missing = absent('openssl')
const { workshop, start } = stage()

async function connected(
  options: ProbeOptions,
  ...args: string[]
): Promise<{ server: RunningServer; client: TlsClient }> {
  const server = await start('rsa', '-CAfile', workshop.clientCa.certificate, ...args)
  const client = await clientTo(server.port, options)
  const handshake = await client.handshake(TIMEOUT_MS)
  if (handshake.kind === 'ended') throw new Error(JSON.stringify(handshake.ending))
  await converse(server, client, 'first')
  return { server, client }
}

/** A line each way, so that both sides have done what they had to. */
async function converse(server: RunningServer, client: TlsClient, word: string): Promise<void> {
  client.send(utf8Bytes(`from client ${word}\n`))
  await server.printed(`from client ${word}`)
  server.type(`from server ${word}\n`)
  const data = await client.wait({ timeoutMs: TIMEOUT_MS })
  expect(data.kind === 'data' ? latin1(data.bytes) : data).toContain(`from server ${word}`)
}

describe.skipIf(missing)('openssl s_server, after the handshake', () => {
  it('asks for the certificate in TLS 1.3 and gets it, each time', async () => {
    const hello = offeringPostHandshakeAuth(EVERYTHING)
    const { server, client } = await connected({ hello, credential: workshop.client('P-256') }, '-tls1_3')
    for (const word of ['second', 'third']) {
      server.type('c\n')
      await expect(client.wait({ timeoutMs: TIMEOUT_MS, quietMs: 200 })).resolves.toEqual({ kind: 'quiet' })
      await converse(server, client, word)
    }
    const late = { requested: 'post-handshake', answer: 'sent', scheme: 0x0403 }
    expect(client.authentications).toMatchObject([late, late])
    expect(server.log()).toContain('CN = client P-256')
    expect(ladder(client).filter((name) => name === 'CertificateRequest')).toHaveLength(2)
    await client.close(500)
  })

  it('asks late and is answered by an empty Certificate where there is none', async () => {
    const { server, client } = await connected({ hello: offeringPostHandshakeAuth(EVERYTHING) }, '-tls1_3')
    server.type('c\n')
    await expect(client.wait({ timeoutMs: TIMEOUT_MS, quietMs: 200 })).resolves.toEqual({ kind: 'quiet' })
    await converse(server, client, 'after all')
    expect(client.authentications).toMatchObject([
      { requested: 'post-handshake', answer: 'empty', scheme: null },
    ])
    await client.close(500)
  })

  it.each(['r', 'R'])('renegotiates in TLS 1.2 (%s), with the certificate where it asks', async (key) => {
    const credential = workshop.client('rsa')
    const { server, client } = await connected({ credential }, '-tls1_2')
    server.type(`${key}\n`)
    await expect(client.wait({ timeoutMs: TIMEOUT_MS, quietMs: 500 })).resolves.toEqual({ kind: 'quiet' })
    await converse(server, client, 'again')
    expect(client.negotiated).toMatchObject({ secureRenegotiation: true, version: 0x0303 })
    const { clientAuthentication } = client.negotiated ?? {}
    expect(clientAuthentication).toMatchObject(
      key === 'R' ? { requested: 'renegotiation', answer: 'sent' } : { requested: 'no', answer: 'none' },
    )
    expect(ladder(client).filter((name) => name === 'FINISHED')).toHaveLength(2)
    expect(client.record.keyLog).toHaveLength(2)
    await client.close(500)
  })

  it('is told no where renegotiation is to be refused', async () => {
    const { server, client } = await connected({ renegotiation: 'refuse' }, '-tls1_2')
    server.type('r\n')
    await client.wait({ timeoutMs: TIMEOUT_MS, quietMs: 300 })
    const alerts = client.record.events.filter((event) => event.kind === 'alert' && event.from === 'client')
    expect(alerts).toMatchObject([{ level: 1, description: 100 }])
    await client.close(500)
  })

  it.each(['k', 'K'])('changes its keys in TLS 1.3 (%s)', async (key) => {
    const { server, client } = await connected({}, '-tls1_3')
    server.type(`${key}\n`)
    await expect(client.wait({ timeoutMs: TIMEOUT_MS, quietMs: 200 })).resolves.toEqual({ kind: 'quiet' })
    await converse(server, client, 'under new keys')
    expect(ladder(client)).toContain('KeyUpdate')
    expect(ladder(client).includes('KEYUPDATE')).toBe(key === 'K')
    await client.close(500)
  })

  it.each([true, false])('follows when we change ours (asking for theirs: %s)', async (request) => {
    const { server, client } = await connected({}, '-tls1_3')
    client.updateKeys(request)
    await converse(server, client, 'under new keys')
    expect(ladder(client).includes('KeyUpdate')).toBe(request)
    await client.close(500)
  })

  it('hangs up without a word', async () => {
    const { server, client } = await connected({}, '-tls1_3')
    server.type('Q\n')
    const result = await client.wait({ timeoutMs: TIMEOUT_MS })
    expect(result).toMatchObject({ kind: 'ended', ending: { by: 'server', how: 'fin', cut: false } })
    await client.close(500)
  })
})
