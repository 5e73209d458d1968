import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../../src/main/lab/recorder.ts'
import { analysisSchema } from '../../src/shared/contract/analysis.ts'
import { brokenCapture, temporaryFolder } from './support/captures.ts'
import { tlscope, warmUp } from './support/run.ts'

const folder = temporaryFolder()
let broken = ''

beforeAll(async () => {
  await warmUp()
  broken = folder.file('broken.pcapng', await brokenCapture())
}, 120_000)
afterAll(() => folder.remove())

/** Long enough to be up and waiting. */
const STARTED = 2_000

describe('a reader that closes the pipe early', () => {
  it.each([
    ['text', []],
    ['json', ['--json']],
    ['ndjson', ['--ndjson']],
  ])('is no error (%s)', async (_name, options) => {
    // Many times one file: more output than a pipe holds.
    const ran = await tlscope(['analyze', ...options, ...new Array<string>(40).fill(broken)], {
      closeOutput: true,
    })
    expect(ran.signal).toBeNull()
    expect(ran.status).toBe(0)
    expect(ran.stderr).toBe('')
    expect(ran.stdout.length).toBeGreaterThan(0)
  })
})

describe('a probe whose output nobody reads to the end', () => {
  it('is saved all the same', async () => {
    const saved = join(folder.path, 'saved.pcapng')
    const closed = createServer()
    const port = await listenOnLoopback(closed)
    closed.close()
    const ran = await tlscope(['probe', `127.0.0.1:${port}`, '--save', saved], { closeOutput: true })
    expect(ran).toMatchObject({ status: 1, signal: null, stderr: '' })
    expect(existsSync(saved)).toBe(true)
  })
})

describe('Ctrl-C', () => {
  it('ends the wait for a standard input that says nothing, with 3 and a whole document', async () => {
    const ran = await tlscope(['analyze', '-', '--json'], { stdin: null, interruptAfter: STARTED })
    expect(ran).toMatchObject({ status: 3, signal: null, stderr: '' })
    expect(analysisSchema.parse(JSON.parse(ran.stdout)).handshakes).toEqual([])
  })

  it('keeps what was decided before: the file that was read first', async () => {
    const ran = await tlscope(['analyze', broken, '-', '--json'], { stdin: null, interruptAfter: STARTED })
    expect(ran).toMatchObject({ status: 3, signal: null, stderr: '' })
    const document = analysisSchema.parse(JSON.parse(ran.stdout))
    expect(document.handshakes.map(({ outcome }) => outcome)).toEqual(['broken'])
    expect(document.sources).toHaveLength(1)
  })

  it('ends a command that has nothing to keep, and leaves no half a report', async () => {
    const out = join(folder.path, 'story.md')
    const ran = await tlscope(['report', '-', '--out', out], { stdin: null, interruptAfter: STARTED })
    expect(ran).toMatchObject({ status: 3, signal: null, stdout: '', stderr: '' })
    expect(existsSync(out)).toBe(false)
  })
})
