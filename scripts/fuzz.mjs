/**
 * Feeds mutated input to every reader and parser, for as long as it is let, and prints how many were tried.
 *
 *   npm run fuzz                                       ten minutes over all targets
 *   npm run fuzz -- --minutes 60 --target certificate  one target (repeatable)
 *   npm run fuzz -- --seed 7 --only 123 --target pcap  one input again, by the numbers of a report
 *   npm run fuzz -- --threads 4 --no-captures          without the lab's and the shared folder's captures
 *
 * Exit status 1 if anything failed. What failed lies in test-results/fuzz: the input, the smallest input that
 * still fails, and what was thrown. An input that takes longer than 2 s when tried twice counts as a failure.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { inRoot } from './bootstrap/paths.mjs'

const SLICE_MILLIS = 5_000
const HANG_MILLIS = 2_000
/** Larger captures would make the run one of a few inputs. */
const LARGEST_SEED = 100_000
const folder = inRoot('test-results', 'fuzz')

const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    target: { type: 'string', multiple: true },
    seed: { type: 'string' },
    only: { type: 'string' },
    threads: { type: 'string' },
    'no-captures': { type: 'boolean', default: false },
  },
})

const seed = Number(given.seed ?? Math.floor(Date.now() / 1000)) >>> 0
const minutes = Number(given.minutes)
const threads =
  given.only === undefined ? Number(given.threads ?? Math.max(1, availableParallelism() - 1)) : 1
if (!(minutes > 0) || !(threads >= 1)) {
  console.error('fuzz: --minutes and --threads are numbers above 0')
  process.exit(2)
}

mkdirSync(folder, { recursive: true })
const script = await bundle()
const captures = given['no-captures'] ? [] : sharedCaptures()
const tally = new Map()
const failures = new Map()
const until = Date.now() + minutes * 60_000
let targets = []
let turn = 0

console.log(
  `fuzz: seed ${seed}, ${minutes} minutes, ${threads} threads, ${captures.length} captures of the shared folder as seeds`,
)
await Promise.all(Array.from({ length: threads }, () => runThread()))
finish()

/** The worker and all it needs in one file, out of the TypeScript sources. */
async function bundle() {
  await build({
    root: inRoot(),
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: 'test/fuzz/worker.ts',
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  })
  return join(folder, 'worker.mjs')
}

function sharedCaptures() {
  const corpus = join(process.env.TLSCOPE_SHARED || inRoot('..', 'shared'), 'corpus')
  let files
  try {
    files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
  return files
    .filter((file) => /\.(pcap|pcapng|cap|dmp)$/.test(file))
    .sort()
    .map((file) => join(corpus, file))
    .filter((file) => statSync(file).size <= LARGEST_SEED)
    .map((file) => new Uint8Array(readFileSync(file)))
}

/** Gives one worker job after job; starts another where one hangs or dies. */
async function runThread() {
  for (let next = null; Date.now() < until; ) {
    const place = new SharedArrayBuffer(16)
    const worker = new Worker(script, {
      workerData: { place, captures, lab: !given['no-captures'] && given.only === undefined },
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    })
    const inbox = messagesOf(worker)
    const ready = await inbox.next(60_000, place)
    if (ready.kind !== 'ready') throw new Error(`the worker did not start: ${ready.message ?? ready.kind}`)
    targets = (given.target ?? ready.targets).filter((name) => ready.targets.includes(name))
    if (targets.length === 0) throw new Error(`targets are: ${ready.targets.join(', ')}`)
    while (Date.now() < until) {
      const job = next ?? jobOf()
      next = null
      worker.postMessage(job)
      const answer = await inbox.next(HANG_MILLIS, place)
      if (answer.kind === 'done') {
        count(job, answer)
        if (given.only !== undefined) return await stop(worker)
        continue
      }
      // A busy machine can stop a thread for seconds: only an input that hangs twice is one that hangs.
      const number = new Float64Array(place)[0]
      const again = job.millis === 1 && job.from === number
      if (answer.kind === 'hang' && !again) next = { ...job, from: number, millis: 1 }
      else
        fail({
          target: job.target,
          seed,
          number,
          signature: `${job.target}: ${answer.kind}`,
          message: answer.message ?? answer.kind,
          stack: '',
          own: true,
        })
      break
    }
    await stop(worker)
  }
}

async function stop(worker) {
  worker.removeAllListeners()
  await worker.terminate()
}

function jobOf() {
  const target = targets[turn++ % targets.length]
  const from = given.only === undefined ? entry(target).next : Number(given.only)
  // Leaves room for whatever another thread tries meanwhile.
  entry(target).next += 10_000_000
  return { target, seed, from, millis: given.only === undefined ? SLICE_MILLIS : 0 }
}

function entry(target) {
  if (!tally.has(target)) tally.set(target, { tried: 0, next: 0, slowest: 0, slowestNumber: 0 })
  return tally.get(target)
}

function count(job, { tried, found, slowest, slowestNumber }) {
  const counted = entry(job.target)
  counted.tried += tried
  if (slowest > counted.slowest) Object.assign(counted, { slowest, slowestNumber })
  for (const failure of found) fail(failure)
}

/** A worker's messages one by one; where it stays at one input for too long, or dies, that is the message. */
function messagesOf(worker) {
  const queue = []
  let wake = () => {}
  const push = (message) => {
    queue.push(message)
    wake()
  }
  worker.on('message', push)
  worker.on('error', (error) => push({ kind: 'died', message: error.stack ?? String(error) }))
  return {
    async next(patienceMillis, place) {
      const counters = new Float64Array(place)
      let seen = counters[1]
      let since = Date.now()
      while (queue.length === 0) {
        await new Promise((resolve) => {
          wake = resolve
          setTimeout(resolve, 250)
        })
        if (counters[1] !== seen) {
          seen = counters[1]
          since = Date.now()
        } else if (queue.length === 0 && Date.now() - since > patienceMillis) {
          return { kind: 'hang', message: `no answer within ${patienceMillis} ms` }
        }
      }
      return queue.shift()
    },
  }
}

function fail(failure) {
  if (failures.has(failure.signature)) return
  failures.set(failure.signature, failure)
  const name = `${failure.target}.${failures.size}`
  const { input, smallest, ...told } = failure
  const again = `npm run fuzz -- --target ${failure.target} --seed ${failure.seed} --only ${failure.number}`
  console.log(`FAILED ${failure.signature}\n  ${failure.message}\n  ${again}`)
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...told, again }, null, 2)}\n`)
  if (input !== undefined) writeFileSync(join(folder, `${name}.bin`), input)
  if (smallest !== undefined) writeFileSync(join(folder, `${name}.hex`), sample(told, smallest))
}

/** As test/fuzz/regressions keeps it; not of inputs that were made from somebody's capture. */
function sample({ signature, own }, bytes) {
  const lines =
    Buffer.from(bytes)
      .toString('hex')
      .match(/.{1,100}/g) ?? []
  const origin = own ? '' : '# May hold bytes of a capture: keep it out of the repository.\n'
  return `# ${signature}\n${origin}${lines.join('\n')}\n`
}

function finish() {
  let total = 0
  for (const [target, { tried, slowest, slowestNumber }] of tally) {
    total += tried
    console.log(
      `${target.padEnd(14)} ${String(tried).padStart(10)} inputs, the slowest ${slowest.toFixed(0)} ms (number ${slowestNumber})`,
    )
  }
  console.log(`fuzz: ${total} inputs, ${failures.size} failures, seed ${seed}`)
  process.exit(failures.size === 0 ? 0 : 1)
}
