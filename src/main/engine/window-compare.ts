import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { differingRanges } from '../../shared/conversation/compare/byte-diff.ts'
import type { AlignedRow } from '../../shared/conversation/compare/shape.ts'
import { readFacts } from '../../shared/conversation/facts.ts'
import { COMPARED_BYTES, type CompareSideRequest } from '../../shared/ipc/compare-channels.ts'
import type { EngineChannel, Request, Response } from '../../shared/ipc/contract.ts'
import { choosePair } from './comparison/choose.ts'
import { bytesOfRow, comparePair } from './comparison/pair.ts'
import { type ReadSide, readSide } from './comparison/side.ts'
import type { OpenHandshake } from './kept-handshakes.ts'
import { NO_OPTIONS } from './options.ts'
import { Refusal } from './refusal.ts'

type CompareChannel = Extract<EngineChannel, `compare:${string}`>
type Answers = { [C in CompareChannel]: (request: Request<C>) => Promise<Response<C>> }

/** The window's comparisons: of what is open, and of files. */
export class WindowCompare {
  readonly #handshake: (analysis: string, id: string) => Promise<OpenHandshake>
  /** The last one, for its bytes. */
  #last: { readonly id: string; readonly rows: readonly AlignedRow[] } | null = null
  #reading: AbortController | null = null

  /** @param handshake finds one that is open; throws a Refusal where there is none */
  constructor(handshake: (analysis: string, id: string) => Promise<OpenHandshake>) {
    this.#handshake = handshake
  }

  readonly answers: Answers = {
    'compare:run': async ({ a, b, roles }) => {
      // Whoever asks anew does not wait for the answer before.
      this.#reading?.abort()
      const reading = new AbortController()
      this.#reading = reading
      const inA = await this.#side(a, reading.signal)
      const inB = await this.#side(b, reading.signal)
      if (reading.signal.aborted) throw new Refusal('cancelled', 'Another comparison was asked for.')
      const chosen = choosePair(inA, inB)
      if (chosen === null) throw new Refusal('nothing-to-compare', 'There is nothing to compare.')
      const { document, comparison } = comparePair(
        { path: inA.path, chosen: chosen.a },
        { path: inB.path, chosen: chosen.b },
        roles,
        [...notesOf('A', inA), ...notesOf('B', inB)],
      )
      this.#last = { id: randomUUID(), rows: comparison.rows }
      return { comparison: this.#last.id, document }
    },
    'compare:bytes': async ({ comparison, row }) => {
      if (this.#last?.id !== comparison) {
        throw new Refusal('no-such-comparison', 'This comparison is no longer kept.', 'Compare again.')
      }
      const bytes = bytesOfRow(this.#last.rows, row)
      if (bytes.kind === 'none') throw new Refusal('no-bytes', `Message ${row}: ${bytes.why}.`)
      // Copies of their own: a view would carry its whole buffer across the processes.
      const [a, b] = [bytes.a.slice(0, COMPARED_BYTES), bytes.b.slice(0, COMPARED_BYTES)]
      return {
        a,
        b,
        ranges: differingRanges(a, b).map((range) => ({
          a: [range.a.start, range.a.end] as [number, number],
          b: [range.b.start, range.b.end] as [number, number],
        })),
        shortened: Math.max(bytes.a.length, bytes.b.length) > COMPARED_BYTES,
      }
    },
  }

  async #side(side: CompareSideRequest, signal: AbortSignal): Promise<ReadSide> {
    if (side.kind === 'file') {
      const { path, handshake } = side
      const read = await readSide({ path, handshake }, NO_OPTIONS, signal)
      return { ...read, path: basename(path) }
    }
    const { document, conversation, probe, verdict } = await this.#handshake(side.analysis, side.handshake)
    const judged = { facts: readFacts(conversation, probe), verdict }
    const found = [{ document, judged }]
    return { path: side.name, handshake: side.handshake, found, count: 1, fault: null, warnings: [] }
  }
}

function notesOf(name: 'A' | 'B', { fault, warnings }: ReadSide): string[] {
  return [...(fault === null ? [] : [fault]), ...warnings].map((note) => `${name}: ${note}`)
}
