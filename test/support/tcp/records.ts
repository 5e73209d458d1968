import type {
  HandshakeProblem,
  HandshakeSink,
  RawHandshake,
  RecordProblem,
  RecordSink,
  TlsRecord,
} from '../../../src/shared/tls/record/events.ts'
import { RecordLayer, type RecordLayerOptions } from '../../../src/shared/tls/record/record-layer.ts'

/** Feeds a `RecordLayer` packet by packet and keeps what comes out. */
export class RecordRun implements RecordSink {
  readonly layer: RecordLayer
  readonly records: TlsRecord[] = []
  readonly problems: RecordProblem[] = []
  lostBytes = 0
  frame = 0
  wanted = false
  onLost: (insideRecord: boolean) => void = () => {}

  constructor(options: RecordLayerOptions = {}) {
    this.layer = new RecordLayer(this, options)
  }

  /** One packet. */
  packet(...pieces: Uint8Array[]): this {
    this.frame++
    const bytes = Uint8Array.from(pieces.flatMap((piece) => [...piece]))
    this.layer.push(bytes, 0, bytes.length, this.frame, this.frame * 1000)
    bytes.fill(0xee)
    return this
  }

  lose(length: number): this {
    this.frame++
    this.layer.hole(length, this.frame, this.frame * 1000)
    return this
  }

  end(): this {
    this.layer.end()
    return this
  }

  record(record: TlsRecord): void {
    this.records.push(record)
  }

  applicationData(record: TlsRecord): void {
    this.records.push(record)
  }

  wantApplicationData(): boolean {
    return this.wanted
  }

  lost(bytes: number, _frame: number, _atMicros: number, insideRecord: boolean): void {
    this.lostBytes += bytes
    this.onLost(insideRecord)
  }

  malformed(problem: RecordProblem): void {
    this.problems.push(problem)
  }

  /** `type/length`, with `cut` and the packets. */
  get summary(): string[] {
    return this.records.map(
      ({ contentType, length, cut, frames }) =>
        `${contentType}/${length}${cut ? ' cut' : ''} @${frames.join()}`,
    )
  }
}

export class MessageList implements HandshakeSink {
  readonly messages: RawHandshake[] = []
  readonly problems: HandshakeProblem[] = []

  message(message: RawHandshake): void {
    this.messages.push(message)
  }

  problem(problem: HandshakeProblem): void {
    this.problems.push(problem)
  }

  get summary(): string[] {
    return this.messages.map(
      ({ handshakeType, raw, cut, frames }) =>
        `${handshakeType}/${raw.length}${cut ? ' cut' : ''} @${frames.join()}`,
    )
  }
}
