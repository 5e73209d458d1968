/**
 * `npm run bench`: makes its captures where they are absent, runs everything that is compared several times in
 * turn, and prints one table of medians.
 *   node scripts/bench.mjs [--small] [--runs <n>] [--only <capture,…|probe>] [--write] [--json]
 * `--write` puts the tables into README.md and docs/performance.md. TLSCOPE_BENCH moves the captures (default: .cache/bench).
 */
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runProbeBench } from '../bench/probe/run.mjs'
import { PROBE_MARKS, probeTableText } from '../bench/probe/table.mjs'
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
const only = values.only?.split(',') ?? null
const say = (line) => console.error(line)
const captures = only?.filter((name) => name !== 'probe') ?? null
const results =
  captures?.length === 0 ? [] : await runBench({ folder, small: values.small, runs, only: captures, say })
const probes = only === null || only.includes('probe') ? await runProbeBench({ folder, runs, say }) : []
const machine = `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Node ${process.versions.node}`
const table = results.length === 0 ? null : tableText(results, machine, runs)
const probeTable = probes.length === 0 ? null : probeTableText(probes, machine, runs)
if (values.json) console.log(JSON.stringify({ machine, runs, results, probes }))
else console.log([table, probeTable].filter((text) => text !== null).join('\n'))
if (values.write && table !== null) {
  for (const file of ['README.md', 'docs/performance.md']) writeTable(inRoot(file), table)
}
if (values.write && probeTable !== null) writeTable(inRoot('docs/performance.md'), probeTable, PROBE_MARKS)
