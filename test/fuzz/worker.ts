/**
 * One thread of a long run: takes jobs from `scripts/fuzz.mjs`, tries inputs, and leaves in shared memory which
 * one it is at, so that the script notices one that does not come back.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { recordLab } from '../../src/main/lab/index.ts'
import { concat } from '../../src/shared/bytes/text.ts'
import { Campaign, details, type Failure, failureOf, signatureOf } from './campaign.ts'
import { minimise } from './minimise.ts'
import { findTarget, TARGETS } from './targets.ts'

interface Job {
  readonly target: string
  readonly seed: number
  readonly from: number
  readonly millis: number
}

export interface Found extends Failure {
  readonly signature: string
  readonly input: Uint8Array
  readonly smallest: Uint8Array
  /** Made from this project's own seeds alone: may be kept as a regression sample. */
  readonly own: boolean
}

/** Failures of one target after which its job ends: more tell nothing new. */
const MOST_FAILURES = 20
/** Bytes of buffers and of the heap that all of this may take, garbage included. */
const MEMORY_BOUND = 1024 * 1024 * 1024

const port = parentPort
const data = workerData as { place: SharedArrayBuffer; captures: Uint8Array[]; lab: boolean }
const place = new Float64Array(data.place)
const captures = [...data.captures]
if (data.lab) captures.push((await recordLab()).pcapng)

port?.on('message', (job: Job) => {
  void run(job).then((result) => port.postMessage(result))
})
port?.postMessage({ kind: 'ready', targets: TARGETS.map(({ name }) => name) })

async function run(job: Job): Promise<unknown> {
  const target = findTarget(job.target)
  if (target === null) return { kind: 'done', tried: 0, found: [], slowest: 0, slowestNumber: 0 }
  const campaign = new Campaign(target, job.seed, captures)
  const own = target.takesCaptures !== true
  const found = new Map<string, Found>()
  const until = performance.now() + job.millis
  let number = job.from
  let slowest = 0
  let slowestNumber = 0
  for (;;) {
    const startedAt = performance.now()
    if (startedAt >= until && number > job.from) break
    place[0] = number
    place[1] = (place[1] ?? 0) + 1
    try {
      await campaign.try(number)
    } catch (error) {
      const failure = failureOf(campaign, number, error)
      const signature = signatureOf(failure)
      if (!found.has(signature)) {
        const input = campaign.input(number)
        const smallest = await smallestOf(campaign, number, input, signature)
        found.set(signature, { ...failure, signature, input, smallest, own })
      }
      if (found.size >= MOST_FAILURES) break
    }
    const took = performance.now() - startedAt
    if (took > slowest) {
      slowest = took
      slowestNumber = number
    }
    number++
    // The watchdog's messages, and the collector, need a turn now and then.
    if (number % 2000 === 0) {
      await new Promise((resolve) => setImmediate(resolve))
      const { arrayBuffers, heapUsed } = process.memoryUsage()
      if (arrayBuffers + heapUsed > MEMORY_BOUND)
        throw new RangeError(`memory beyond its bound at input ${number}`)
    }
  }
  return { kind: 'done', tried: number - job.from, found: [...found.values()], slowest, slowestNumber }
}

async function smallestOf(
  campaign: Campaign,
  number: number,
  input: Uint8Array,
  signature: string,
): Promise<Uint8Array> {
  return await minimise(concat([input]), async (candidate) => {
    place[1] = (place[1] ?? 0) + 1
    try {
      await campaign.target.run(candidate, details(campaign.seed, number))
      return false
    } catch (error) {
      return signatureOf(failureOf(campaign, number, error)) === signature
    }
  })
}
