import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Captures, makeCaptures, SMALL } from '../../bench/make/captures.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'
import { type How, type Ran, tlscope, warmUp } from './support/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-threads-'))
let captures: Captures

beforeAll(async () => {
  captures = makeCaptures(folder, SMALL, () => {})
  await warmUp()
}, 240_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function analysed(files: readonly string[], threads: number, format = '--ndjson'): Promise<string> {
  return (await run(['analyze', format, ...files], threads)).stdout
}

function run(args: readonly string[], threads: number, how: How = {}): Promise<Ran> {
  return tlscope(args, { ...how, env: { TLSCOPE_THREADS: String(threads) } })
}

describe('judging in other threads', () => {
  it('prints byte for byte what one thread prints', async () => {
    const files = [captures.noise, captures.bulk, ...captures.small.slice(0, 5)]
    for (const format of ['--ndjson', '--json']) {
      expect(await analysed(files, 1, format), format).toBe(await analysed(files, 0, format))
    }
  }, 240_000)

  it('prints the same handshakes, and the same findings beside them, with three threads', async () => {
    const lines = async (threads: number): Promise<string[]> =>
      (await analysed([captures.noise, captures.bulk], threads)).trim().split('\n').sort()
    expect(await lines(3)).toEqual(await lines(0))
  }, 240_000)

  it('prints the same with three threads every time', async () => {
    const hash = async (): Promise<string> =>
      createHash('sha256')
        .update(await analysed([captures.bulk], 3))
        .digest('hex')
    expect(await hash()).toBe(await hash())
  }, 240_000)

  it.skipIf(tellWhyAbsent('corpus') !== null)(
    'finds secrets that stand in a capture',
    async () => {
      const embedded = withEmbeddedSecrets(sharedPath('corpus') ?? '')
      expect(embedded.length).toBeGreaterThan(0)
      for (const file of embedded) expect(await analysed([file], 1), file).toBe(await analysed([file], 0))
    },
    240_000,
  )

  it('says so, and does what can be done, where one input cannot be read', async () => {
    const missing = join(folder, 'no-such.pcap')
    const { status, stdout, stderr } = await run(['analyze', '--ndjson', missing, captures.bulk], 1)
    expect(stderr).toContain('there is no such file')
    expect(stdout.trim().split('\n').at(-1)).toContain('"summary"')
    expect(status).not.toBe(0)
  }, 120_000)

  it('tells what broke while the pipe that it reads stays open and silent, and ends at once when told to', async () => {
    for (const threads of [0, 2]) {
      const { status, stdout } = await run(['analyze', '--ndjson', '-'], threads, {
        stdin: readFileSync(captures.bulk),
        keepsInputOpen: true,
        interruptOnOutput: true,
      })
      const lines = stdout.trim().split('\n')
      expect(lines.length, `${threads} threads`).toBeGreaterThan(1)
      expect(lines.at(-1)).toContain('"summary"')
      expect(status).toBe(3)
    }
  }, 120_000)
})

/** Captures with a key log inside (pcapng's Decryption Secrets Block). */
function withEmbeddedSecrets(corpus: string): string[] {
  return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.pcapng'))
    .map((file) => join(corpus, file))
    .filter((file) => readFileSync(file).includes('CLIENT_RANDOM '))
}
