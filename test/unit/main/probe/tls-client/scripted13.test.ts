import { randomBytes } from 'node:crypto'
import { brotliCompressSync, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { nextTrafficSecret } from '../../../../../src/main/decrypt/tls13-cipher.ts'
import { generateEcKey, issueEc } from '../../../../../src/main/lab/certificates/ec.ts'
import type { Identity } from '../../../../../src/main/lab/certificates/profile.ts'
import type { HandshakeResult, HelloPlan, TlsClient } from '../../../../../src/main/probe/tls-client/index.ts'
import { utf8Bytes } from '../../../../../src/shared/bytes/text.ts'
import {
  encodeAlert,
  encodeCertificate13,
  encodeCertificateRequest13,
  encodeCertificateVerify,
  encodeCompressedCertificate,
  encodeEncryptedExtensions,
  encodeFinished,
  encodeKeyUpdate,
  encodeNewSessionTicket13,
  extension,
} from '../../../../../src/shared/tls/encode/index.ts'
import { clientInMemory, type MemoryTransport } from './support/memory.ts'
import { Server13 } from './support/server13.ts'

/** A TLS 1.3 server, scripted: what it does right is right, and what it does wrong is one thing at a time. */

const ALERT = 21
const DATA = 23
const HANDSHAKE = 22

async function identityOf(name: string): Promise<Identity> {
  const year = new Date().getUTCFullYear()
  const validity = { notBefore: new Date(Date.UTC(year - 1, 0)), notAfter: new Date(Date.UTC(year + 1, 0)) }
  return issueEc({ subject: [['CN', name]], ...validity }, 'P-256', await generateEcKey('P-256'), null)
}

const ours = identityOf('apim.contoso.internal')
const strangers = identityOf('somebody else')

interface Play {
  readonly server: Server13
  readonly client: TlsClient
  readonly transport: MemoryTransport
  readonly result: HandshakeResult
}

async function play(
  script: (server: Server13) => Promise<void>,
  options: Parameters<typeof clientInMemory>[0] = {},
): Promise<Play> {
  const identity = await ours
  const { transport, client } = clientInMemory(options)
  const server = new Server13(transport, { key: identity.privateKey, certificate: identity.der })
  const [result] = await Promise.all([client.handshake(5000), script(server)])
  return { server, client, transport, result }
}

async function wellDone(server: Server13): Promise<void> {
  await server.hellos()
  server.flight()
  await server.clientFinished()
}

function faultOf({ result }: Play) {
  if (result.kind === 'established' || !('fault' in result.ending)) throw new Error(JSON.stringify(result))
  return result.ending
}

describe('a TLS 1.3 handshake told message by message', () => {
  it('is finished, and data goes both ways', async () => {
    const { server, client, result } = await play(wellDone)
    expect(result).toMatchObject({ kind: 'established', negotiated: { serverSignature: 'good' } })
    client.send(utf8Bytes('ping'))
    await expect(server.hear()).resolves.toMatchObject({ contentType: DATA, content: utf8Bytes('ping') })
    server.say(DATA, utf8Bytes('pong'))
    await expect(client.wait({ timeoutMs: 1000 })).resolves.toMatchObject({ bytes: utf8Bytes('pong') })
  })

  it.each([
    [
      'in the middle of the flight',
      'server-certificate',
      (server: Server13) => server.say(ALERT, encodeAlert(80)),
    ],
    ['after Finished, under the new keys', 'application', null],
  ] as const)('is cut off by an encrypted alert %s', async (_when, stage, midway) => {
    const { client, result, server } = await play(async (server) => {
      await server.hellos()
      if (midway === null) {
        server.flight()
        await server.clientFinished()
      } else midway(server)
    })
    if (midway === null) server.say(ALERT, encodeAlert(80))
    const ended = midway === null ? await client.wait({ timeoutMs: 1000 }) : result
    const ending = { by: 'server', how: 'alert', description: 80, encrypted: true, stage }
    expect(ended).toMatchObject({ kind: 'ended', ending })
  })

  it('is refused late under the keys of the handshake, or in the clear, and both are heard', async () => {
    for (const encrypted of [true, false]) {
      const { client, transport } = await play(async (server) => {
        await server.hellos()
        const { serverSecret } = server
        server.handshake(encodeEncryptedExtensions())
        server.handshake(encodeCertificateRequest13([extension.signatureAlgorithms([0x0403])]))
        server.authenticate()
        await server.clientFinished()
        // The old keys have sealed five records by then.
        if (encrypted) server.sealLate(serverSecret, 5, ALERT, encodeAlert(48))
      })
      if (!encrypted) transport.say(Uint8Array.of(21, 3, 3, 0, 2, 2, 48))
      const ending = { how: 'alert', description: 48, encrypted, stage: 'client-certificate' }
      await expect(client.wait({ timeoutMs: 1000 })).resolves.toMatchObject({ kind: 'ended', ending })
    }
  })

  it('ends where the proof is of another key', async () => {
    const stranger = await strangers
    const played = await play(async (server) => {
      await server.hellos()
      server.flight({ certificate: () => [encodeCertificate13([{ certificate: stranger.der }])] })
    })
    const fault = { kind: 'bad-signature', subject: 'CertificateVerify' }
    expect(faultOf(played)).toMatchObject({ alert: 51, stage: 'server-certificate', fault })
  })

  it('ends where the proof is over something else', async () => {
    const signature = randomBytes(70)
    const played = await play(async (server) => {
      await server.hellos()
      server.flight({ verify: () => [encodeCertificateVerify({ algorithm: 0x0403, signature })] })
    })
    expect(faultOf(played).fault).toMatchObject({ kind: 'bad-signature', subject: 'CertificateVerify' })
  })

  it('ends where Finished does not fit', async () => {
    const played = await play(async (server) => {
      await server.hellos()
      server.flight({ finished: () => [encodeFinished(new Uint8Array(32))] })
    })
    expect(faultOf(played)).toMatchObject({ alert: 51, fault: { kind: 'bad-finished', offset: 4 } })
  })

  it('ends at a record that does not open', async () => {
    const played = await play(async (server) => {
      await server.hellos()
      server.write(new Uint8Array(32))
      server.flight()
    })
    expect(faultOf(played)).toMatchObject({ alert: 20, fault: { kind: 'bad-record', subject: 'record' } })
  })

  it('ends at a message that reaches over a change of keys', async () => {
    const played = await play(async (server) => {
      await server.hellos()
      server.flight({
        finished: () => {
          const finished = server.finished()
          server.transcript.push(finished)
          const both = new Uint8Array(finished.length + 2)
          both.set(finished)
          server.say(HANDSHAKE, both)
          return []
        },
      })
    })
    expect(faultOf(played).fault).toMatchObject({ kind: 'unexpected', subject: 'record' })
  })

  it('goes on whatever the certificate is, even none that can be read', async () => {
    const { result } = await play(async (server) => {
      await server.hellos()
      server.flight({ certificate: () => [encodeCertificate13([{ certificate: Uint8Array.of(0x30, 0) }])] })
      await server.clientFinished()
    })
    expect(result).toMatchObject({ kind: 'established', negotiated: { serverSignature: 'unknown' } })
  })

  it.each([
    ['zlib', 1, deflateSync],
    ['brotli', 2, brotliCompressSync],
  ] as const)('takes a certificate compressed by %s', async (_name, algorithm, compress) => {
    const plan: Partial<HelloPlan> = { certificateCompression: [algorithm], extensions: [10, 13, 27, 43, 51] }
    const { result } = await play(
      async (server) => {
        await server.hellos()
        const plain = encodeCertificate13([{ certificate: server.certificate }]).subarray(4)
        const message = encodeCompressedCertificate(algorithm, plain.length, compress(plain))
        server.flight({ certificate: () => [message] })
        await server.clientFinished()
      },
      { plan },
    )
    expect(result).toMatchObject({ kind: 'established', negotiated: { serverSignature: 'good' } })
  })

  it.each([
    ['more than it says', 5000, 100, 'malformed'],
    ['less than it says', 100, 5000, 'malformed'],
    ['more than anybody needs', 2 ** 23, 2 ** 23, 'limit'],
  ] as const)('ends at a compressed certificate of %s', async (_what, really, said, kind) => {
    const plan: Partial<HelloPlan> = { certificateCompression: [2], extensions: [10, 13, 27, 43, 51] }
    const played = await play(
      async (server) => {
        await server.hellos()
        const bomb = brotliCompressSync(new Uint8Array(really))
        server.flight({ certificate: () => [encodeCompressedCertificate(2, said, bomb)] })
      },
      { plan },
    )
    expect(faultOf(played)).toMatchObject({ alert: 42, fault: { kind, subject: 'CompressedCertificate' } })
  })
})

describe('after a TLS 1.3 handshake', () => {
  it('tickets and key updates are borne up to a limit', async () => {
    const floods = [
      (): Uint8Array => encodeNewSessionTicket13({ lifetime: 1, ticket: Uint8Array.of(1) }),
      (server: Server13): Uint8Array => {
        const update = encodeKeyUpdate(false)
        server.say(HANDSHAKE, update)
        server.serverSecret = nextTrafficSecret(server.suite, server.serverSecret)
        server.write(server.serverSecret)
        return new Uint8Array(0)
      },
    ]
    for (const flood of floods) {
      const { server, client } = await play(wellDone, { limits: { afterthoughts: 20 } })
      for (let at = 0; at < 30; at++) {
        const message = flood(server)
        if (message.length > 0) server.say(HANDSHAKE, message)
      }
      const fault = { kind: 'limit', subject: 'handshake message' }
      await expect(client.wait({ timeoutMs: 1000 })).resolves.toMatchObject({ ending: { fault } })
    }
  })

  it('records that carry nothing are borne up to a limit', async () => {
    const { server, client } = await play(wellDone)
    for (let at = 0; at < 40; at++) server.say(DATA, new Uint8Array(0))
    const fault = { kind: 'limit', subject: 'record' }
    await expect(client.wait({ timeoutMs: 1000 })).resolves.toMatchObject({ ending: { fault } })
  })

  it('quiet is told apart from time that is up, and neither ends anything', async () => {
    const { server, client } = await play(wellDone)
    await expect(client.wait({ timeoutMs: 1000, quietMs: 30 })).resolves.toEqual({ kind: 'quiet' })
    const late = { kind: 'ended', ending: { how: 'timeout', stage: 'application' } }
    await expect(client.wait({ timeoutMs: 30 })).resolves.toMatchObject(late)
    server.say(DATA, utf8Bytes('at last'))
    await expect(client.wait({ timeoutMs: 1000 })).resolves.toMatchObject({ kind: 'data' })
  })

  it('data that came is read before an end that came behind it', async () => {
    const { server, client, transport } = await play(wellDone)
    server.say(DATA, utf8Bytes('one'))
    server.say(DATA, utf8Bytes('two'))
    transport.reset()
    const said = [await client.wait({ timeoutMs: 100 }), await client.wait({ timeoutMs: 100 })]
    expect(said).toMatchObject([{ bytes: utf8Bytes('one') }, { bytes: utf8Bytes('two') }])
    await expect(client.wait({ timeoutMs: 100 })).resolves.toMatchObject({ ending: { how: 'rst' } })
  })

  it('a message that has no place there ends it', async () => {
    const { server, client } = await play(wellDone)
    server.say(HANDSHAKE, encodeEncryptedExtensions())
    const fault = { kind: 'unexpected', subject: 'EncryptedExtensions' }
    await expect(client.wait({ timeoutMs: 1000 })).resolves.toMatchObject({ ending: { fault } })
  })

  it('records are no longer than the server wants them', async () => {
    const { server, client } = await play(async (server) => {
      await server.hellos()
      server.handshake(encodeEncryptedExtensions([extension.recordSizeLimit(65)]))
      server.authenticate()
      await server.clientFinished()
    })
    client.send(new Uint8Array(200))
    const lengths = []
    for (let at = 0; at < 4; at++) lengths.push((await server.hear()).content.length)
    expect(lengths).toEqual([64, 64, 64, 8])
  })
})
