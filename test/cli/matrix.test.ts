import { readdirSync } from 'node:fs'
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chainPem, keyPem } from '../../src/main/lab/certificates/profile.ts'
import { listenOnLoopback } from '../../src/main/lab/recorder.ts'
import { analysisSchema } from '../../src/shared/contract/analysis.ts'
import { type MatrixCell, type MatrixDocument, matrixSchema } from '../../src/shared/contract/matrix.ts'
import { certificates, loopback } from '../unit/main/probe/support/loopback.ts'
import { temporaryFolder } from './support/captures.ts'
import { type How, type Ran, tlscope, warmUp } from './support/run.ts'

const HOST = 'apim.contoso.internal'
const folder = temporaryFolder()
const at = (name: string): string => join(folder.path, name)
const lab = loopback()
/** Ports: asks nobody, requires a certificate, asks for one and takes none too. */
let open = 0
let strict = 0
let optional = 0

beforeAll(async () => {
  await warmUp()
  const [client, issuer, root] = await Promise.all([
    certificates.client(),
    certificates.clientIntermediate(),
    certificates.clientRoot(),
  ])
  folder.file('client.pem', chainPem(client, issuer))
  folder.file('client.key', keyPem(client.privateKey))
  // Of the issuer, who was not told: leaf alone leads nowhere.
  const [identity, above] = [await certificates.server(), await certificates.serverIntermediate()]
  const asking = {
    cert: chainPem(identity, above),
    key: keyPem(identity.privateKey),
    requestCert: true,
    ca: [root.pem],
    allowHTTP1: true,
  }
  open = await lab.tlsServer()
  strict = await listen(createSecureServer({ ...asking, rejectUnauthorized: true }, answer))
  optional = await listen(createSecureServer({ ...asking, rejectUnauthorized: false }, answer))
}, 180_000)
afterAll(() => {
  folder.remove()
  for (const server of servers) server.close()
})

const servers: Http2SecureServer[] = []

/** HTTP/2 and HTTP/1.1, as ALPN has it. */
async function listen(server: Http2SecureServer): Promise<number> {
  servers.push(server)
  server.on('tlsClientError', () => {})
  server.on('sessionError', () => {})
  return await listenOnLoopback(server)
}

const answer = (_request: unknown, response: { end(body: string): void }): void => response.end('ok')

const PAIR = () => ['--cert', at('client.pem'), '--key', at('client.key')]
const MODERN = ['--tls', '1.2-1.3']

function matrix(port: number, args: readonly string[] = [], how: How = {}): Promise<Ran> {
  return tlscope(['matrix', `${HOST}:${port}`, '--connect', `127.0.0.1:${port}`, ...args], how)
}

function documentOf(ran: Ran): MatrixDocument {
  return matrixSchema.parse(JSON.parse(ran.stdout))
}

const words = (cells: readonly MatrixCell[], where: Partial<MatrixCell>): string[] => [
  ...new Set(
    cells
      .filter((cell) =>
        Object.entries(where).every(([key, value]) => cell[key as keyof MatrixCell] === value),
      )
      .map(({ word }) => word),
  ),
]

/** Looks at the ClientHello and leads the connection on to the port chosen by it. */
function front(choose: (hello: Buffer) => number): Promise<number> {
  return lab.server((socket: Socket) => {
    socket.once('data', (hello: Buffer) => {
      const onward = connect({ host: '127.0.0.1', port: choose(hello) })
      onward.on('error', () => socket.destroy())
      socket.on('close', () => onward.destroy())
      onward.write(hello)
      socket.pipe(onward).pipe(socket)
    })
  })
}

const names = (hello: Buffer): boolean => hello.includes(HOST)
/** supported_versions with TLS 1.3 alone. */
const isTls13 = (hello: Buffer): boolean => hello.includes(Buffer.from('002b0003020304', 'hex'))

