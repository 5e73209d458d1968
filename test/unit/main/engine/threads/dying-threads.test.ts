import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ResourceLimits, Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type AnalysisResult, analyse } from '../../../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../../../src/main/engine/options.ts'
import { JudgeThreads } from '../../../../../src/main/engine/threads/judge-threads.ts'
import { endingThreads } from '../../../../support/engine/ending-threads.ts'
import { asPcap, asSections, interleaved } from '../../../../support/engine/interleaved.ts'
import { buildPrograms } from '../../../../support/engine/judge-program.ts'
import { POISON, type Poison, THROWN } from '../../../../support/engine/poison.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-dying-'))
const sound = pathToFileURL(join(folder, 'sound/judge.js'))
const poisoned = pathToFileURL(join(folder, 'poisoned/judge.js'))
/** Enough for several tapes, and for the connections that are judged. */
const CONNECTIONS = 300
/** Little enough that exhausting it takes no time. */
const LITTLE_ROOM: ResourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 48 }

let capture: Uint8Array = new Uint8Array(0)
let withSecrets: Uint8Array = new Uint8Array(0)

beforeAll(async () => {
  await buildPrograms({ folder: join(folder, 'sound'), names: ['judge'] })
  await buildPrograms({ folder: join(folder, 'poisoned'), names: ['judge'], poisoned: true })
  let state = 11
  const mixed = await interleaved(CONNECTIONS / 3, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  })
  capture = asPcap(mixed.frames)
  withSecrets = asSections(mixed.frames, mixed.keyLog)
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

interface Run {
  readonly text: string
  readonly result: AnalysisResult
  readonly said: readonly string[]
  /** Threads that were started. */
  readonly started: number
}

interface How {
  readonly input?: Uint8Array
  readonly threads?: number
  readonly room?: ResourceLimits
}

/** As the command line has a large capture judged. */
async function judged(program: URL, { input = capture, threads = 1, room }: How = {}): Promise<Run> {
  const pieces: Uint8Array[] = []
  const said: string[] = []
  let started = 0
  const count = (_worker: Worker): void => {
    started++
  }
  process.on('worker', count)
  const pool = new JudgeThreads({
    program,
    threads,
    options: NO_OPTIONS,
    framing: { before: '', after: '\n', brokenOnly: false },
    lines: (lines) => pieces.push(lines),
    ...(room === undefined ? {} : { room }),
  })
  try {
    const result = await analyse([{ path: 'a.pcap', input }], NO_OPTIONS, {
      threads: { worthFor: async () => pool, close: () => pool.close() },
      notJudged: (message) => said.push(message),
    })
    return { text: Buffer.concat(pieces).toString(), result, said, started }
  } finally {
    process.off('worker', count)
  }
}

function poison(how: Poison): void {
  vi.stubEnv(POISON, JSON.stringify(how))
}

const once = (): NonNullable<Poison['times']> => ({
  most: 1,
  file: join(mkdtempSync(join(folder, 'times-')), 'past'),
})

const sorted = ({ text }: Run): string[] => text.trim().split('\n').sort()

/** The same without some connections, and without what their loss is told by. */
function without(
  { text, result }: Run,
  streams: readonly number[],
): { text: string; result: AnalysisResult } {
  const ids = streams.map((stream) => `{"id":"h${stream}",`)
  const left = text.split('\n').filter((line) => !ids.some((id) => line.startsWith(id)))
  const sources = result.sources.map((source) => ({
    ...source,
    warnings: source.warnings.filter(({ code }) => code !== 'not-judged'),
  }))
  return { text: left.join('\n'), result: { ...result, sources, notJudged: 0 } }
}

describe('judging threads that die', () => {
  it('print byte for byte the same where threads are ended from outside', async () => {
    const undisturbed = await judged(sound)
    expect(undisturbed.text.trim().split('\n')).toHaveLength(CONNECTIONS)
    const disturbed = await endingThreads(2, () => judged(sound))
    expect(disturbed.started).toBeGreaterThan(1)
    expect(disturbed.text).toBe(undisturbed.text)
    expect(disturbed.result).toEqual(undisturbed.result)
  })

  it('print the same where one of three is ended', async () => {
    const undisturbed = await judged(sound, { threads: 3 })
    const disturbed = await endingThreads(2, () => judged(sound, { threads: 3 }))
    expect(sorted(disturbed)).toEqual(sorted(undisturbed))
    expect(disturbed.result).toEqual(undisturbed.result)
  })

  it('print the same where the capture has secrets that the one that died had heard of', async () => {
    const undisturbed = await judged(sound, { input: withSecrets })
    expect(undisturbed.result.sources[0]?.decryptedHandshakes).toBeGreaterThan(CONNECTIONS / 2)
    const disturbed = await endingThreads(2, () => judged(sound, { input: withSecrets }))
    expect(disturbed.text).toBe(undisturbed.text)
    expect(disturbed.result).toEqual(undisturbed.result)
  })

  it.each([
    ['ends', 'exit', undefined],
    ['has no memory left', 'exhaust', LITTLE_ROOM],
  ] as const)(
    'print the same where one %s under a connection, and the next does not',
    async (_, how, room) => {
      const undisturbed = await judged(sound)
      poison({ streams: [100], how, times: once() })
      const disturbed = await judged(poisoned, room === undefined ? {} : { room })
      expect(disturbed.started).toBe(2)
      expect(disturbed.text).toBe(undisturbed.text)
      expect(disturbed.result).toEqual(undisturbed.result)
    },
  )

  it.each([
    ['ends', 'exit', undefined, 7],
    ['has no memory left', 'exhaust', LITTLE_ROOM, 7],
    ['has something thrown in it', 'throw', undefined, 1],
    ['cannot write it down', 'write', undefined, 1],
  ] as const)(
    'print all the rest where every thread %s under some connections',
    async (_, how, room, threads) => {
      const undisturbed = await judged(sound)
      const streams = [0, 101, 102]
      poison({ streams, how })
      const disturbed = await judged(poisoned, room === undefined ? {} : { room })
      expect(disturbed.started).toBe(threads)
      expect(without(disturbed, streams)).toEqual(without(undisturbed, streams))
      expect(disturbed.result.notJudged).toBe(3)
      expect(disturbed.result.sources[0]?.warnings.filter(({ code }) => code === 'not-judged')).toEqual(
        streams.map((stream) => ({
          code: 'not-judged',
          offset: null,
          message: `connection ${stream}: could not be judged. This is a defect of tlscope, please report it`,
        })),
      )
      expect(disturbed.said).toEqual([
        'a.pcap: 3 connections (0, 101, 102) could not be judged, by a defect of tlscope that is worth reporting; all others were judged',
      ])
      expect(JSON.stringify(disturbed)).not.toContain(THROWN)
    },
  )

  it('print the same where none ever comes', async () => {
    const undisturbed = await judged(sound)
    const alone = await judged(pathToFileURL(join(folder, 'missing.js')))
    expect(alone.text).toBe(undisturbed.text)
    expect(alone.result).toEqual(undisturbed.result)
  })

  it('leave what is left to the thread that reads where one after the other dies', async () => {
    const undisturbed = await judged(sound)
    poison({ streams: 'all', how: 'exit' })
    const disturbed = await judged(poisoned)
    expect(disturbed.started).toBe(16)
    expect(disturbed.result.notJudged).toBe(8)
    const lost = (disturbed.result.sources[0]?.warnings ?? []).flatMap(({ code, message }) =>
      code === 'not-judged' ? [Number(/\d+/.exec(message)?.[0])] : [],
    )
    expect(without(disturbed, lost)).toEqual(without(undisturbed, lost))
  })
})
