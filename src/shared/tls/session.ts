import { extensionData } from './message/extension.ts'
import type { HandshakeBody, HandshakeContext } from './message/handshake.ts'
import type { Arrival, Provenance, RawHandshake, RecordProblem, TlsRecord } from './record/events.ts'
import { startsLikeHandshake } from './record/header.ts'
import type { OpenedRecord, RecordOpener, SessionPeer } from './record-opener.ts'
import { isTls13 } from './registry/index.ts'
import { HandshakeEvent, type TlsEvent } from './session-event.ts'
import { SessionSide, type SideListener } from './session-side.ts'

export type { SessionPeer } from './record-opener.ts'
export type { TlsEvent } from './session-event.ts'

/** Application data that was opened, or sent under a cipher that hides nothing; bytes belong to the receiver. */
export type PlaintextListener = (peer: SessionPeer, bytes: Uint8Array, at: Provenance) => void

export interface TlsSessionOptions {
  /** What opens protected records; without it they stay closed. */
  readonly opener?: RecordOpener | null
  /** Hears of the first `PLAINTEXT_OFFERED` bytes of each direction's application data. */
  readonly onPlaintext?: PlaintextListener
}

/** Of each direction's application data so much is offered to whoever reads the protocol above. */
export const PLAINTEXT_OFFERED = 64 * 1024
/** Behind that, records up to this length are still opened: alerts, tickets, KeyUpdate, late authentication. */
const SMALL_RECORD = 8 * 1024
/** Records held until their keys can be known: so many bytes at most. */
const HELD_BYTES = 256 * 1024
const HELD_OVERHEAD = 64

const CLIENT_HELLO = 1
const SERVER_HELLO = 2
const NOTHING_NEGOTIATED: HandshakeContext = { version: null, cipherSuite: null }

/**
 * Follows one TLS session over both directions: which records are plaintext, which are protected, what was
 * negotiated; with an opener, what the protected ones say. It knows nothing of time-outs, closes or blame.
 */
export class TlsSession {
  #version: number | null = null
  #cipherSuite: number | null = null
  /** Whether a hello was seen; if not, the session began before the capture and much stays unknown. */
  #helloSeen = false
  #heldBytes = 0
  readonly #client: SessionSide
  readonly #server: SessionSide
  readonly #emit: (event: TlsEvent) => void
  readonly #opener: RecordOpener | null
  readonly #onPlaintext: PlaintextListener | null

  constructor(emit: (event: TlsEvent) => void, options: TlsSessionOptions = {}) {
    this.#emit = emit
    this.#opener = options.opener ?? null
    this.#onPlaintext = options.onPlaintext ?? null
    const listener: SideListener = {
      message: (side, message) => this.#message(side, message),
      problem: ({ peer }, problem) =>
        this.#emit({ kind: 'handshake-problem', peer, at: momentOf(problem), problem }),
    }
    this.#client = new SessionSide('client', listener)
    this.#server = new SessionSide('server', listener)
  }

  get version(): number | null {
    return this.#version
  }

  get cipherSuite(): number | null {
    return this.#cipherSuite
  }

  /** Whether the payload of an application data record of that length is worth keeping. */
  wantsApplicationData(peer: SessionPeer, length: number): boolean {
    const opener = this.#opener
    if (opener === null || opener.readiness(peer) === 'no') return false
    const side = this.#side(peer)
    return (
      length <= SMALL_RECORD ||
      side.plaintext < PLAINTEXT_OFFERED ||
      side.assembler.insideMessage ||
      opener.needsEveryRecord(peer)
    )
  }

  /** One record that is not application data. */
  record(peer: SessionPeer, record: TlsRecord): void {
    if (this.#opener === null) this.#record(this.#side(peer), record)
    else this.#inTurn(this.#side(peer), record)
  }