describe('tlscope matrix', () => {
  it('of a server that requires a certificate: says so first, and the document holds every cell', async () => {
    const ran = await matrix(strict, ['--json', ...MODERN, ...PAIR()])
    expect(ran).toMatchObject({ status: 1, stderr: '' })
    const { cells, differences, learned, analysis, axes, interrupted } = documentOf(ran)
    expect(cells).toHaveLength(24)
    expect(interrupted).toBe(false)
    expect(words(cells, { certificate: 'none' })).toEqual(['alert'])
    expect(words(cells, { certificate: 'chain' })).toEqual(['ok'])
    expect(words(cells, { certificate: 'leaf' })).not.toContain('ok')
    expect(differences.slice(0, 2).map(({ sentence }) => sentence.split(':')[0])).toEqual([
      'Breaks without a client certificate',
      'Breaks with the leaf only',
    ])
    expect(differences[0]?.findings).toEqual(['client-certificate-required-not-sent'])
    expect(axes.certificate.map(({ id, subject }) => [id, subject?.startsWith('CN=') ?? null])).toEqual([
      ['none', null],
      ['leaf', true],
      ['chain', true],
    ])
    expect(learned.map(({ topic }) => topic)).toEqual([
      'versions',
      'client-certificate',
      'ca-names',
      'server-certificate',
      'alpn',
      'alpn',
    ])
    expect(learned.at(-2)?.sentence).toBe('h2 is chosen whenever it is offered.')
    for (const cell of cells) {
      const handshake = analysis.handshakes.find(({ id }) => id === cell.handshake)
      expect(handshake?.messages.length).toBeGreaterThan(5)
      expect(handshake?.sni ?? 'no-sni').toBe(cell.sni === 'sni' ? HOST : 'no-sni')
    }
  })

  it('is valid by the schema that tlscope schema prints', async () => {
    const { stdout } = await tlscope(['schema', 'matrix'])
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(stdout) as object)
    const ran = await matrix(open, ['--json', ...MODERN])
    expect(validate(JSON.parse(ran.stdout)), JSON.stringify(validate.errors)).toBe(true)
  })

  it('ends with 0 where every combination works, and says what the server is like', async () => {
    const ran = await matrix(open, MODERN)
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    expect(ran.stdout).toContain('Everything works: 8 combinations, and none broke.')
    expect(ran.stdout).toContain('Never asks for a client certificate.')
    expect(ran.stdout).toContain('h2 is never chosen: the server answers without ALPN.')
    for (const line of ran.stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
  })

  it('tells the versions that a server does not speak from what is broken', async () => {
    const ran = await matrix(open, ['--only', 'tls', '--json'])
    expect(ran.status).toBe(1)
    const { cells, differences } = documentOf(ran)
    expect(cells.map(({ tls, word }) => `${tls} ${word}`)).toEqual([
      'TLS 1.0 unsupported',
      'TLS 1.1 unsupported',
      'TLS 1.2 ok',
      'TLS 1.3 ok',
    ])
    expect(differences.map(({ kind }) => kind)).toEqual(['works', 'versions'])
  })

  it('finds that a certificate is required under one name only', async () => {
    const port = await front((hello) => (names(hello) ? strict : optional))
    const { differences, learned } = documentOf(
      await matrix(port, ['--json', ...MODERN, ...PAIR(), '--send-chain', 'full', '--alpn', 'http/1.1']),
    )
    expect(differences).toHaveLength(1)
    expect(differences[0]).toMatchObject({
      kind: 'breaks',
      where: [
        { axis: 'certificate', values: ['none'] },
        { axis: 'sni', values: ['sni'] },
      ],
    })
    expect(learned.find(({ topic }) => topic === 'client-certificate')?.sentence).toBe(
      'Asks for a client certificate in the handshake; it is content with none.',
    )
  })

  it('finds that a certificate is required in one version only', async () => {
    const port = await front((hello) => (isTls13(hello) ? open : strict))
    const { differences, learned } = documentOf(
      await matrix(port, ['--json', ...MODERN, ...PAIR(), '--send-chain', 'full', '--alpn', 'http/1.1']),
    )
    expect(differences.map(({ where }) => where)).toEqual([
      [
        { axis: 'tls', values: ['TLS 1.2'] },
        { axis: 'certificate', values: ['none'] },
      ],
    ])
    expect(learned.find(({ topic }) => topic === 'client-certificate')?.sentence).toMatch(
      /not at all with TLS 1\.3/,
    )
  })

  it('saves every cell, and each file tells the same again', async () => {
    const into = at('cells')
    const ran = await matrix(strict, ['--json', ...MODERN, '--alpn', 'h2', ...PAIR(), '--save', into])
    const { cells } = documentOf(ran)
    expect(readdirSync(into).sort()).toEqual(
      cells
        .map(
          ({ tls, certificate, sni }) =>
            `${tls.toLowerCase().replace(' ', '-')}_${certificate}_${sni}_h2.pcapng`,
        )
        .sort(),
    )
    const again = await tlscope(['analyze', '--json', at('cells/tls-1.2_none_sni_h2.pcapng')])
    const { handshakes } = analysisSchema.parse(JSON.parse(again.stdout))
    const cell = cells.find(
      ({ tls, certificate, sni }) => `${tls} ${certificate} ${sni}` === 'TLS 1.2 none sni',
    )
    expect(handshakes[0]?.break?.stage).toBe(cell?.stage)
    expect(handshakes[0]?.findings[0]?.id).toBe(cell?.findings[0])
  })

  it('shows one ladder for each difference where asked for', async () => {
    const ran = await matrix(strict, ['--tls', '1.2', '--alpn', 'h2', '--ladders', ...PAIR()])
    expect(ran.stdout.match(/BROKE HERE/g)).toHaveLength(2)
  })
})

