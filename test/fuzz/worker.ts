/**
 * One thread of a long run: takes jobs from `scripts/fuzz.mjs`, tries inputs, and leaves in shared memory which
 * one it is at, so that the script notices one that does not come back, and has it.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { recordLab } from '../../src/main/lab/index.ts'
import { Campaign, details, type Failure, failureOf, signatureOf } from './campaign.ts'
import { GuidedCampaign, type GuidedInput } from './guided.ts'
import { minimise } from './minimise.ts'
import { counted, knownRegions, type Region } from './reach/edges.ts'
import { findTarget, TARGETS } from './targets.ts'

interface Job {
  readonly target: string
  readonly from: number
  readonly millis: number
  /** Where the job ends by their number, not by time. */
  readonly inputs: number | null
  /** Inputs of earlier runs that a guided campaign begins with. */
  readonly earlier: readonly Uint8Array[]
  /** The only input to try, under the number `from`. */
  readonly only: Uint8Array | null
}

export interface Found extends Failure {
  readonly signature: string
  readonly input: Uint8Array
  readonly smallest: Uint8Array
  /** Made from this project's own seeds alone: may be kept as a regression sample. */
  readonly own: boolean
}

export interface Done {
  readonly kind: 'done'
  readonly tried: number
  readonly found: readonly Found[]
  readonly slowest: number
  readonly slowestNumber: number
  /** What the campaign keeps that it did not keep before this job, and may keep beyond the run. */
  readonly kept: readonly Uint8Array[]
  /** Of each place, how often inputs of this target passed it, as `Seen.classes`; empty if not instrumented. */
  readonly passed: Uint8Array
  readonly regions: readonly Region[]
}

/** What the script hands to each thread. */
interface Given {
  /** Four numbers (input's number, inputs so far, input's length), then the input. */
  readonly place: SharedArrayBuffer
  readonly captures: readonly Uint8Array[]
  readonly lab: boolean
  readonly seed: number
  readonly guided: boolean
  readonly words: ReadonlyMap<string, readonly (string | number)[]>
}

/** Failures of one target after which its job ends: more tell nothing new. */
const MOST_FAILURES = 20
/** Bytes of buffers and of the heap that all of this may take, garbage included. */
const MEMORY_BOUND = 1024 * 1024 * 1024

const port = parentPort
const given = workerData as Given
const place = new Float64Array(given.place, 0, 4)
const placed = new Uint8Array(given.place, 32)
/** What is passed when the sources are loaded, before any input. */
const loaded = counted().slice()
const captures = [...given.captures]
if (given.lab) captures.push((await recordLab()).pcapng)
const campaigns = new Map<string, Trial>()

port?.on('message', (job: Job) => {
  void run(job).then((done) => port.postMessage(done))
})
port?.postMessage({
  kind: 'ready',
  targets: TARGETS.map(({ name }) => name),
  loaded: { passed: loaded, regions: knownRegions() },
})

async function run(job: Job): Promise<Done> {
  const target = findTarget(job.target)
  if (target === null) throw new Error(`no target ${job.target}`)
  const fresh = !campaigns.has(job.target)
  const trial = campaigns.get(job.target) ?? new Trial(target)
  campaigns.set(job.target, trial)
  if (job.only !== null) await trial.one({ bytes: job.only, own: false }, job.from)
  else {
    if (fresh) await trial.start(job.earlier)
    await trial.go(job)
  }
  return trial.done()
}

type Made = GuidedInput

/** One target's inputs, job after job. */
class Trial {
  readonly #blind: Campaign
  readonly #guided: GuidedCampaign
  readonly #found = new Map<string, Found>()
  #told = 0
  #tried = 0
  #slowest = 0
  #slowestNumber = 0

  constructor(target: ConstructorParameters<typeof Campaign>[0]) {
    this.#blind = new Campaign(target, given.seed, captures)
    this.#guided = new GuidedCampaign(target, given.seed, captures, given.words)
  }

  async start(earlier: readonly Uint8Array[]): Promise<void> {
    const starters = given.guided ? this.#guided.starters(earlier) : []
    for (const [number, input] of starters.entries()) await this.one(input, number)
  }

  async go({ from, millis, inputs }: Job): Promise<void> {
    const until = performance.now() + millis
    for (let number = from; ; number++) {
      if (number > from && (inputs === null ? performance.now() >= until : number - from >= inputs)) return
      await this.one(this.#make(number), number)
      if (this.#found.size >= MOST_FAILURES) return
      if (number % 2000 === 0) await this.#breathe(number)
    }
  }

  async one(input: Made, number: number): Promise<void> {
    const startedAt = performance.now()
    place[0] = number
    place[1] = (place[1] ?? 0) + 1
    place[2] = input.bytes.length
    placed.set(input.bytes.subarray(0, placed.length))
    this.#tried++
    try {
      await this.#guided.try(input, number)
    } catch (error) {
      await this.#fail(error, input, number)
    }
    const took = performance.now() - startedAt
    if (took <= this.#slowest) return
    this.#slowest = took
    this.#slowestNumber = number
  }

  /** What was tried, found and kept since the last time. */
  done(): Done {
    const { kept, seen } = this.#guided
    const done: Done = {
      kind: 'done',
      tried: this.#tried,
      found: [...this.#found.values()],
      slowest: this.#slowest,
      slowestNumber: this.#slowestNumber,
      kept: kept.slice(this.#told).flatMap(({ own, bytes }) => (own ? [bytes] : [])),
      passed: counted().length === 0 ? new Uint8Array(0) : seen.classes.slice(),
      regions: knownRegions(),
    }
    this.#told = kept.length
    this.#tried = 0
    this.#slowest = 0
    this.#found.clear()
    return done
  }

  #make(number: number): Made {
    if (given.guided) return this.#guided.input(number)
    const own = this.#blind.target.takesCaptures !== true
    return { bytes: this.#blind.input(number), own }
  }

  /** The watchdog's messages, and the collector, need a turn now and then. */
  async #breathe(number: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    if (arrayBuffers + heapUsed > MEMORY_BOUND)
      throw new RangeError(`memory beyond its bound at input ${number}`)
  }

  async #fail(error: unknown, { bytes, own }: Made, number: number): Promise<void> {
    const failure = failureOf(this.#blind, number, error)
    const signature = signatureOf(failure)
    if (this.#found.has(signature)) return
    const smallest = await minimise(bytes, async (candidate) => {
      place[1] = (place[1] ?? 0) + 1
      try {
        await this.#blind.target.run(candidate, details(given.seed, number))
        return false
      } catch (again) {
        return signatureOf(failureOf(this.#blind, number, again)) === signature
      }
    })
    this.#found.set(signature, { ...failure, signature, input: bytes, smallest, own })
  }
}
