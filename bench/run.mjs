import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from '../scripts/bootstrap/build.mjs'
import { inRoot } from '../scripts/bootstrap/paths.mjs'
import { bundle } from './bundle.mjs'
import { measure, median } from './measure.mjs'

/** What the product promises, as ratios of throughput (and bytes of memory). */
const TARGETS = {
  bulk: { tshark: 30, 'header walk': 0.25 },
  noise: { tshark: 60, 'header walk': 0.5 },
  'small files': { tshark: 50 },
}
export const PEAK_TARGET = 250e6

/** Makes the captures, measures every contestant on each of them, all in turn, `runs` times. */
export async function runBench({ folder, small, runs, only, say }) {
  const captures = await makeCaptures(folder, small, say)
  await ensureBuilt()
  const results = []
  for (const subject of subjects(captures)) {
    if (only !== null && !only.includes(subject.name)) continue
    const contestants = subject.contestants.filter(({ command }) => exists(command[0]))
    const taken = new Map(contestants.map(({ name }) => [name, []]))
    // The page cache is filled first.
    await measure(['cat', ...subject.files])
    for (let run = 1; run <= (subject.once ? 1 : runs); run++) {
      for (const { name, command } of contestants) {
        const took = await measure(command)
        taken.get(name).push(took)
        say(`${subject.name}, run ${run}, ${name}: ${took.wall.toFixed(2)} s`)
      }
    }
    results.push(...summary(subject, taken))
  }
  return results
}

async function makeCaptures(folder, small, say) {
  mkdirSync(folder, { recursive: true })
  const maker = await bundle(inRoot('bench/make/main.ts'), join(folder, 'build'), 'make')
  const at = join(folder, small ? 'small' : 'full')
  const made = spawnSync(process.execPath, [maker, at, ...(small ? ['--small'] : [])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 24,
  })
  if (made.status !== 0) throw new Error(`the captures could not be made:\n${made.stderr}`)
  for (const line of made.stderr.trim().split('\n')) if (line !== '') say(line)
  return JSON.parse(made.stdout)
}

function subjects({ bulk, noise, small }) {
  const ours = (...args) => [process.execPath, inRoot('out/main/cli.js'), 'analyze', ...args]
  const tshark = (file) => [
    'tshark',
    '-r',
    file,
    '-Y',
    'tls.handshake',
    '-T',
    'fields',
    '-e',
    'tls.handshake.type',
  ]
  const one = (name, file) => ({
    name,
    files: [file],
    contestants: [
      { name: 'tlscope --ndjson', command: ours(file, '--ndjson') },
      { name: 'tlscope --json', command: ours(file, '--json') },
      { name: 'tshark', command: tshark(file) },
      { name: 'ssldump', command: ['ssldump', '-n', '-r', file] },
      { name: 'header walk', command: [process.execPath, inRoot('bench/header-walk.mjs'), file] },
      { name: 'cat', command: ['cat', file] },
    ],
  })
  return [
    one('bulk', bulk),
    one('noise', noise),
    {
      name: 'small files',
      files: small,
      // One run is a thousand starts of tshark, minutes of them: a median by itself.
      once: true,
      contestants: [
        { name: 'tlscope --ndjson', command: ours(...small, '--ndjson') },
        {
          name: 'tshark',
          command: ['sh', '-c', `for file; do ${tshark('"$file"').join(' ')}; done`, 'sh', ...small],
        },
        { name: 'cat', command: ['cat', ...small] },
      ],
    },
  ]
}

/** Medians, with the throughput of the first contestant over that of each. */
function summary(subject, taken) {
  const bytes = subject.files.reduce((sum, file) => sum + statSync(file).size, 0)
  const [ours] = taken.keys()
  const base = median(taken.get(ours)).wall
  return [...taken].map(([name, runs]) => {
    const { wall, cpu, peak } = median(runs)
    return {
      capture: subject.name,
      bytes,
      name,
      wall,
      cpu,
      peak: peak === null ? null : Math.max(...runs.map((run) => run.peak)),
      throughput: bytes / wall,
      // Above 1: tlscope is faster.
      ratio: wall / base,
      target: TARGETS[subject.name]?.[name] ?? null,
    }
  })
}

function exists(program) {
  return program.includes('/') || spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0
}
