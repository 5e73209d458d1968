import { concat } from '../../../shared/bytes/text.ts'
import type { RecordProblem, RecordSink, TlsRecord as WireRecord } from '../../../shared/tls/record/events.ts'
import { firstWords } from '../../../shared/tls/record/first-words.ts'
import { RecordLayer } from '../../../shared/tls/record/record-layer.ts'
import { Ended, Faulty } from './ending.ts'
import type { Limits } from './limits.ts'
import type { Recording } from './record.ts'
import type { TransportFault, TransportListener } from './transport.ts'

/** A record as it came, still sealed. */
export interface SealedRecord {
  readonly contentType: number
  readonly version: number
  readonly payload: Uint8Array
  readonly atMicros: number
  /** Where its payload began, in everything the server sent. */
  readonly offset: number
}

type Arrival = { readonly record: SealedRecord } | { readonly error: Ended | Faulty }

const RECORD_HEADER = 5
/** Of the server's first bytes so many are kept, to name what they are if they are no TLS. */
const OPENING = 64

/**
 * What the server sends, cut into records and kept until asked for, and how it ends. The end stands behind the last
 * record, so nobody learns of it before everything ahead of it was read.
 */
export class Intake implements TransportListener {
  readonly #recording: Recording
  readonly #limits: Limits
  readonly #layer: RecordLayer
  readonly #queue: Arrival[] = []
  #bytes = 0
  #opening: Uint8Array = new Uint8Array(0)
  #pieces = 0
  #records = 0
  #offset = 0
  #cut = false
  #writeFault: TransportFault | null = null
  #wake: () => void = () => {}
  /** Whether nothing more will be taken in. */
  over = false
  /** Of the last bytes received; of the start, where none came. */
  lastMicros: number

  constructor(recording: Recording, limits: Limits, startedMicros: number) {
    this.#recording = recording
    this.#limits = limits
    this.lastMicros = startedMicros
    this.#layer = new RecordLayer(this.#sink())
  }

  /** The next record. @returns `null`: none has come yet. @throws Ended, Faulty, again and again */
  take(): SealedRecord | null {
    const next = this.#queue[0]
    if (next === undefined) return null
    if ('error' in next) throw next.error
    this.#queue.shift()
    return next.record
  }

  /** Resolves when there may be something new to take, or `wake` was called. */
  arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  wake(): void {
    this.#wake()
  }

  received(bytes: Uint8Array, atMicros: number): void {
    if (this.over) return
    this.lastMicros = this.#recording.note('server', 'data', bytes, atMicros)
    if (this.#opening.length < OPENING) this.#opening = concat([this.#opening, bytes.subarray(0, OPENING)])
    this.#bytes += bytes.length
    this.#layer.push(bytes, 0, bytes.length, this.#recording.exchanges.length, this.lastMicros)
    if (this.#bytes > this.#limits.bytes) {
      this.#limit(`at most ${this.#limits.bytes} bytes on one connection`, `${this.#bytes} bytes`)
    }
    if (++this.#pieces > this.#limits.pieces) {
      this.#limit(`at most ${this.#limits.pieces} pieces on one connection`, 'one more')
    }
    this.#wake()
  }

  ended(atMicros: number): void {
    this.#cut = this.#layer.insideRecord
    // A write that failed with a reset has taken the news of it from the reading side, which then tells of a mere end.
    const reset = this.#writeFault?.code === 'ECONNRESET'
    const at = this.#recording.note('server', reset ? 'rst' : 'fin', undefined, atMicros)
    this.#finish(
      new Ended(reset ? { by: 'server', how: 'rst' } : { by: 'server', how: 'fin', cut: this.#cut }, at),
    )
  }

  failed(fault: TransportFault, atMicros: number): void {
    const reset = fault.code === 'ECONNRESET' || fault.code === 'EPIPE'
    const at = reset ? this.#recording.note('server', 'rst', undefined, atMicros) : atMicros
    this.#finish(
      new Ended(reset ? { by: 'server', how: 'rst' } : { by: 'network', how: 'none', code: fault.code }, at),
    )
  }

  writeFailed(fault: TransportFault, atMicros: number): void {
    if (this.#writeFault !== null) return
    this.#writeFault = fault
    this.#recording.event({
      kind: 'write-failed',
      from: 'client',
      atMicros,
      encrypted: false,
      code: fault.code,
    })
  }

  #finish(error: Ended | Faulty): void {
    if (!this.over) this.#queue.push({ error })
    this.over = true
    this.#wake()
  }

  #limit(expected: string, found: string): void {
    this.#finish(new Faulty({ kind: 'limit', subject: 'record', offset: this.#offset, expected, found }))
  }

  #sink(): RecordSink {
    return {
      record: (record) => this.#keep(record),
      applicationData: (record) => this.#keep(record),
      wantApplicationData: () => true,
      // Bytes are only skipped behind a malformed header, where nothing is read any more.
      lost: () => {},
      malformed: (problem) => this.#malformed(problem),
    }
  }

  #keep(record: WireRecord): void {
    if (this.over) return
    const offset = this.#offset + RECORD_HEADER
    this.#offset = offset + record.length
    this.#queue.push({
      record: {
        contentType: record.contentType,
        version: record.version,
        payload: record.payload,
        atMicros: record.completedMicros,
        offset,
      },
    })
    if (++this.#records > this.#limits.records) {
      this.#limit(`at most ${this.#limits.records} records on one connection`, 'one more')
    }
  }

  #malformed(problem: RecordProblem): void {
    const { offset, expected } = problem
    const none = this.#records === 0
    const found = none ? firstWords(this.#opening) : problem.found
    this.#finish(
      new Faulty({ kind: none ? 'not-tls' : 'malformed', subject: 'record', offset, expected, found }),
    )
  }
}
