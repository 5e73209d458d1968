import { beforeAll, describe, expect, it } from 'vitest'
import type { Identity } from '../../../../src/main/lab/certificates/profile.ts'
import { subjectName } from '../../../../src/main/lab/certificates/profile.ts'
import { HANDSHAKE, serveHandshake12 } from '../../../../src/main/lab/scripted/handshake12.ts'
import { refuseClient13 } from '../../../../src/main/lab/scripted/handshake13.ts'
import { RecordStream } from '../../../../src/main/lab/scripted/record-stream.ts'
import { serverThatRenegotiates } from '../../../../src/main/lab/scripted/renegotiation.ts'
import type { ProbeRun } from '../../../../src/main/probe/probe.ts'
import { runProbe } from '../../../../src/main/probe/run-probe.ts'
import { EVERYTHING, offeringPostHandshakeAuth } from '../../../../src/main/probe/tls-client/index.ts'
import { utf8Bytes } from '../../../../src/shared/bytes/text.ts'
import { encodeAlert, encodeHandshake } from '../../../../src/shared/tls/encode/index.ts'
import { CONTENT_TYPE } from '../../../../src/shared/tls/registry/index.ts'
import {
  ANSWER,
  askedOf,
  certificates,
  credentialOfIdentity,
  loopback,
  stagesOf,
} from './support/loopback.ts'
import { absent, stage } from './tls-client/support/commands.ts'

/** What a server says of the client's certificate after the client believes to be done. */

const RUNS = 50
const CERTIFICATE_REQUIRED = 116
const UNKNOWN_CA = 48
const HANDSHAKE_FAILURE = 40
const PLAN12 = { ...EVERYTHING, versions: [0x0303], cipherSuites: [0xc02f] }

const lab = loopback()
let chain: Identity[] = []
let root: Identity
let client: Identity

beforeAll(async () => {
  chain = [await certificates.server(), await certificates.serverIntermediate()]
  root = await certificates.clientRoot()
  client = await certificates.client()
}, 60_000)

describe('a server of TLS 1.3 that refuses the certificate once the client is done', () => {
  it.each([
    ['behind the request', true],
    ['in the quiet after the handshake', false],
  ])(`is heard in ${RUNS} of ${RUNS} runs: %s`, async (_when, request) => {
    const port = await lab.server((socket) => {
      const stream = new RecordStream(socket)
      refuseClient13(stream, { chain, clientCaNames: [subjectName(root)], alert: UNKNOWN_CA })
        .then(() => socket.end())
        .catch(() => socket.destroy())
    })
    const heard: string[] = []
    for (let run = 0; run < RUNS; run++) {
      const asked = askedOf({ port, credential: credentialOfIdentity(client) })
      const told = await runProbe(request ? asked : { ...asked, http: null })
      heard.push(`${stagesOf(told)}: ${endOf(told)}`)
    }
    expect(counted(heard)).toEqual({
      [`dns skipped, tcp done, tls done, http failed, late-client-auth skipped: server alert ${UNKNOWN_CA}`]:
        RUNS,
    })
  })

  it(`is heard in ${RUNS} of ${RUNS} runs where it is node:tls and we have no certificate`, async () => {
    const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' })
    const heard: string[] = []
    for (let run = 0; run < RUNS; run++) heard.push(endOf(await runProbe(askedOf({ port }))))
    expect(counted(heard)).toEqual({ [`server alert ${CERTIFICATE_REQUIRED}`]: RUNS })
  })

  it('is told in one sentence that names the alert', async () => {
    const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' })
    const { stages, http } = await runProbe(askedOf({ port }))
    expect(http).toBeNull()
    expect(stages[2]?.summary).toMatch(/^TLS 1\.3 with .* asked for a client certificate and was sent none/)
    expect(stages[3]?.summary).toMatch(
      /^After our answer to its CertificateRequest, .* the server sent the alert certificate_required \(116\); it had asked for a client certificate and was sent none, because there is none to send\.$/,
    )
  })
})

