import { describe, expect, it } from 'vitest'
import { NO_OPTIONS } from '../../../../../src/main/engine/options.ts'
import { analyseProbe, noExtras, probeInput } from '../../../../../src/main/engine/probe/index.ts'
import {
  type SavedProbe,
  SavedProbeReader,
  savedComments,
} from '../../../../../src/main/engine/probe/saved-text.ts'
import type { ToldRecord } from '../../../../../src/main/engine/transcript/transcript.ts'
import { runProbe } from '../../../../../src/main/probe/run-probe.ts'
import { askedOf, loopback } from '../../probe/support/loopback.ts'

const lab = loopback()

async function sample(): Promise<SavedProbe> {
  const run = await runProbe(askedOf({ port: await lab.closedPort() }))
  const extras = { ...noExtras(), trustedRoots: [{ file: 'größe.cer', der: new Uint8Array(50_000).fill(7) }] }
  const input = probeInput(run, extras)
  if (input.probe === undefined) throw new Error('no probe')
  const { probe, findings } = await input.probe.describe()
  return { told: { ...input.probe.told, live: false }, probe, findings }
}

describe('what a saved probe says of itself', () => {
  it('comes back as it was, cut into comments that pcapng can hold', async () => {
    const saved = await sample()
    const comments = savedComments(saved)
    expect(comments.length).toBeGreaterThan(1)
    for (const comment of comments) expect(Buffer.byteLength(comment)).toBeLessThan(65_000)
    const reader = new SavedProbeReader()
    const read = comments.map((comment) => reader.read(comment))
    expect(read.slice(0, -1).every((one) => one === null)).toBe(true)
    expect(read.at(-1)).toEqual(saved)
  })

  it('is passed over where a piece is missing, doubled, out of order, or none of ours', async () => {
    const comments = savedComments(await sample())
    const [first = '', second = ''] = comments
    for (const pieces of [
      comments.slice(1),
      [first, first],
      [second, first],
      [first.replace('/1 ', '/2 ')],
      ['tlscope-probe/1 1/1 {', 'tlscope-probe/1 1/1 {}', 'tlscope-probe/1 1/1 null', 'tlscope-probe/1'],
      ['tlscope-probe/1 0/0 {}', 'tlscope-probe/1 1/9999 {}', 'tlscope-probe/1 -1/1 {}'],
    ]) {
      const reader = new SavedProbeReader()
      expect(pieces.map((piece) => reader.read(piece)).filter((one) => one !== null)).toEqual([])
    }
  })

  it('carries what protected records said, and believes none that no record could hold', async () => {
    const { told, ...rest } = await sample()
    const record = {
      peer: 'server',
      digest: '0123456789abcdef0123456789abcdef',
      contentType: 21,
      length: 2,
      offset: 0,
      content: new Uint8Array([2, 48]),
    } as const
    const comments = (more: Partial<ToldRecord>): string[] => {
      const transcript = { clientRandom: 'ab'.repeat(32), records: [{ ...record, ...more }], http: [] }
      return savedComments({ told: { ...told, transcript }, ...rest })
    }
    const read = (pieces: readonly string[]) => {
      const reader = new SavedProbeReader()
      return pieces.map((piece) => reader.read(piece)).at(-1)
    }
    expect(read(comments({}))?.told.transcript?.records).toEqual([record])
    expect(read(comments({ digest: 'zz' }))).toBeNull()
    expect(read(comments({ contentType: 256 }))).toBeNull()
    expect(read(comments({ length: 1e9 }))).toBeNull()
    expect(read(comments({ content: new Uint8Array(40_000) }))).toBeNull()
  })

  it('is not believed where a value is none that a probe could have', async () => {
    const json = savedComments(await sample())
      .map((comment) => comment.replace(/^\S+ \S+ /, ''))
      .join('')
    const changed = (from: string, to: string) => {
      expect(json).toContain(from)
      return new SavedProbeReader().read(`tlscope-probe/1 1/1 ${json.replace(from, to)}`)
    }
    expect(changed('"kind":"unconnected"', '"kind":"unconnected"')).not.toBeNull()
    expect(changed('"kind":"unconnected"', '"kind":"invented"')).toBeNull()
    expect(changed('"how":"refused"', '"how":"refused","more":1')).toBeNull()
  })

  it('holds nothing of the keys', async () => {
    const run = await runProbe(askedOf({ port: await lab.tlsServer() }))
    const input = probeInput(run, noExtras())
    if (input.probe === undefined) throw new Error('no probe')
    const text = savedComments({ told: input.probe.told, ...(await input.probe.describe()) }).join('')
    const secrets = run.connection?.keyLog.map((line) => line.split(' ')[2] ?? '') ?? []
    expect(secrets.length).toBeGreaterThan(0)
    for (const secret of secrets) expect(text).not.toContain(secret)
    expect((await analyseProbe(run, noExtras(), NO_OPTIONS)).document.sources[0]?.path).toMatch(/^127/)
  })
})
