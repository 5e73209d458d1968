import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPrograms } from '../support/engine/judge-program.ts'
import { pcap } from './support/flood.ts'
import * as floods from './support/floods.ts'

const MINUTES = 60_000
/** Of any capture, Node.js and two empty threads (some 110 MB) included: 250 MB on Node.js 20, newer ones take up to 30 MB
 * more. More threads take more, too. */
const MOST = 275e6
const folder = mkdtempSync(join(tmpdir(), 'tlscope-resident-'))

beforeAll(() => buildPrograms({ folder, names: ['cli', 'judge'] }), 2 * MINUTES)
afterAll(() => rmSync(folder, { recursive: true }))

/** @returns the largest resident set of the process, bytes */
async function residentAfter(frames: Iterable<Uint8Array>): Promise<number> {
  const capture = join(folder, 'flood.pcap')
  const file = await open(capture, 'w')
  for await (const chunk of pcap(frames)) await file.write(chunk)
  await file.close()
  // Not `resourceUsage().maxRSS`: that one counts what its parent held when it was forked, too.
  const tell =
    'import{readFileSync}from"node:fs";process.on("exit",()=>process.stderr.write(readFileSync("/proc/self/status","latin1")))'
  const run = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(tell)}`,
      join(folder, 'cli.js'),
      'analyze',
      capture,
      '--ndjson',
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, TLSCOPE_THREADS: '1' },
    },
  )
  const peak = /VmHWM:\s+(\d+) kB/.exec(run.stderr)?.[1]
  // Status 2 is that of a program that read nothing.
  if (peak === undefined || (run.status !== 0 && run.status !== 1)) {
    throw new Error(`the command line ended with ${run.status} and said: ${run.stderr}`)
  }
  return Number(peak) * 1024
}

const canTell = existsSync('/proc/self/status')
if (!canTell) console.log('resident memory is not measured: this system has no /proc/self/status')

describe.skipIf(!canTell)('the whole process, judging threads included', () => {
  it.each([
    ['half a million SYNs', () => floods.syns(500_000)],
    ['two hundred thousand refused connections', () => floods.refusals(200_000)],
    ['eighty thousand hellos that are never finished', () => floods.halfHellos(80_000)],
    ['eighty thousand connections of no known protocol', () => floods.shortUnknown(80_000)],
    ['six thousand records of which the last byte is missing', () => floods.shortRecords(6_000)],
    ['sixty-four messages of 4 MB that are never finished', () => floods.unfinishedMessages(64)],
    ['sixty thousand connections of every kind', () => floods.everything(60_000)],
  ] as const)(
    '%s: memory that does not grow with them',
    async (_name, frames) => {
      expect(await residentAfter(frames())).toBeLessThan(MOST)
    },
    5 * MINUTES,
  )
})
