/**
 * Feeds mutated input to every reader and parser, for as long as it is let, and prints how many were tried and
 * what they reached. What reaches something new is kept and mutated further (.cache/fuzz, from run to run).
 *
 *   npm run fuzz                                       ten minutes over all targets
 *   npm run fuzz -- --minutes 60 --target certificate  one target (repeatable)
 *   npm run fuzz -- --inputs 100000 --fresh            so many a target, without what earlier runs kept: with the
 *                                                      same seed always the same inputs
 *   npm run fuzz -- --blind                            mutated seeds alone: nothing is counted, nothing learnt
 *   npm run fuzz -- --blind --coverage                 the same, and what they reach is counted
 *   npm run fuzz -- --target pcap --seed 7 --only 123 --input test-results/fuzz/pcap.1.bin
 *                                                      one input again, as a report says it
 *   npm run fuzz -- --threads 4 --no-captures          without the lab's and the shared folder's captures
 *
 * Exit status 1 if anything failed. What failed lies in test-results/fuzz: the input, the smallest input that
 * still fails, and what was thrown; beside it coverage.txt, which names what was never reached. An input that takes
 * longer than 2 s when tried twice counts as a failure.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inRoot } from './bootstrap/paths.mjs'
import { bundleWorker } from './fuzz/bundle.mjs'
import { Corpus } from './fuzz/corpus.mjs'
import { Coverage } from './fuzz/coverage.mjs'
import { Tally } from './fuzz/tally.mjs'
import { WatchedWorker } from './fuzz/watched-worker.mjs'

const SLICE_MILLIS = 5_000
/** Larger captures would make the run one of a few inputs. */
const LARGEST_SEED = 100_000
const folder = inRoot('test-results', 'fuzz')

const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    inputs: { type: 'string' },
    target: { type: 'string', multiple: true },
    seed: { type: 'string' },
    only: { type: 'string' },
    input: { type: 'string' },
    threads: { type: 'string' },
    blind: { type: 'boolean', default: false },
    coverage: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    'no-captures': { type: 'boolean', default: false },
  },
})

const seed = Number(given.seed ?? Math.floor(Date.now() / 1000)) >>> 0
const minutes = Number(given.minutes)
const inputs = given.inputs === undefined ? null : Number(given.inputs)
const one = given.only !== undefined || given.input !== undefined
const threads = one ? 1 : Number(given.threads ?? Math.max(1, availableParallelism() - 1))
if (!(minutes > 0) || !(threads >= 1) || (inputs !== null && !(inputs >= 1))) {
  console.error('fuzz: --minutes, --inputs and --threads are numbers above 0')
  process.exit(2)
}
if (one && given.target?.length !== 1) {
  console.error('fuzz: --only and --input need one --target')
  process.exit(2)
}

mkdirSync(folder, { recursive: true })
const guided = !given.blind && !one
const { script, points, words } = await bundleWorker(folder, guided || given.coverage)
const captures = given['no-captures'] ? [] : sharedCaptures()
const corpus = guided && !given.fresh ? new Corpus() : null
const tally = new Tally(folder, seed, new Coverage(points))
const until = Date.now() + minutes * 60_000
/** Where each target is, and whether it is done. */
const progress = new Map()

console.log(
  `fuzz: seed ${seed}, ${inputs === null ? `${minutes} minutes` : `${inputs} inputs a target`}, ${threads} threads, ` +
    `${guided ? 'guided by coverage' : 'mutated seeds alone'}, ${captures.length} captures of the shared folder as seeds`,
)
// Ended early, a run still tells what it did.
process.once('SIGINT', finish)
await Promise.all(Array.from({ length: threads }, (_, thread) => runThread(thread)))
finish()

function finish() {
  rmSync(script, { force: true })
  process.exit(tally.finish(corpus))
}

function sharedCaptures() {
  const shared = join(process.env.TLSCOPE_SHARED || inRoot('..', 'shared'), 'corpus')
  let files
  try {
    files = readdirSync(shared, { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
  return files
    .filter((file) => /\.(pcap|pcapng|cap|dmp)$/.test(file))
    .sort()
    .map((file) => join(shared, file))
    .filter((file) => statSync(file).size <= LARGEST_SEED)
    .map((file) => new Uint8Array(readFileSync(file)))
}

/** Gives one worker job after job, of its own share of the targets; starts another where one hangs or dies. */
async function runThread(thread) {
  for (let next = null; !isOver(thread); ) {
    const worker = new WatchedWorker(script, {
      captures,
      lab: !given['no-captures'] && !one && inputs === null,
      seed,
      guided,
      words,
    })
    const { targets, loaded } = await worker.ready()
    tally.loaded(loaded)
    shareOut(targets)
    const known = new Set()
    while (!isOver(thread)) {
      const job = next ?? jobOf(thread, known)
      next = null
      const answer = await worker.run(job)
      if (answer.kind === 'done') {
        count(job, answer)
        continue
      }
      // A busy machine can stop a thread for seconds: only an input that hangs twice is one that hangs.
      progress.get(job.target).next = answer.number + 1
      if (answer.kind === 'hang' && job.only === null)
        next = { ...job, from: answer.number, only: answer.input, earlier: [] }
      else
        tally.fail(job.target, {
          ...answer,
          signature: `${job.target}: ${answer.kind}`,
          stack: '',
          own: false,
        })
      break
    }
    await worker.stop()
  }
}

/** Each target belongs to one thread, so that what it learns stays together. */
function shareOut(known) {
  if (progress.size > 0) return
  const targets = (given.target ?? known).filter((name) => known.includes(name))
  if (targets.length === 0) throw new Error(`targets are: ${known.join(', ')}`)
  for (const [at, target] of targets.entries())
    progress.set(target, { thread: at % threads, next: Number(given.only ?? 0), turns: 0, done: false })
}

function isOver(thread) {
  if (progress.size === 0) return false
  const own = [...progress.values()].filter((one) => one.thread === thread)
  return own.every(({ done }) => done) || (inputs === null && !one && Date.now() >= until)
}

/** The next job of the target that had the fewest. */
function jobOf(thread, known) {
  const [target, place] = [...progress]
    .filter(([, { done, thread: whose }]) => whose === thread && !done)
    .reduce((least, entry) => (entry[1].turns < least[1].turns ? entry : least))
  const earlier = known.has(target) ? [] : (corpus?.earlier(target) ?? [])
  known.add(target)
  place.turns++
  const only = given.input === undefined ? null : new Uint8Array(readFileSync(given.input))
  return { target, from: place.next, millis: one ? 0 : SLICE_MILLIS, inputs, earlier, only }
}

function count(job, answer) {
  const place = progress.get(job.target)
  place.next += answer.tried
  if (inputs !== null || one) place.done = true
  if (answer.kept.length > 0) corpus?.keep(job.target, answer.kept)
  tally.count(job.target, answer)
}
