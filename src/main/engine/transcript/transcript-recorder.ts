import type { HttpEvent, HttpPeer, HttpSink } from '../../../shared/http/events.ts'
import { HttpReader } from '../../../shared/http/http-reader.ts'
import type { HandshakeBody } from '../../../shared/tls/message/handshake.ts'
import type { Provenance } from '../../../shared/tls/record/events.ts'
import type {
  DecryptionOutcome,
  OpenedRecord,
  Readiness,
  RecordOpener,
  SessionPeer,
} from '../../../shared/tls/record-opener.ts'
import { clientParameters } from '../../decrypt/hello-parameters.ts'
import type { ConversationOpener, HttpReading } from '../conversation-opener.ts'
import { recordDigest, type SessionTranscript, type ToldHttp, type ToldRecord } from './transcript.ts'

const APPLICATION_DATA = 23
/** Behind this a session says nothing new; what is not told stays protected. */
const MOST_RECORDS = 4096
const MOST_BYTES = 4 * 1024 * 1024

/** Writes down what another opener finds in the records of one session. */
export class TranscriptRecorder implements ConversationOpener {
  readonly #opener: RecordOpener
  readonly #records: ToldRecord[] = []
  readonly #http: ToldHttp[] = []
  #clientRandom: string | null = null
  #bytes = 0

  constructor(opener: RecordOpener) {
    this.#opener = opener
  }

  /** `null` where nothing was opened. */
  get transcript(): SessionTranscript | null {
    if (this.#clientRandom === null || this.#records.length === 0) return null
    return { clientRandom: this.#clientRandom, records: this.#records, http: this.#http }
  }

  handshake(peer: SessionPeer, raw: Uint8Array, body: HandshakeBody): void {
    if (body.type === 'ClientHello') this.#clientRandom ??= clientParameters(body)?.randomHex ?? null
    this.#opener.handshake(peer, raw, body)
  }

  changeCipherSpec(peer: SessionPeer): void {
    this.#opener.changeCipherSpec(peer)
  }

  readiness(peer: SessionPeer): Readiness {
    return this.#opener.readiness(peer)
  }

  stopWaiting(): void {
    this.#opener.stopWaiting()
  }

  open(peer: SessionPeer, contentType: number, version: number, payload: Uint8Array): OpenedRecord | null {
    const opened = this.#opener.open(peer, contentType, version, payload)
    if (opened !== null) this.#write(peer, payload, opened)
    return opened
  }

  skipped(peer: SessionPeer): void {
    this.#opener.skipped(peer)
  }

  lost(peer: SessionPeer): void {
    this.#opener.lost(peer)
  }

  needsEveryRecord(peer: SessionPeer): boolean {
    return this.#opener.needsEveryRecord(peer)
  }

  get outcome(): DecryptionOutcome | null {
    return this.#opener.outcome
  }

  httpReading(sink: HttpSink): HttpReading {
    return new RecordedHttp(this.#http, sink)
  }

  #write(peer: SessionPeer, payload: Uint8Array, { contentType, content, offset }: OpenedRecord): void {
    const told = contentType === APPLICATION_DATA ? null : content.slice()
    this.#bytes += told?.length ?? 0
    if (this.#records.length >= MOST_RECORDS || this.#bytes > MOST_BYTES) return
    this.#records.push({
      peer,
      digest: recordDigest(payload),
      contentType,
      length: content.length,
      offset,
      content: told,
    })
  }
}

/** Reads HTTP from plaintext, and writes down what of it may be told and which pieces it came in. */
class RecordedHttp implements HttpReading {
  readonly #reader: HttpReader
  readonly #pieces: Record<HttpPeer, Provenance[]> = { client: [], server: [] }
  #over = false

  constructor(written: ToldHttp[], sink: HttpSink) {
    this.#reader = new HttpReader({
      http: (event) => {
        written.push(this.#told(event))
        sink.http(event)
      },
    })
  }

  push(peer: HttpPeer, bytes: Uint8Array, at: Provenance): void {
    this.#pieces[peer].push(at)
    this.#reader.push(peer, bytes, at)
  }

  lost(peer: HttpPeer): void {
    this.#reader.lost(peer)
  }

  end(): void {
    this.#over = true
    this.#reader.end()
  }

  #told({ peer, length, message, at }: HttpEvent): ToldHttp {
    const pieces = this.#pieces[peer]
    const carries = ({ frames }: Provenance): boolean => frames.some((frame) => at.frames.includes(frame))
    const first = Math.max(0, pieces.findIndex(carries))
    const last = Math.max(first, pieces.findLastIndex(carries))
    return { peer, length, message, head: [first, last], knownAt: this.#over ? null : pieces.length - 1 }
  }
}
