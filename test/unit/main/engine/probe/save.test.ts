import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyseToDocument } from '../../../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../../../src/main/engine/options.ts'
import { forSaving } from '../../../../../src/main/engine/probe/for-saving.ts'
import { analyseProbe, saveProbe } from '../../../../../src/main/engine/probe/index.ts'
import type { AnalysisDocument } from '../../../../../src/shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../../../src/shared/contract/probe.ts'
import { askedOf, loopback } from '../../probe/support/loopback.ts'
import { type ProbedCase, ran, TLS12, TLS13 } from './probing.ts'
import { CASES } from './runs.ts'

const lab = loopback()
const folder = mkdtempSync(join(tmpdir(), 'saved-probes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

async function saved(one: ProbedCase, withSecrets: boolean) {
  const { run, extras } = await one.run(lab)
  const { document } = await analyseProbe(run, extras, NO_OPTIONS)
  const output = join(folder, `${files++}.pcapng`)
  const { handshakes } = document
  const { comments } = await saveProbe({ run, extras, options: NO_OPTIONS, handshakes, output, withSecrets })
  return { document, output, comments, run }
}

function verdictOf({ handshakes, findings }: AnalysisDocument) {
  return {
    handshakes: handshakes.map(
      ({ id, client, server, outcome, break: broke, findings: found, messages }) => ({
        id,
        client,
        server,
        outcome,
        broke,
        ids: found.map(({ id: finding, severity, confidence }) => `${finding} ${severity} ${confidence}`),
        messages: messages.map(({ from, type }) => `${from} ${type}`),
      }),
    ),
    findings,
  }
}

function forSavingOrNone(probe: ProbeDocument | undefined) {
  return probe === undefined ? undefined : forSaving(probe)
}

/** The file, and every Base64 text in it made plain. */
async function plainText(path: string): Promise<string> {
  const text = readFileSync(path, 'latin1')
  const hidden = text.match(/[A-Za-z0-9+/]{16,}={0,2}/g) ?? []
  return [text, ...hidden.map((one) => Buffer.from(one, 'base64').toString('latin1'))].join('\n')
}

const again = (path: string) => analyseToDocument([{ path, input: path }], NO_OPTIONS)

describe('a saved probe, read again', () => {
  it.each(CASES)('with its secrets gives the same verdict: $name', async (one) => {
    const { document, output } = await saved(one, true)
    const read = await again(output)
    expect(read.sources[0]).toMatchObject({ kind: 'pcapng', clock: 'capture', warnings: [] })
    expect(verdictOf(read)).toEqual(verdictOf(document))
    expect(read.sources[0]?.probe).toEqual(document.sources[0]?.probe)
  })

  it.each(CASES)('without them gives the same verdict too: $name', async (one) => {
    const { document, output, run } = await saved(one, false)
    const read = await again(output)
    expect(read.sources[0]).toMatchObject({ kind: 'pcapng', clock: 'capture', warnings: [] })
    expect(verdictOf(read)).toEqual(verdictOf(document))
    expect(read.sources[0]?.probe).toEqual(forSavingOrNone(document.sources[0]?.probe))
    const file = readFileSync(output)
    expect(file.includes('CLIENT_')).toBe(false)
    for (const line of run.connection?.keyLog ?? []) {
      const secret = line.split(' ')[2] ?? line
      expect(file.includes(secret)).toBe(false)
      expect(file.includes(Buffer.from(secret, 'hex'))).toBe(false)
      expect(file.includes(Buffer.from(secret, 'hex').toString('base64').slice(0, 40))).toBe(false)
    }
  })

  it.each([TLS12, TLS13])(
    'without them says nothing of what was sent behind the handshake',
    async (hello) => {
      const port = await lab.tlsServer({}, (socket) => {
        socket.once('data', () =>
          socket.end(
            'HTTP/1.1 403 Forbidden\r\nServer: kestrel\r\nX-Secret: of-the-server\r\nContent-Length: 8\r\n\r\npayslips',
          ),
        )
      })
      const headers = [
        ['Authorization', 'Bearer of-the-client'],
        ['X-Correlation-Id', '4f7a11c2-of-the-client'],
      ] as const
      const http = { method: 'GET', path: '/orders?token=in-the-query', headers }
      const { document, output } = await saved(
        { ...CASES[0], run: () => ran(askedOf({ port, hello, http })) } as ProbedCase,
        false,
      )
      const read = await again(output)
      expect(read.handshakes[0]?.break?.detail).toBe('403 Forbidden')
      expect(verdictOf(read)).toEqual(verdictOf(document))
      const text = await plainText(output)
      expect(text).toContain('kestrel')
      for (const secret of ['of-the-client', 'of-the-server', 'payslips', 'in-the-query']) {
        expect(text).not.toContain(secret)
      }
    },
  )

  it('takes no word for records that are not those it was saved with', async () => {
    const one = CASES.find(({ name }) => name.endsWith('told late in TLS 1.3'))
    if (one === undefined) throw new Error('no such case')
    const { output, document } = await saved(one, false)
    const file = readFileSync(output)
    const alert = file.indexOf(Buffer.from([23, 3, 3, 0, 19]))
    expect(alert).toBeGreaterThan(0)
    file[alert + 5 + 3] = (file[alert + 5 + 3] ?? 0) ^ 1
    const doctored = join(folder, `${files++}.pcapng`)
    writeFileSync(doctored, file)
    const [read] = (await again(doctored)).handshakes
    expect(document.handshakes[0]?.break?.detail).toBe('unknown_ca (48)')
    expect(read?.break).toMatchObject({ stage: 'client-certificate', detail: 'encrypted' })
    expect(read?.decryption?.state).toBe('partly')
  })

  it('carries the verdict and a comment for each finding', async () => {
    for (const name of [
      'an address that never answers, behind a name that should be private',
      'the certificate of another host',
    ]) {
      const one = CASES.find((each) => each.name === name)
      if (one === undefined) throw new Error(`no case ${name}`)
      const { document, output, comments } = await saved(one, false)
      expect(comments).toBeGreaterThan(0)
      const text = readFileSync(output, 'latin1')
      const [handshake] = document.handshakes
      for (const { id } of handshake?.findings ?? []) expect(text).toContain(`tlscope: h0 ${id}: `)
      if (handshake?.break) expect(text).toContain(`tlscope: h0 broke here (${handshake.break.stage}`)
    }
  })

  it('is readable by its owner alone, and says that its frames were made', async () => {
    const [one] = CASES
    if (one === undefined) throw new Error('no case')
    const { output } = await saved(one, true)
    expect(statSync(output).mode & 0o777).toBe(0o600)
    expect(readFileSync(output).includes('synthesised by tlscope from the real bytes and times')).toBe(true)
  })
})

const noTshark = spawnSync('tshark', ['--version']).error !== undefined
if (noTshark) console.warn('skipped: there is no tshark here')

describe.skipIf(noTshark)('a saved probe in Wireshark', () => {
  it.each(CASES.filter(({ broke }) => broke === null))('is decrypted and commented: $name', async (one) => {
    const { document, output } = await saved(one, true)
    // Whatever protocol tshark knows that port for: the system chose it.
    const decoded = ['-d', `tcp.port==${document.handshakes[0]?.server?.port},tls`]
    const fields = ['-Y', 'tls', '-T', 'fields', '-e', 'tls.handshake.type']
    const ran = spawnSync('tshark', ['-r', output, ...decoded, ...fields], { encoding: 'utf8' })
    expect(ran.status).toBe(0)
    const types = ran.stdout.split(/[\s,]+/).filter((type) => type !== '')
    const ours = (document.handshakes[0]?.messages ?? []).flatMap(({ type }) => TYPES.get(type) ?? [])
    expect(types).toEqual(ours)
  })
})

/** HandshakeType (IANA) by our names of rows. */
const TYPES = new Map([
  ['HelloRequest', '0'],
  ['ClientHello', '1'],
  ['ServerHello', '2'],
  ['NewSessionTicket', '4'],
  ['EncryptedExtensions', '8'],
  ['Certificate', '11'],
  ['ServerKeyExchange', '12'],
  ['CertificateRequest', '13'],
  ['ServerHelloDone', '14'],
  ['CertificateVerify', '15'],
  ['ClientKeyExchange', '16'],
  ['Finished', '20'],
])
