import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RST, SYN, tcpFrame } from '../robustness/support/flood.ts'
import { asPcap, interleaved } from '../support/engine/interleaved.ts'
import { buildPrograms } from '../support/engine/judge-program.ts'
import { POISON, type Poison, THROWN } from '../support/engine/poison.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-not-judged-'))
/** Connections that are whole, and the same beside one that is refused. */
const whole = join(folder, 'whole.pcap')
const broken = join(folder, 'broken.pcap')

/** The command line and its judging threads, as the product has them but for what the environment poisons. */
beforeAll(async () => {
  await buildPrograms({ folder, names: ['cli', 'judge'], poisoned: true })
  const { frames } = await interleaved(3, () => 0)
  // One lane after the other: the first four are whole.
  const sound = frames.slice(
    0,
    frames.findIndex((frame) => Buffer.from(frame).readUInt16BE(34) === 20_004),
  )
  const syn = tcpFrame({ client: 1, sequence: 1, flags: SYN })
  const refusal = tcpFrame({ client: 1, fromClient: false, sequence: 0, acknowledgement: 2, flags: RST })
  writeFileSync(whole, asPcap(sound))
  writeFileSync(broken, asPcap([...sound, syn, refusal]))
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true }))

function run(args: readonly string[], threads: number, poison: Poison | null) {
  return spawnSync(process.execPath, [join(folder, 'cli.js'), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      TLSCOPE_THREADS: String(threads),
      [POISON]: JSON.stringify(poison),
    },
  })
}

const SENTENCE =
  'connection 2 could not be judged, by a defect of tlscope that is worth reporting; all others were judged\n'

describe.each([0, 1, 3])('the command line with %i judging threads', (threads) => {
  it('prints all handshakes but the one that could not be judged, and ends with 2', () => {
    const sound = run(['analyze', whole, '--ndjson'], threads, null)
    expect(sound.status).toBe(0)
    expect(sound.stderr).toBe('')
    for (const how of threads === 0 ? (['throw'] as const) : (['throw', 'exit'] as const)) {
      const { status, stdout, stderr } = run(['analyze', whole, '--ndjson'], threads, { streams: [2], how })
      expect(status).toBe(2)
      expect(stderr).toBe(`tlscope: ${whole}: ${SENTENCE}`)
      const lines = stdout.trim().split('\n')
      const left = sound.stdout.split('\n').filter((line) => !line.startsWith('{"id":"h2"'))
      expect(lines.slice(0, -1).sort()).toEqual(left.slice(0, -2).sort())
      expect(JSON.parse(lines.at(-1) ?? '').sources[0].warnings[0].code).toBe('not-judged')
      expect(stdout + stderr).not.toContain(THROWN)
    }
  })

  it('ends with 1 where another one broke', () => {
    const { status, stdout } = run(['analyze', broken, '--json'], threads, { streams: [2], how: 'throw' })
    expect(status).toBe(1)
    const document = JSON.parse(stdout)
    expect(document.handshakes).toHaveLength(4)
    expect(document.sources[0].warnings[0]).toEqual({
      code: 'not-judged',
      offset: null,
      message: 'connection 2: could not be judged. This is a defect of tlscope, please report it',
    })
  })
})

describe('every other command that judges a capture', () => {
  const poison: Poison = { streams: [2], how: 'throw' }

  it('says so and ends with 2: as text', () => {
    const { status, stdout, stderr } = run(['analyze', whole, '--no-article'], 0, poison)
    expect([status, stderr]).toEqual([2, `tlscope: ${whole}: ${SENTENCE}`])
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'warning: connection 2: could not be judged. This is a defect of tlscope, please report it',
    )
  })

  it('says so and ends with 2: annotate, which writes what is known of the others', () => {
    const out = join(folder, 'annotated.pcapng')
    const { status, stderr } = run(['annotate', whole, '--out', out], 0, poison)
    expect([status, stderr]).toEqual([2, `tlscope: ${whole}: ${SENTENCE}`])
    expect(readFileSync(out).length).toBeGreaterThan(readFileSync(whole).length)
  })

  it('says so and ends with 2: compare', () => {
    const { status, stderr } = run(['compare', `${whole}#h0`, `${whole}#h2`], 0, poison)
    expect(stderr).toContain(`tlscope: ${whole}: ${SENTENCE}`)
    expect(status).toBe(2)
  })

  it('says so and ends with 2: azure with a capture', () => {
    const health = join(folder, 'health.json')
    writeFileSync(health, JSON.stringify({ backendAddressPools: [] }))
    const { status, stderr } = run(['azure', health, '--with', whole, '--no-article'], 0, poison)
    expect(stderr).toContain(`${whole}: ${SENTENCE}`)
    expect(status).toBe(2)
  })
})