  /**
   * One application_data record, of which only the size is known unless its payload was kept.
   * @param record with its payload, where `wantsApplicationData` said yes
   */
  applicationData(peer: SessionPeer, length: number, at: Provenance, record: TlsRecord | null = null): void {
    if (this.#opener !== null && record !== null) this.#inTurn(this.#side(peer), record)
    else this.#emit({ kind: 'protected', peer, at, contentType: 23, length })
  }

  /** Bytes of this peer were lost between records: a message that was being put together is over. */
  lost(peer: SessionPeer): void {
    const side = this.#side(peer)
    if (side.held.length > 0) side.hold('lost')
    else this.#lost(side)
  }

  /** Bytes of this peer are no record where one had to begin. */
  malformed(peer: SessionPeer, problem: RecordProblem): void {
    this.#emit({ kind: 'record-problem', peer, at: momentOf(problem), problem })
  }

  end(): void {
    this.#opener?.stopWaiting()
    this.#release()
    this.#client.assembler.end()
    this.#server.assembler.end()
  }

  #side(peer: SessionPeer): SessionSide {
    return peer === 'client' ? this.#client : this.#server
  }

  /** Now, or once the records before it, and its keys, are there. */
  #inTurn(side: SessionSide, record: TlsRecord): void {
    if (side.held.length > 0 || this.#mustWait(side, record)) {
      side.hold(record)
      this.#heldBytes += record.payload.length + HELD_OVERHEAD
      if (this.#heldBytes > HELD_BYTES) this.#opener?.stopWaiting()
    } else {
      this.#record(side, record)
    }
    this.#release()
  }

  #mustWait(side: SessionSide, record: TlsRecord): boolean {
    return this.#isProtected(side, record) && this.#opener?.readiness(side.peer) === 'wait'
  }

  /** Hands on what was held, as far as it need not wait any longer. One peer's records may free the other's. */
  #release(): void {
    for (let freed = true; freed; ) {
      freed = false
      for (const side of [this.#client, this.#server]) {
        const first = side.held[0]
        if (first === undefined || (first !== 'lost' && this.#mustWait(side, first))) continue
        side.takeHeld()
        freed = true
        if (first === 'lost') {
          this.#lost(side)
        } else {
          this.#heldBytes -= first.payload.length + HELD_OVERHEAD
          this.#record(side, first)
        }
      }
    }
  }

  #lost(side: SessionSide): void {
    this.#opener?.lost(side.peer)
    side.assembler.lost()
  }

  #record(side: SessionSide, record: TlsRecord): void {
    if (record.contentType === 23 || this.#isProtected(side, record)) this.#sealed(side, record)
    else if (record.sslv2) this.#sslv2(side, record)
    else this.#content(side, record, record, record.contentType, false)
    // In TLS 1.3 the record is a dummy for middleboxes (RFC 8446 D.4) and changes nothing.
    if (record.contentType === 20 && !isTls13(this.#version)) {
      side.protects = true
      this.#opener?.changeCipherSpec(side.peer)
    }
  }

  /** A protected record: opened where that can be. */
  #sealed(side: SessionSide, record: TlsRecord): void {
    const { peer } = side
    const opened = this.#open(peer, record)
    if (opened !== null) {
      const { content, contentType, offset } = opened
      this.#content(side, record, fragmentOf(record, content, offset), contentType, true)
      return
    }
    if (record.contentType === 20) {
      this.#emit({ kind: 'change-cipher-spec', peer, at: record, raw: record.payload, decrypted: false })
      return
    }
    const { contentType, length } = record
    const kind = contentType === 21 || contentType === 22 || contentType === 23 ? 'protected' : 'other-record'
    this.#emit({ kind, peer, at: record, contentType, length })
  }

  #open(peer: SessionPeer, record: TlsRecord): OpenedRecord | null {
    const opener = this.#opener
    if (opener === null) return null
    if (record.payload.length === record.length && opener.readiness(peer) === 'yes') {
      return opener.open(peer, record.contentType, record.version, record.payload)
    }
    opener.skipped(peer)
    return null
  }

