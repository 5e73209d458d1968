import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { analyseProbe, saveProbe } from '../../src/main/engine/probe/index.ts'
import { CASES } from '../unit/main/engine/probe/runs.ts'
import { loopback } from '../unit/main/probe/support/loopback.ts'
import { tlscope, warmUp } from './support/run.ts'

/** A saved probe given to `tlscope analyze`, as a file and through a pipe, in one thread and in several. */

const lab = loopback()
const folder = mkdtempSync(join(tmpdir(), 'tlscope-saved-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(warmUp, 240_000)

async function saved(name: string): Promise<string> {
  const one = CASES.find((each) => each.name === name)
  if (one === undefined) throw new Error(`no case ${name}`)
  const { run, extras } = await one.run(lab)
  const { handshakes } = (await analyseProbe(run, extras, NO_OPTIONS)).document
  const output = join(folder, `${name.replaceAll(' ', '-')}.pcapng`)
  await saveProbe({ run, extras, options: NO_OPTIONS, handshakes, output, withSecrets: false })
  return output
}

describe('tlscope analyze on a saved probe', () => {
  it.each([
    ['a name without an address', 'dns', 'dns-unresolvable'],
    ['a server that takes the hello and says nothing', 'client-hello', 'no-answer-to-client-hello'],
    ['a port where nobody listens', 'tcp', 'tcp-refused'],
  ])(
    'gives the verdict of the probe, judged in one thread or several: %s',
    async (name, stage, id) => {
      const file = await saved(name)
      for (const [threads, args, stdin] of [
        ['0', [file], undefined],
        ['2', [file], undefined],
        ['2', ['-'], readFileSync(file)],
      ] as const) {
        const ran = await tlscope(['analyze', '--ndjson', ...args], {
          env: { TLSCOPE_THREADS: threads },
          ...(stdin === undefined ? {} : { stdin }),
        })
        const [handshake, ...more] = ran.stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
        expect(ran.status).toBe(1)
        expect(more).toMatchObject([
          { type: 'summary', sources: [{ probe: { reached: expect.any(String) } }] },
        ])
        expect(handshake).toMatchObject({ outcome: 'broken', break: { stage }, findings: [{ id }] })
      }
    },
    120_000,
  )
})
