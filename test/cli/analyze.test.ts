import { gzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AnalysisDocument,
  analysisSchema,
  handshakeSchema,
  summaryLineSchema,
} from '../../src/shared/contract/analysis.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'
import { brokenCapture, temporaryFolder, workingCapture } from './support/captures.ts'
import { type Ran, tlscope, warmUp } from './support/run.ts'

const folder = temporaryFolder()
let broken = ''
let working = ''
let brokenBytes: Uint8Array = new Uint8Array(0)

beforeAll(async () => {
  await warmUp()
  brokenBytes = await brokenCapture()
  broken = folder.file('broken.pcapng', brokenBytes)
  working = folder.file('working.pcapng', await workingCapture())
}, 120_000)
afterAll(() => folder.remove())

describe('tlscope analyze --json', () => {
  const acceptance = 'b2_unknownca.pcap'

  it.skipIf(tellWhyAbsent('scenarios', acceptance) !== null)(
    'says what the issue wants said of that capture',
    async () => {
      const ran = await tlscope(['analyze', sharedPath('scenarios', acceptance) ?? '', '--json'])
      expect(ran).toMatchObject({ status: 1, stderr: '' })
      const [handshake] = analysis(ran).handshakes
      expect(handshake).toMatchObject({
        outcome: 'broken',
        break: {
          stage: 'client-certificate',
          endedBy: 'server',
          how: 'alert',
          detail: 'unknown_ca (48)',
          lastCompleted: 'certificate-request',
        },
      })
      expect(handshake?.findings[0]?.id).toBe('client-certificate-untrusted')
      expect(handshake?.findings[0]?.fixes[0]).toBe('solution-b-client-ca')
    },
  )

  it('prints one valid document, and 1 for a break', async () => {
    const ran = await tlscope(['analyze', broken, '--json'])
    expect(ran).toMatchObject({ status: 1, stderr: '' })
    const document = analysis(ran)
    expect(document.sources).toHaveLength(1)
    expect(document.handshakes[0]?.break).toMatchObject({
      stage: 'client-certificate',
      detail: 'unknown_ca (48)',
    })
    expect(document.handshakes[0]?.findings[0]?.id).toBe('client-certificate-untrusted')
  })

  it('ends with 0 where nothing broke', async () => {
    const ran = await tlscope(['analyze', working, '--json'])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    expect(analysis(ran).handshakes[0]).toMatchObject({ outcome: 'completed', break: null })
  })

  it('reads standard input', async () => {
    const ran = await tlscope(['analyze', '-', '--json'], { stdin: brokenBytes })
    expect(ran).toMatchObject({ status: 1, stderr: '' })
    expect(analysis(ran).sources[0]).toMatchObject({ path: '-', kind: 'pcapng' })
    expect(withoutPath(ran)).toEqual(withoutPath(await tlscope(['analyze', broken, '--json'])))
  })

  it('reads gzip, from a file and from standard input, told by content', async () => {
    const packed = gzipSync(brokenBytes)
    const plain = await tlscope(['analyze', broken, '--json'])
    const file = await tlscope(['analyze', folder.file('packed.bin', packed), '--json'])
    const piped = await tlscope(['analyze', '-', '--json'], { stdin: packed })
    expect([file.status, piped.status]).toEqual([1, 1])
    expect(analysis(file).handshakes).toEqual(analysis(plain).handshakes)
    expect(analysis(piped).handshakes).toEqual(analysis(plain).handshakes)
  })

  it('numbers the handshakes of several files, and does the others where one cannot be read', async () => {
    const missing = `${folder.path}/missing.pcap`
    const ran = await tlscope(['analyze', working, missing, broken, '--json'])
    expect(ran.status).toBe(1)
    expect(ran.stderr).toBe(`tlscope: ${missing}: there is no such file\n`)
    const document = analysis(ran)
    expect(document.sources.map(({ path }) => path)).toEqual([working, broken])
    expect(document.handshakes.map(({ id, source }) => [id, source])).toEqual([
      ['h0', 0],
      ['s1h0', 1],
    ])
  })

  it('ends with 2 where one file could not be read and nothing broke in the others', async () => {
    const ran = await tlscope(['analyze', `${folder.path}/missing.pcap`, working, '--json'])
    expect(ran.status).toBe(2)
    expect(analysis(ran).handshakes).toHaveLength(1)
  })

  it('filters by --broken-only what is printed, not the status', async () => {
    const ran = await tlscope(['analyze', working, broken, '--json', '--broken-only'])
    expect(ran.status).toBe(1)
    expect(analysis(ran).handshakes.map(({ id }) => id)).toEqual(['s1h0'])
    const none = await tlscope(['analyze', working, '--json', '--broken-only'])
    expect(none.status).toBe(0)
    expect(analysis(none)).toMatchObject({ handshakes: [], sources: [{ packets: expect.any(Number) }] })
  })

  it('judges validity at the time given', async () => {
    const late = await tlscope(['analyze', working, '--json', '--at', '2099-01-01T00:00:00Z'])
    const document = analysis(late)
    expect(document.sources[0]?.clock).toBe('given')
    const expired = document.handshakes[0]?.findings.filter(({ id }) => id.endsWith('-certificate-expired'))
    expect(expired?.map(({ severity }) => severity)).toEqual(['warning', 'warning'])
    // Known faults that nobody refused break nothing.
    expect(late.status).toBe(0)
  })

  it('makes a missing request an error with --expect-mtls', async () => {
    const { runScenario } = await import('../../src/main/lab/index.ts')
    const { pcapng } = await runScenario('client-certificate-not-requested')
    const plain = folder.file('no-request.pcapng', pcapng)
    expect((await tlscope(['analyze', plain, '--json'])).status).toBe(0)
    const ran = await tlscope(['analyze', plain, '--json', '--expect-mtls'])
    expect(ran.status).toBe(1)
    expect(analysis(ran).handshakes[0]).toMatchObject({
      outcome: 'broken',
      break: {
        stage: 'certificate-request',
        endedBy: 'none',
        how: 'none',
        lastCompleted: 'server-certificate',
      },
      findings: [{ id: 'client-certificate-not-requested', severity: 'error' }],
    })
  })
})