describe('a renegotiation for the certificate', () => {
  it('is answered, and the answer to the request is told', async () => {
    const port = await lab.server(
      (socket) => void serverThatRenegotiates(chain, root)(socket).catch(() => {}),
    )
    const run = await runProbe(askedOf({ port, hello: PLAN12, credential: credentialOfIdentity(client) }))
    expect(stagesOf(run)).toBe('dns skipped, tcp done, tls done, http done, late-client-auth done')
    expect(run.http).toMatchObject({ status: 200, reason: 'Service Operational' })
    expect(run.authentications).toMatchObject([{ requested: 'renegotiation', answer: 'sent' }])
    const late = run.stages.at(-1)
    expect(late?.summary).toMatch(
      /^The server asked for a client certificate after the handshake, by renegotiation, and was sent one, proved by/,
    )
    const [http] = run.stages.slice(-2)
    expect(late?.startedMicros).toBeGreaterThanOrEqual(http?.startedMicros ?? Infinity)
    expect(late?.endedMicros).toBeLessThanOrEqual(http?.endedMicros ?? 0)
  })

  it('may be asked for in the packet that ends the handshake', async () => {
    const port = await lab.server((socket) => {
      const stream = new RecordStream(socket)
      const script = async (): Promise<void> => {
        const previous = await serveHandshake12(stream, { chain })
        stream.write(CONTENT_TYPE.handshake, encodeHandshake(HANDSHAKE.helloRequest))
        await serveHandshake12(stream, { chain, previous, clientCaNames: [subjectName(root)] })
        await stream.closed()
        socket.end()
      }
      script().catch(() => {})
    })
    const credential = credentialOfIdentity(client)
    const run = await runProbe(askedOf({ port, hello: PLAN12, http: null, credential }))
    expect(stagesOf(run)).toBe('dns skipped, tcp done, tls done, http skipped, late-client-auth done')
    expect(run.authentications).toMatchObject([{ requested: 'renegotiation', answer: 'sent' }])
  })

  it('that ends in a refusal is the stage that failed', async () => {
    const port = await lab.server((socket) => {
      const stream = new RecordStream(socket)
      refuseInRenegotiation(stream)
        .catch(() => {})
        .finally(() => socket.end())
    })
    const run = await runProbe(askedOf({ port, hello: PLAN12 }))
    expect(stagesOf(run)).toBe('dns skipped, tcp done, tls done, http failed, late-client-auth failed')
    expect(run.ending).toMatchObject({
      stage: 'late-client-auth',
      how: 'alert',
      description: HANDSHAKE_FAILURE,
    })
    expect(run.authentications).toMatchObject([{ requested: 'renegotiation', answer: 'empty' }])
    expect(run.stages.at(-1)?.summary).toBe(
      'The server asked for a client certificate after the handshake, by renegotiation, and was sent none, because there is none to send; then the server sent the alert handshake_failure (40).',
    )
  })

  async function refuseInRenegotiation(stream: RecordStream): Promise<void> {
    const previous = await serveHandshake12(stream, { chain })
    await stream.record()
    stream.write(CONTENT_TYPE.handshake, encodeHandshake(HANDSHAKE.helloRequest))
    await serveHandshake12(stream, { chain, previous, clientCaNames: [subjectName(root)] })
    stream.write(CONTENT_TYPE.alert, encodeAlert(HANDSHAKE_FAILURE))
  }
})

const missing = absent('openssl')
const { workshop, start } = stage()

describe.skipIf(missing)('openssl s_server', () => {
  it.each([
    ['the certificate', true, 'sent'],
    ['none', false, 'empty'],
  ])('asks behind the request, gets %s, and answers', async (_what, has, answer) => {
    const server = await start('rsa', '-tls1_3', '-CAfile', workshop.clientCa.certificate)
    const probing = runProbe(
      askedOf({
        port: server.port,
        hello: offeringPostHandshakeAuth(EVERYTHING),
        credential: has ? workshop.client('P-256') : null,
      }),
    )
    await server.printed('GET /status')
    server.type('c\n')
    await new Promise((resolve) => setTimeout(resolve, 100))
    server.type('HTTP/1.1 204 No Content\n\n')
    const run = await probing
    expect(stagesOf(run)).toBe('dns skipped, tcp done, tls done, http done, late-client-auth done')
    expect(run.http?.status).toBe(204)
    expect(run.authentications).toMatchObject([{ requested: 'post-handshake', answer }])
    expect(run.stages.at(-1)?.summary).toContain('by post-handshake authentication')
  })

  it('asks in the quiet where nothing is requested', async () => {
    const server = await start('rsa', '-tls1_3', '-CAfile', workshop.clientCa.certificate)
    const hello = offeringPostHandshakeAuth(EVERYTHING)
    const probing = runProbe(
      askedOf({ port: server.port, hello, http: null, quietMs: 1500, credential: workshop.client('rsa') }),
    )
    await server.printed('CIPHER is')
    server.type('c\n')
    const run = await probing
    expect(stagesOf(run)).toBe('dns skipped, tcp done, tls done, http skipped, late-client-auth done')
    expect(run.authentications).toMatchObject([{ requested: 'post-handshake', answer: 'sent' }])
  })
})

describe('a server that is content', () => {
  it('is believed after the quiet, and not before', async () => {
    const port = await lab.tlsServer()
    const run = await runProbe(askedOf({ port, http: null, quietMs: 250 }))
    expect(stagesOf(run)).toBe('dns skipped, tcp done, tls done, http skipped, late-client-auth skipped')
    const quiet = run.stages.find(({ stage: name }) => name === 'http')
    expect((quiet?.endedMicros ?? 0) - (quiet?.startedMicros ?? 0)).toBeGreaterThanOrEqual(245_000)
    expect(run.ending).toMatchObject({ how: 'close-notify' })
  })

  it('may speak first', async () => {
    const port = await lab.tlsServer({}, (socket) => socket.end('220 hello\r\n'))
    const run = await runProbe(askedOf({ port, http: null }))
    expect(run.stages[3]).toMatchObject({ result: 'done', summary: expect.stringContaining('spoke first') })
  })

  it('may answer with anything', async () => {
    const port = await lab.tlsServer({}, (socket) => {
      socket.once('data', () =>
        socket.end(utf8Bytes(ANSWER.replace('200 Service Operational', '403 Forbidden'))),
      )
    })
    const run = await runProbe(askedOf({ port }))
    expect(run.stages[3]?.summary).toMatch(/^HTTP 403 Forbidden, server lab after \d/)
  })
})

function endOf({ ending }: ProbeRun): string {
  if (ending === null) return 'none'
  const description = ending.how === 'alert' && ending.by === 'server' ? ` ${ending.description}` : ''
  return `${ending.by} ${ending.how}${description}`
}

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
