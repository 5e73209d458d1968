import type { HttpPeer, HttpSink } from '../../../shared/http/events.ts'
import { joinProvenance } from '../../../shared/http/head.ts'
import type { HandshakeBody } from '../../../shared/tls/message/handshake.ts'
import type { Provenance } from '../../../shared/tls/record/events.ts'
import type {
  DecryptionOutcome,
  OpenedRecord,
  Readiness,
  SessionPeer,
} from '../../../shared/tls/record-opener.ts'
import { clientParameters } from '../../decrypt/hello-parameters.ts'
import type { ConversationOpener, HttpReading } from '../conversation-opener.ts'
import { recordDigest, type SessionTranscript, type ToldHttp, type ToldRecord } from './transcript.ts'

/**
 * Opens records by what a transcript tells of them. Where no transcript is of the session, or a record is none of
 * those it tells of, it opens nothing: `otherwise` may.
 */
export class TranscriptOpener implements ConversationOpener {
  readonly #transcripts: ReadonlyMap<string, SessionTranscript>
  readonly #otherwise: ConversationOpener | null
  #transcript: SessionTranscript | null = null
  #told: ReadonlyMap<string, ToldRecord> = new Map()
  #opened = 0
  #closed = 0

  /** @param transcripts by `clientRandom` */
  constructor(
    transcripts: ReadonlyMap<string, SessionTranscript>,
    otherwise: ConversationOpener | null = null,
  ) {
    this.#transcripts = transcripts
    this.#otherwise = otherwise
  }

  handshake(peer: SessionPeer, raw: Uint8Array, body: HandshakeBody): void {
    this.#otherwise?.handshake(peer, raw, body)
    if (body.type !== 'ClientHello' || this.#transcript !== null) return
    const random = clientParameters(body)?.randomHex ?? ''
    const transcript = this.#transcripts.get(random)
    if (transcript === undefined) return
    this.#transcript = transcript
    this.#told = new Map(transcript.records.map((record) => [`${record.peer} ${record.digest}`, record]))
  }

  changeCipherSpec(peer: SessionPeer): void {
    this.#otherwise?.changeCipherSpec(peer)
  }

  readiness(peer: SessionPeer): Readiness {
    return this.#transcript === null ? (this.#otherwise?.readiness(peer) ?? 'no') : 'yes'
  }

  stopWaiting(): void {
    this.#otherwise?.stopWaiting()
  }

  open(peer: SessionPeer, contentType: number, version: number, payload: Uint8Array): OpenedRecord | null {
    if (this.#transcript === null) {
      return this.#otherwise?.open(peer, contentType, version, payload) ?? null
    }
    const told = this.#told.get(`${peer} ${recordDigest(payload)}`)
    if (told === undefined) {
      this.#closed++
      return null
    }
    this.#opened++
    const { offset, length, content } = told
    return { contentType: told.contentType, content: content ?? new Uint8Array(length), offset }
  }

  skipped(peer: SessionPeer): void {
    this.#otherwise?.skipped(peer)
    this.#closed++
  }

  lost(peer: SessionPeer): void {
    this.#otherwise?.lost(peer)
  }

  needsEveryRecord(peer: SessionPeer): boolean {
    return this.#transcript === null && (this.#otherwise?.needsEveryRecord(peer) ?? false)
  }

  get outcome(): DecryptionOutcome | null {
    if (this.#transcript === null) return this.#otherwise?.outcome ?? null
    if (this.#opened === 0) return null
    if (this.#closed > 0) {
      const all = this.#opened + this.#closed
      return {
        state: 'partly',
        detail: `the probe told what ${this.#opened} of ${all} protected records said`,
      }
    }
    return { state: 'decrypted', detail: 'as the probe read it; its keys are not in the file' }
  }

  httpReading(sink: HttpSink): HttpReading | null {
    if (this.#transcript === null) return this.#otherwise?.httpReading?.(sink) ?? null
    return new ToldHttpReading(this.#transcript.http, sink)
  }
}

/** Tells the HTTP of a transcript when the pieces of application data that carried it come by. */
class ToldHttpReading implements HttpReading {
  readonly #sink: HttpSink
  #waiting: readonly ToldHttp[]
  readonly #pieces: Record<HttpPeer, Provenance[]> = { client: [], server: [] }

  constructor(http: readonly ToldHttp[], sink: HttpSink) {
    this.#waiting = http
    this.#sink = sink
  }

  push(peer: HttpPeer, _bytes: Uint8Array, at: Provenance): void {
    const number = this.#pieces[peer].push(at) - 1
    this.#tell((one) => one.peer === peer && one.knownAt === number)
  }

  lost(peer: HttpPeer): void {
    // From here on the numbers of its pieces are unknown.
    this.#waiting = this.#waiting.filter((one) => one.peer !== peer)
  }

  end(): void {
    this.#tell(({ knownAt }) => knownAt === null)
  }

  #tell(isNow: (one: ToldHttp) => boolean): void {
    const now = this.#waiting.filter(isNow)
    if (now.length === 0) return
    this.#waiting = this.#waiting.filter((one) => !now.includes(one))
    for (const { peer, length, message, head } of now) {
      const at = this.#pieces[peer]
        .slice(head[0], head[1] + 1)
        .reduce<Provenance | null>((known, piece) => joinProvenance(known, piece), null)
      if (at !== null) this.#sink.http({ peer, length, message, at })
    }
  }
}