describe('tlscope analyze --ndjson', () => {
  it('prints a handshake a line and a summary last', async () => {
    const ran = await tlscope(['analyze', working, broken, '--ndjson'])
    expect(ran).toMatchObject({ status: 1, stderr: '' })
    expect(ran.stdout.endsWith('\n')).toBe(true)
    const lines = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(lines).toHaveLength(3)
    expect(lines.slice(0, 2).map((line) => handshakeSchema.parse(line).id)).toEqual(['h0', 's1h0'])
    expect(summaryLineSchema.parse(lines[2]).sources).toHaveLength(2)
  })
})

describe('tlscope analyze', () => {
  it('tells the story as text, without colours into a pipe', async () => {
    const ran = await tlscope(['analyze', broken])
    expect(ran).toMatchObject({ status: 1, stderr: '' })
    expect(ran.stdout.replace(/\s+/g, ' ')).toContain(
      "The server refused the client's certificate with alert unknown_ca (48), because",
    )
    const [told = ''] = ran.stdout.split('── the fix')
    expect(Math.max(...told.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(ran.stdout).toContain('BROKE HERE')
    expect(ran.stdout).toContain('solution-b-client-ca')
    expect(ran.stdout).not.toContain('\u001b[')
  })

  it('says at the end once what broke several times', async () => {
    const { stdout } = await tlscope(['analyze', broken, broken, working, '--no-article'])
    const [, after = ''] = stdout.split('2 broken, 1 completed, 0 unknown\n')
    expect(after.replace(/\s+/g, ' ')).toMatch(/^ 2 × The server refused .* \(h0, s1h0\) $/)
  })

  it('counts also what it was asked not to print', async () => {
    const { stdout } = await tlscope(['analyze', broken, working, '--broken-only', '--no-article'])
    expect(stdout).toContain('1 broken, 1 completed, 0 unknown')
    expect(stdout).not.toMatch(/^h0 +ok/m)
    expect(stdout).not.toContain(' × ')
  })

  it('leaves the article out where asked', async () => {
    const ran = await tlscope(['analyze', broken, '--no-article'])
    expect(ran.stdout).not.toContain('How to confirm')
  })
})

describe('tlscope schema', () => {
  it('prints a JSON Schema that the output satisfies, and nothing else does', async () => {
    const schema = await tlscope(['schema', 'analysis'])
    expect(schema).toMatchObject({ status: 0, stderr: '' })
    const satisfies = new Ajv2020({ strict: false }).compile(JSON.parse(schema.stdout))
    const document: unknown = JSON.parse((await tlscope(['analyze', broken, working, '--json'])).stdout)
    expect(satisfies(document), JSON.stringify(satisfies.errors)).toBe(true)
    expect(satisfies({ ...(document as object), handshakes: [{}] })).toBe(false)
    expect(satisfies({ ...(document as object), unknown: 1 })).toBe(false)
  })

  it('prints all of them in one where none is named, each a valid schema', async () => {
    const all: unknown = JSON.parse((await tlscope(['schema'])).stdout)
    const definitions = Object.entries((all as { $defs: Record<string, object> }).$defs)
    expect(definitions.map(([name]) => name)).toContain('analysis')
    for (const [, definition] of definitions) new Ajv2020({ strict: false }).compile(definition)
  })

  it('names the ones there are where it does not know one', async () => {
    const ran = await tlscope(['schema', 'nothing'])
    expect(ran).toMatchObject({ status: 2, stdout: '' })
    expect(ran.stderr).toMatch(/^tlscope: no schema nothing; there are: analysis, .*\n$/)
  })
})

function analysis({ stdout }: Ran): AnalysisDocument {
  return analysisSchema.parse(JSON.parse(stdout))
}

function withoutPath(ran: Ran): AnalysisDocument {
  const document = analysis(ran)
  return { ...document, sources: document.sources.map((source) => ({ ...source, path: '' })) }
}
