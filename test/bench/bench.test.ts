import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'tlscope-bench-'))

afterAll(() => rmSync(folder, { recursive: true }))

interface Row {
  readonly capture: string
  readonly name: string
  readonly wall: number
  readonly throughput: number
}

describe('the benchmark', () => {
  it('measures every capture with tlscope and the header walk', { timeout: 300_000 }, () => {
    const run = spawnSync(process.execPath, ['scripts/bench.mjs', '--small', '--runs', '1', '--json'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TLSCOPE_BENCH: folder },
    })
    expect(run.status, run.stderr).toBe(0)
    const { results } = JSON.parse(run.stdout) as { results: Row[] }
    const measured = results.map(({ capture, name }) => `${capture}: ${name}`)
    expect(measured).toEqual(
      expect.arrayContaining([
        'bulk: tlscope --ndjson',
        'bulk: header walk',
        'noise: tlscope --json',
        'noise: cat',
        'small files: tlscope --ndjson',
      ]),
    )
    for (const { wall, throughput } of results) {
      expect(wall).toBeGreaterThan(0)
      expect(throughput).toBeGreaterThan(0)
    }
  })
})