  /** What a record says, sent in the clear or opened. `fragment`: its content as a record of its own. */
  #content(
    side: SessionSide,
    record: TlsRecord,
    fragment: TlsRecord,
    contentType: number,
    decrypted: boolean,
  ): void {
    const { peer, assembler } = side
    const content = fragment.payload
    if (contentType !== 22) assembler.otherRecord(contentType, fragment)
    switch (contentType) {
      case 20:
        this.#emit({ kind: 'change-cipher-spec', peer, at: fragment, raw: content, decrypted })
        return
      case 21:
        this.#emit({ kind: 'alert', peer, at: fragment, raw: content, decrypted })
        return
      case 22:
        side.opening = decrypted
        assembler.push(fragment)
        return
      case 23:
        this.#plaintext(side, record, content)
        return
      default:
        this.#emit({ kind: 'other-record', peer, at: fragment, contentType, length: content.length })
    }
  }

  #plaintext(side: SessionSide, record: TlsRecord, content: Uint8Array): void {
    const { peer } = side
    const { length } = content
    const wanted = Math.min(length, PLAINTEXT_OFFERED - side.plaintext)
    side.plaintext += length
    this.#emit({ kind: 'application-data', peer, at: record, length, recordLength: record.length })
    if (wanted > 0) this.#onPlaintext?.(peer, content.subarray(0, wanted), record)
  }

  #isProtected(side: SessionSide, record: TlsRecord): boolean {
    if (record.contentType === 23) return true
    if (record.sslv2 || isTls13(this.#version)) return false
    if (side.protects) return true
    if (this.#helloSeen || record.contentType === 20) return false
    // The capture began late: a plaintext alert has two bytes, a plaintext message starts with its header.
    if (record.contentType === 21) return record.length !== 2
    return record.contentType === 22 && !startsLikeHandshake(record.payload)
  }

  #sslv2({ peer }: SessionSide, record: TlsRecord): void {
    const { payload: raw, cut, frames, startedMicros, completedMicros } = record
    const message = { handshakeType: 1, raw, cut, frames, startedMicros, completedMicros }
    this.#helloSeen = true
    this.#emit(new HandshakeEvent(peer, message, NOTHING_NEGOTIATED, { sslv2: true }))
  }

  #message({ peer, opening }: SessionSide, message: RawHandshake): void {
    const negotiated = { version: this.#version, cipherSuite: this.#cipherSuite }
    const event = new HandshakeEvent(peer, message, negotiated, { decrypted: opening })
    if (message.handshakeType === CLIENT_HELLO) this.#helloSeen = true
    if (message.handshakeType === SERVER_HELLO) this.#negotiated(event.dissection.body)
    this.#emit(event)
    if (!message.cut) this.#opener?.handshake(peer, message.raw, event.dissection.body)
  }

  #negotiated(hello: HandshakeBody): void {
    if (hello.type !== 'ServerHello' && hello.type !== 'HelloRetryRequest') return
    this.#helloSeen = true
    const selected = extensionData(hello.extensions, 'supported_versions')?.versions[0]
    this.#version = selected?.value ?? hello.legacyVersion?.value ?? this.#version
    this.#cipherSuite = hello.cipherSuite?.value ?? this.#cipherSuite
  }
}

function momentOf({ frame, atMicros }: { frame: number; atMicros: number }): Provenance {
  return { frames: [frame], startedMicros: atMicros, completedMicros: atMicros }
}

/** The opened content as a record of its own: its packets are told byte by byte, as they were for the payload. */
function fragmentOf(record: TlsRecord, content: Uint8Array, offset: number): TlsRecord {
  const arrivals: Arrival[] = []
  for (const { end, frame, atMicros } of record.arrivals) {
    const shifted = Math.min(end - offset, content.length)
    if (shifted > 0) arrivals.push({ end: shifted, frame, atMicros })
    if (end - offset >= content.length) break
  }
  return { ...record, payload: content, length: content.length, arrivals }
}
