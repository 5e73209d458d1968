import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { analyse } from '../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../src/main/engine/options.ts'
import type { HandshakeDocument, SourceDocument } from '../../../src/shared/contract/analysis.ts'
import { documentHolds } from '../../fuzz/targets/river.ts'

export interface Measured {
  readonly source: SourceDocument
  readonly handshakes: HandshakeDocument[]
  /** What the process held at most beyond what it held before, garbage collected; bytes. */
  readonly held: number
}

/** What the analysis of one capture may hold on to, whatever the capture. */
export const MEMORY_BOUND = 120 * 1024 * 1024

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function liveBytes(): number {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Analyses a capture to its end and looks at the memory now and then. @param keep how many documents to keep */
export async function analyseMeasured(
  capture: AsyncIterable<Uint8Array>,
  options: { readonly keep?: number; readonly looks?: number } = {},
): Promise<Measured> {
  const { keep = 100, looks = 6 } = options
  const handshakes: HandshakeDocument[] = []
  const before = liveBytes()
  let held = 0
  let nextLook = 4 * 1024 * 1024
  let looked = 0
  const look = (): void => {
    held = Math.max(held, liveBytes() - before)
    looked++
  }
  const result = await analyse([{ path: 'capture', input: capture }], NO_OPTIONS, {
    progress: (_source, _path, bytesRead) => {
      if (bytesRead < nextLook || looked >= looks) return
      nextLook = bytesRead * 1.6
      look()
    },
    handshake: (document, judged) => {
      if (handshakes.length >= keep) return
      documentHolds(document, judged)
      handshakes.push(document)
    },
    defect: (error) => {
      throw error
    },
  })
  look()
  const [source] = result.sources
  if (source === undefined) throw new Error('the capture was refused')
  return { source, handshakes, held }
}

export function limitWarnings(source: SourceDocument): string[] {
  return source.warnings.filter(({ code }) => code === 'limit-reached').map(({ message }) => message)
}

/** Twice the input may cost this many times the work; noise included. */
const LARGEST_RATIO = 3
const TRIES = 5

/**
 * Whether work over twice the input costs about twice as much. Measured CPU, so it is tried several times: a
 * busy machine slows one run or the other, quadratic work slows the longer one every time.
 * @returns the smallest ratio met
 */
export async function growth(work: (size: number) => Promise<void> | void, size: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  await work(Math.ceil(size / 4))
  for (let attempt = 0; attempt < TRIES && least > LARGEST_RATIO; attempt++) {
    const once = await cpuMicros(() => work(size))
    const twice = await cpuMicros(() => work(2 * size))
    least = Math.min(least, twice / Math.max(once, 1))
  }
  return least
}

export const LINEAR = LARGEST_RATIO

async function cpuMicros(work: () => Promise<void> | void): Promise<number> {
  collect()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
