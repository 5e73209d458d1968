/**
 * `npm run bench`: makes its captures where they are absent, runs everything that is compared several times in
 * turn, and prints one table of medians.
 *   node scripts/bench.mjs [--small] [--runs <n>] [--only <capture,…>] [--write] [--json]
 * `--write` puts the table into README.md and docs/performance.md. TLSCOPE_BENCH moves the captures (default: .cache/bench).
 */
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runBench } from '../bench/run.mjs'
import { tableText, writeTable } from '../bench/table.mjs'
import { inRoot, localCache } from './bootstrap/paths.mjs'

const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1')

const folder = process.env.TLSCOPE_BENCH ?? join(localCache, 'bench')
const results = await runBench({
  folder,
  small: values.small,
  runs,
  only: values.only?.split(',') ?? null,
  say: (line) => console.error(line),
})
const machine = `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Node ${process.versions.node}`
if (values.json) console.log(JSON.stringify({ machine, runs, results }))
else console.log(tableText(results, machine, runs))
if (values.write) {
  for (const file of ['README.md', 'docs/performance.md']) writeTable(inRoot(file), results, machine, runs)
}