describe('a matrix that cannot be asked', () => {
  it('a closed port: asked twice, the rest is not', async () => {
    const ran = await matrix(await lab.closedPort(), ['--json'])
    expect(ran.status).toBe(1)
    const { cells, notes } = documentOf(ran)
    expect(cells.filter(({ word }) => word === 'refused')).toHaveLength(2)
    expect(cells.filter(({ word }) => word === 'not-asked')).toHaveLength(14)
    expect(notes.join()).toContain('the first two probes did not get as far as TLS')
  })

  it('ended by Ctrl-C: what was decided is kept, with 3', async () => {
    let isAsked = (): void => {}
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    let silences = 0
    // TLS 1.3 is asked about first: when all four at a time wait for TLS 1.2, it is over.
    const silent = await lab.server(() => {
      if (++silences === 4) isAsked()
    })
    const port = await front((hello) => (isTls13(hello) ? open : silent))
    const ran = await matrix(port, ['--json', ...MODERN, '--timeout', '60'], { interruptWhen: asked })
    expect(ran).toMatchObject({ status: 3, signal: null })
    const { cells, interrupted } = documentOf(ran)
    expect(interrupted).toBe(true)
    expect(words(cells, { tls: 'TLS 1.3' })).toEqual(['ok'])
    expect(words(cells, { tls: 'TLS 1.2' })).toEqual(['not-asked'])
  }, 60_000)

  it.each([
    [['--only', 'tls,colour'], '--only: "colour" is no axis; there are tls, certificate, sni, alpn'],
    [['--at-once', '0'], '--at-once 0: expected a whole number from 1 to 16'],
    [['--max-connections', 'many'], '--max-connections many: expected a whole number'],
    [['--tls', '1.4'], '--tls: "1.4" is no TLS version'],
    [['--with-secrets'], '--with-secrets needs a folder'],
    [['--key', 'a.key'], '0 --cert and 1 --key: expected a key for each certificate'],
    [['--cert', 'missing.pem'], 'missing.pem'],
  ])('%j: one sentence, status 2', async (args, sentence) => {
    const ran = await matrix(open, args)
    expect(ran.status).toBe(2)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(sentence)
  })

  it('an address outside private space only with --yes, where there is nobody to ask', async () => {
    const ran = await tlscope(['matrix', '203.0.113.7', '--only', 'tls'])
    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain('--yes says that it may be probed')
    expect(ran.stdout).toBe('')
  })
})
