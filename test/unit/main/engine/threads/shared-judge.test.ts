import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type AnalysisResult, analyse } from '../../../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../../../src/main/engine/options.ts'
import { SourcePlaces } from '../../../../../src/main/engine/places.ts'
import { RowWriter } from '../../../../../src/main/engine/row-writer.ts'
import { conversationOf } from '../../../../../src/main/engine/taped-connection.ts'
import type { LazyRowThreads } from '../../../../../src/main/engine/threads/lazy-threads.ts'
import { RowThreads } from '../../../../../src/main/engine/threads/row-threads.ts'
import type { HandshakeRow } from '../../../../../src/shared/ipc/handshake-row.ts'
import { endingThreads } from '../../../../support/engine/ending-threads.ts'
import { asPcap, asSections, interleaved } from '../../../../support/engine/interleaved.ts'
import { buildPrograms } from '../../../../support/engine/judge-program.ts'
import { POISON, type Poison } from '../../../../support/engine/poison.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-rows-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const program = pathToFileURL(join(folder, 'judge.js'))
let capture: Uint8Array = new Uint8Array(0)
let withSecrets: Uint8Array = new Uint8Array(0)

beforeAll(async () => {
  await buildPrograms({ folder, names: ['judge'] })
  await buildPrograms({ folder: join(folder, 'poisoned'), names: ['judge'], poisoned: true })
  let state = 7
  const mixed = await interleaved(12, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  })
  capture = asPcap(mixed.frames)
  withSecrets = asSections(mixed.frames, mixed.keyLog)
}, 120_000)

interface Run {
  readonly rows: Map<string, HandshakeRow>
  /** Rows that another thread made. */
  readonly elsewhere: number
  readonly result: AnalysisResult
}

/** @param threads `null`: none @param url of their program */
async function read(input: Uint8Array, threads: number | null, url = program, waits = true): Promise<Run> {
  const rows = new Map<string, HandshakeRow>()
  const writer = new RowWriter()
  let elsewhere = 0
  const pool =
    threads === null
      ? null
      : new RowThreads({
          program: url,
          threads,
          options: NO_OPTIONS,
          row: (row, { tape, place }) => {
            elsewhere++
            expect(conversationOf(tape, row.source).tcpStream).toBe(row.tcpStream)
            expect(place.tcpStream).toBe(row.tcpStream)
            rows.set(row.id, row)
          },
        })
  pool?.start()
  const deadline = Date.now() + 20_000
  while (pool !== null && waits && !pool.hasRoom) {
    if (Date.now() > deadline) throw new Error('no judging thread came')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const lazy: Pick<LazyRowThreads, 'worthFor' | 'close'> = {
    worthFor: async () => pool,
    close: async () => pool?.close(),
  }
  const result = await analyse([{ path: 'a', input }], NO_OPTIONS, {
    judged: (judged) => {
      const row = writer.row(judged)
      rows.set(row.id, row)
    },
    places: () => new SourcePlaces(),
    rowThreads: lazy,
  })
  return { rows, elsewhere, result }
}

const inOrder = ({ rows }: Run): HandshakeRow[] =>
  [...rows.values()].sort((a, b) => a.tcpStream - b.tcpStream)

describe('a capture of the window that several threads judge', () => {
  it('gives the rows, counts and warnings that one thread gives', async () => {
    const alone = await read(capture, null)
    expect(alone.rows.size).toBe(36)
    for (const threads of [1, 3]) {
      const shared = await read(capture, threads)
      expect(shared.elsewhere).toBeGreaterThan(0)
      expect(inOrder(shared)).toEqual(inOrder(alone))
      expect(shared.result).toEqual(alone.result)
    }
  })

  it('is judged where its secrets are, once there are any', async () => {
    const alone = await read(withSecrets, null)
    const shared = await read(withSecrets, 2)
    expect(shared.elsewhere).toBe(0)
    expect(inOrder(shared)).toEqual(inOrder(alone))
    expect(shared.result.sources[0]?.decryptedHandshakes).toBeGreaterThan(20)
  })

  it('is judged here where no thread comes', async () => {
    const alone = await read(capture, null)
    const shared = await read(capture, 2, pathToFileURL(join(folder, 'missing.js')), false)
    expect(shared.elsewhere).toBe(0)
    expect(inOrder(shared)).toEqual(inOrder(alone))
    expect(shared.result).toEqual(alone.result)
  })

  it('is judged here where every thread dies under it', async () => {
    const dying = join(folder, 'dying.mjs')
    const said = `import { parentPort } from 'node:worker_threads'
parentPort.postMessage({ kind: 'ready' })
parentPort.on('message', ({ kind }) => { if (kind === 'tape') process.exit(3) })`
    writeFileSync(dying, said)
    const alone = await read(capture, null)
    const shared = await read(capture, 2, pathToFileURL(dying))
    expect(shared.elsewhere).toBeGreaterThan(0)
    expect(inOrder(shared)).toEqual(inOrder(alone))
    expect(shared.result).toEqual(alone.result)
  })

  it('goes on in other threads where one is ended in the middle', async () => {
    const alone = await read(capture, null)
    for (const threads of [1, 2]) {
      const shared = await endingThreads(1, () => read(capture, threads))
      expect(inOrder(shared)).toEqual(inOrder(alone))
      expect(shared.result).toEqual(alone.result)
    }
  })

  it('loses the rows alone of the connections under which every thread dies', async () => {
    const alone = await read(capture, null)
    const poison: Poison = { streams: [3, 8], how: 'exit' }
    vi.stubEnv(POISON, JSON.stringify(poison))
    const shared = await read(capture, 1, pathToFileURL(join(folder, 'poisoned/judge.js')))
    const [source] = shared.result.sources
    // Those that were judged here were judged soundly.
    const lost = (source?.warnings ?? []).flatMap(({ code, message }) =>
      code === 'not-judged' ? [Number(/^connection (\d+):/.exec(message)?.[1])] : [],
    )
    expect(lost.length).toBeGreaterThan(0)
    expect([3, 8]).toEqual(expect.arrayContaining(lost))
    expect(shared.result.notJudged).toBe(lost.length)
    expect(inOrder(shared)).toEqual(inOrder(alone).filter(({ tcpStream }) => !lost.includes(tcpStream)))
  })
})
