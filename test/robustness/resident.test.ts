import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeHandshakeRecords } from '../../src/shared/tls/encode/index.ts'
import { buildPrograms } from '../support/engine/judge-program.ts'
import { CLIENT_HELLO } from '../support/tls-samples.ts'
import { CLIENT_ISN, opening, pcap, RST, SYN, segments, tcpFrame } from './support/flood.ts'

const MINUTES = 60_000
const MEGABYTES = 1e6
const hello = encodeHandshakeRecords([CLIENT_HELLO.raw])
const folder = mkdtempSync(join(tmpdir(), 'tlscope-resident-'))

beforeAll(() => buildPrograms({ folder, names: ['cli', 'judge'] }), 2 * MINUTES)
afterAll(() => rmSync(folder, { recursive: true }))

function* syns(count: number): Generator<Uint8Array> {
  for (let client = 0; client < count; client++) yield tcpFrame({ client, sequence: 1, flags: SYN })
}

function* refusals(count: number): Generator<Uint8Array> {
  for (let client = 0; client < count; client++) {
    yield tcpFrame({ client, sequence: 1, flags: SYN })
    yield tcpFrame({ client, fromClient: false, sequence: 0, acknowledgement: 2, flags: RST })
  }
}

function* halfOpen(count: number): Generator<Uint8Array> {
  for (let client = 0; client < count; client++) {
    yield tcpFrame({ client, sequence: CLIENT_ISN, flags: SYN })
    yield* segments(hello.subarray(0, 200), 200, { client })
  }
}

function* unknownProtocols(count: number): Generator<Uint8Array> {
  const said = new Uint8Array(30).fill(0x78)
  for (let client = 0; client < count; client++) {
    yield* opening(client)
    yield* segments(said, 30, { client })
  }
}

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
    { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
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
  // Node.js and two empty threads are some 110 MB of it.
  it.each([
    ['half a million SYNs', () => syns(500_000), 275],
    ['two hundred thousand refused connections', () => refusals(200_000), 275],
    ['eighty thousand hellos that are never finished', () => halfOpen(80_000), 275],
    ['eighty thousand connections of no known protocol', () => unknownProtocols(80_000), 275],
  ] as const)(
    '%s: memory that does not grow with them',
    async (_name, frames, most) => {
      expect(await residentAfter(frames())).toBeLessThan(most * MEGABYTES)
    },
    5 * MINUTES,
  )
})
