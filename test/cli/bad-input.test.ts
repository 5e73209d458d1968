import { chmodSync, mkdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analysisSchema } from '../../src/shared/contract/analysis.ts'
import { brokenCapture, temporaryFolder } from './support/captures.ts'
import { tlscope, warmUp } from './support/run.ts'

const folder = temporaryFolder()
const at = (name: string): string => join(folder.path, name)
let broken: Uint8Array = new Uint8Array(0)

beforeAll(async () => {
  await warmUp()
  broken = await brokenCapture()
  folder.file('broken.pcapng', broken)
  folder.file('empty.pcap', '')
  folder.file('notes.txt', 'Nothing but words.\n')
  folder.file('nothing.pcap.gz', gzipSync(new Uint8Array(0)))
  folder.file('notes.pcap.gz', gzipSync('Nothing but words.\n'))
  folder.file('archive.pcapng', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0))
  mkdirSync(at('folder'))
  folder.file('sparse.pcap', '')
  truncateSync(at('sparse.pcap'), 4 * 1024 ** 3)
}, 120_000)
afterAll(() => folder.remove())

describe('an input that is no capture', () => {
  it.each([
    ['empty.pcap', 'empty, expected a pcap or pcapng capture'],
    ['notes.txt', 'not a pcap or pcapng capture: it begins with the text "Nothing but word'],
    ['folder', 'this is a directory, expected a capture file'],
    ['sparse.pcap', 'not a pcap or pcapng capture: it begins with 16 zero bytes'],
    ['nothing.pcap.gz', 'nothing could be unpacked from this gzip file'],
    ['notes.pcap.gz', 'not a pcap or pcapng capture: unpacked, it begins with the text "Nothing but word'],
    ['archive.pcapng', 'this is a ZIP archive: unpack it first'],
    ['missing.pcap', 'there is no such file'],
    ['broken.pcapng/inside', 'there is no such file'],
  ])('%s: one sentence, status 2, and a document all the same', async (name, sentence) => {
    const ran = await tlscope(['analyze', at(name), '--json'])
    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain(sentence)
    expect(ran.stderr).toMatch(/^tlscope: [^\n]+\n$/)
    expect(ran.stderr).toContain(at(name))
    expect(analysisSchema.parse(JSON.parse(ran.stdout))).toMatchObject({ handshakes: [], sources: [] })
  })

  it('standard input without a byte', async () => {
    const ran = await tlscope(['analyze', '-'])
    expect(ran).toMatchObject({
      status: 2,
      stderr: 'tlscope: standard input: empty, expected a pcap or pcapng capture\n',
    })
  })

  it('a file that may not be read', async (test) => {
    const path = folder.file('secret.pcapng', broken)
    chmodSync(path, 0o000)
    chmodSync(folder.path, 0o755)
    const root = process.getuid?.() === 0
    if (process.platform === 'win32') {
      console.warn('skipped: permissions of this system are not those of POSIX')
      return test.skip()
    }
    const through = root ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
    if (root && (await tlscope(['--version'], { through }).catch(() => null))?.status !== 0) {
      console.warn('skipped: root may read everything, and no other user can run the command line here')
      return test.skip()
    }
    const ran = await tlscope(['analyze', path], { through })
    expect(ran).toMatchObject({ status: 2, stderr: `tlscope: ${path}: no permission to read this file\n` })
  })

  it.each(['annotate', 'report'])('%s says it in one sentence, too, and writes nothing', async (command) => {
    const out = at(`${command}.md`)
    const ran = await tlscope([command, at('empty.pcap'), '--out', out])
    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain('empty, expected a pcap or pcapng capture')
    const { existsSync } = await import('node:fs')
    expect(existsSync(out)).toBe(false)
  })
})

describe('a capture that is cut or damaged', () => {
  it.each([0.25, 0.5, 0.9])(
    'cut at %d of its length: what could be read, and a warning with the offset',
    async (part) => {
      const path = folder.file(`cut-${part}.pcapng`, broken.subarray(0, Math.floor(broken.length * part)))
      const ran = await tlscope(['analyze', path, '--json'])
      expect(ran.stderr).toBe('')
      const document = analysisSchema.parse(JSON.parse(ran.stdout))
      const [source] = document.sources
      expect(source?.warnings).toHaveLength(1)
      expect(source?.warnings[0]?.offset).toBeGreaterThan(0)
      expect(source?.warnings[0]?.offset).toBeLessThan(broken.length * part)
      expect(ran.status).toBe(document.handshakes.some(({ outcome }) => outcome === 'broken') ? 1 : 0)
    },
  )

  it('a gzip file cut in the middle: what could be unpacked, and a warning', async () => {
    const packed = gzipSync(broken)
    const path = folder.file('cut.pcapng.gz', packed.subarray(0, Math.floor(packed.length * 0.7)))
    const ran = await tlscope(['analyze', path, '--json'])
    const document = analysisSchema.parse(JSON.parse(ran.stdout))
    expect(document.sources[0]?.packets).toBeGreaterThan(0)
    expect(document.sources[0]?.warnings.map(({ code }) => code)).toContain('damaged-gzip')
  })
})

describe('a wrong command', () => {
  const capture = at('broken.pcapng')

  it.each([
    [['analyze', '--bogus', capture], "unknown option '--bogus'"],
    [['analyze'], "missing required argument 'file'"],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['analyze', '--port', '0', capture], 'expected a port number from 1 to 65535'],
    [['analyze', '--port', 'https', capture], 'expected a port number from 1 to 65535'],
    [['analyze', '--at', 'yesterday', capture], 'expected a time such as'],
    [['analyze', '--at', '2026-13-45T00:00:00Z', capture], 'expected a time such as'],
    [['analyze', '--json', '--ndjson', capture], '--json and --ndjson exclude each other'],
    [['analyze', '-', '-'], 'standard input (-) can be read only once'],
    [['analyze', '--trusted-root', at('missing.cer'), capture], 'missing.cer: no such file'],
    [['analyze', '--client-ca', at('folder'), capture], 'is a directory, expected a certificate file'],
    [['analyze', '--client-cert', at('notes.txt'), capture], 'no certificate in it, expected PEM'],
    [['report', capture, '--out', at('report.docx')], 'name a file that ends in .md'],
    [['annotate', capture, '--out', capture], 'this is the input itself'],
    [['annotate', '-', '--out', at('x.pcapng')], 'cannot be standard input'],
  ])('%j: one sentence, status 2, no data', async (args, sentence) => {
    const ran = await tlscope(args)
    expect(ran.status).toBe(2)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(sentence)
    expect(ran.stderr).toMatch(
      /^tlscope: [^\n]+\n(?:\(tlscope(?: [a-z-]+)* --help (?:lists the commands|tells how)\)\n)?$/,
    )
  })

  it('without one: the help, and status 2', async () => {
    const ran = await tlscope([])
    expect(ran).toMatchObject({ status: 2, stdout: '' })
    expect(ran.stderr).toContain('Usage: tlscope')
  })

  it('asked for help: the help as data, and status 0', async () => {
    const ran = await tlscope(['--help'])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    for (const command of ['analyze', 'annotate', 'report', 'runbook', 'schema'])
      expect(ran.stdout).toContain(command)
  })
})
