import { dissectSslv2ClientHello } from './message/dissect.ts'
import { dissectOnce } from './message/dissect-once.ts'
import { extensionData } from './message/extension.ts'
import type { HandshakeDissection, ServerHello } from './message/handshake.ts'
import type { Arrival, Provenance, RawHandshake, TlsRecord } from './record/events.ts'
import { HandshakeAssembler } from './record/handshake-assembler.ts'
import type { OpenedRecord, RecordOpener, SessionPeer } from './record-opener.ts'
import { isTls13 } from './registry/index.ts'

export type { SessionPeer } from './record-opener.ts'

/** One thing that happened in a TLS session, in the order of the wire. */
export type TlsEvent = { readonly peer: SessionPeer; readonly at: Provenance } & (
  | {
      readonly kind: 'handshake'
      readonly message: RawHandshake
      readonly dissection: HandshakeDissection
      readonly sslv2: boolean
      /** What was negotiated before this message. */
      readonly version: number | null
      readonly cipherSuite: number | null
      /** Came protected, and was opened. */
      readonly decrypted: boolean
    }
  | { readonly kind: 'alert'; readonly raw: Uint8Array; readonly decrypted: boolean }
  | { readonly kind: 'change-cipher-spec'; readonly raw: Uint8Array; readonly decrypted: boolean }
  /** A record that is protected and could not be opened; its outer type and payload length. */
  | { readonly kind: 'protected'; readonly contentType: number; readonly length: number }
  /** Application data that was opened: its length without protection, and the record's. */
  | { readonly kind: 'application-data'; readonly length: number; readonly recordLength: number }
  | { readonly kind: 'other-record'; readonly contentType: number; readonly length: number }
)

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

/** A record that waits for its keys, or a loss between such records. */
type Held = TlsRecord | 'lost'

interface PeerState {
  readonly assembler: HandshakeAssembler
  /** TLS 1.2 and below: whether this peer has sent ChangeCipherSpec, so that what follows is protected. */
  protects: boolean
  /** Whether what the assembler is given was opened. */
  opening: boolean
  /** Bytes of application data opened so far. */
  plaintext: number
  held: Held[]
}

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
  readonly #client: PeerState
  readonly #server: PeerState
  readonly #emit: (event: TlsEvent) => void
  #opener: RecordOpener | null
  readonly #onPlaintext: PlaintextListener | null

  constructor(emit: (event: TlsEvent) => void, options: TlsSessionOptions = {}) {
    this.#emit = emit
    this.#opener = options.opener ?? null
    this.#onPlaintext = options.onPlaintext ?? null
    this.#client = this.#peerState('client')
    this.#server = this.#peerState('server')
  }

  get version(): number | null {
    return this.#version
  }

  get cipherSuite(): number | null {
    return this.#cipherSuite
  }

  /** Secrets came to be known: from here on `opener`, which was told what went by, opens records. */
  openWith(opener: RecordOpener): void {
    this.#opener = opener
  }

  /** Whether the payload of an application data record of that length is worth keeping. */
  wantsApplicationData(peer: SessionPeer, length: number): boolean {
    const opener = this.#opener
    if (opener === null || opener.readiness(peer) === 'no') return false
    const state = this.#state(peer)
    return (
      length <= SMALL_RECORD ||
      state.plaintext < PLAINTEXT_OFFERED ||
      state.assembler.insideMessage ||
      opener.needsEveryRecord(peer)
    )
  }

  /** One record that is not application data. */
  record(peer: SessionPeer, record: TlsRecord): void {
    if (this.#opener === null) this.#record(peer, this.#state(peer), record)
    else this.#inTurn(peer, record)
  }

  /**
   * One application_data record, of which only the size is known unless its payload was kept.
   * @param record with its payload, where `wantsApplicationData` said yes
   */
  applicationData(peer: SessionPeer, length: number, at: Provenance, record: TlsRecord | null = null): void {
    if (this.#opener !== null && record !== null) this.#inTurn(peer, record)
    else this.#emit({ kind: 'protected', peer, at, contentType: 23, length })
  }

  /** Bytes of this peer were lost between records: a message that was being put together is over. */
  lost(peer: SessionPeer): void {
    const state = this.#state(peer)
    if (state.held.length > 0) state.held.push('lost')
    else this.#lost(peer, state)
  }

  end(): void {
    this.#opener?.stopWaiting()
    this.#release()
    this.#client.assembler.end()
    this.#server.assembler.end()
  }

  #state(peer: SessionPeer): PeerState {
    return peer === 'client' ? this.#client : this.#server
  }

  #peerState(peer: SessionPeer): PeerState {
    const state: PeerState = {
      assembler: new HandshakeAssembler({
        message: (message) => this.#message(peer, message, state.opening),
        problem: () => {},
      }),
      protects: false,
      opening: false,
      plaintext: 0,
      held: [],
    }
    return state
  }

  /** Now, or once the records before it, and its keys, are there. */
  #inTurn(peer: SessionPeer, record: TlsRecord): void {
    const state = this.#state(peer)
    if (state.held.length > 0 || this.#mustWait(peer, state, record)) {
      state.held.push(record)
      this.#heldBytes += record.payload.length + HELD_OVERHEAD
      if (this.#heldBytes > HELD_BYTES) this.#opener?.stopWaiting()
    } else {
      this.#record(peer, state, record)
    }
    this.#release()
  }

  #mustWait(peer: SessionPeer, state: PeerState, record: TlsRecord): boolean {
    return this.#isProtected(state, record) && this.#opener?.readiness(peer) === 'wait'
  }

  /** Hands on what was held, as far as it need not wait any longer. One peer's records may free the other's. */
  #release(): void {
    for (let freed = true; freed; ) {
      freed = false
      for (const peer of ['client', 'server'] as const) {
        const state = this.#state(peer)
        const first = state.held[0]
        if (first === undefined || (first !== 'lost' && this.#mustWait(peer, state, first))) continue
        state.held.shift()
        freed = true
        if (first === 'lost') {
          this.#lost(peer, state)
        } else {
          this.#heldBytes -= first.payload.length + HELD_OVERHEAD
          this.#record(peer, state, first)
        }
      }
    }
  }

  #lost(peer: SessionPeer, state: PeerState): void {
    this.#opener?.lost(peer)
    state.assembler.lost()
  }

  #record(peer: SessionPeer, state: PeerState, record: TlsRecord): void {
    if (record.contentType === 23 || this.#isProtected(state, record)) this.#sealed(peer, state, record)
    else if (record.sslv2) this.#sslv2(peer, record)
    else this.#content(peer, state, record, record, record.contentType, false)
    // In TLS 1.3 the record is a dummy for middleboxes (RFC 8446 D.4) and changes nothing.
    if (record.contentType === 20 && !isTls13(this.#version)) {
      state.protects = true
      this.#opener?.changeCipherSpec(peer)
    }
  }

  /** A protected record: opened where that can be. */
  #sealed(peer: SessionPeer, state: PeerState, record: TlsRecord): void {
    const opened = this.#open(peer, record)
    if (opened !== null) {
      const { content, contentType, offset } = opened
      this.#content(peer, state, record, fragmentOf(record, content, offset), contentType, true)
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
    peer: SessionPeer,
    state: PeerState,
    record: TlsRecord,
    fragment: TlsRecord,
    contentType: number,
    decrypted: boolean,
  ): void {
    const content = fragment.payload
    switch (contentType) {
      case 20:
        this.#emit({ kind: 'change-cipher-spec', peer, at: fragment, raw: content, decrypted })
        return
      case 21:
        this.#emit({ kind: 'alert', peer, at: fragment, raw: content, decrypted })
        return
      case 22:
        state.opening = decrypted
        state.assembler.push(fragment)
        return
      case 23:
        this.#plaintext(peer, state, record, content)
        return
      default:
        this.#emit({ kind: 'other-record', peer, at: fragment, contentType, length: content.length })
    }
  }

  #plaintext(peer: SessionPeer, state: PeerState, record: TlsRecord, content: Uint8Array): void {
    const { length } = content
    const wanted = Math.min(length, PLAINTEXT_OFFERED - state.plaintext)
    state.plaintext += length
    this.#emit({ kind: 'application-data', peer, at: record, length, recordLength: record.length })
    if (wanted > 0) this.#onPlaintext?.(peer, content.subarray(0, wanted), record)
  }

  #isProtected(state: PeerState, record: TlsRecord): boolean {
    if (record.contentType === 23) return true
    if (record.sslv2 || isTls13(this.#version)) return false
    if (state.protects) return true
    if (this.#helloSeen || record.contentType === 20) return false
    // The capture began late: a plaintext alert has two bytes, a plaintext message starts with its header.
    if (record.contentType === 21) return record.length !== 2
    return record.contentType === 22 && !startsLikeHandshake(record.payload)
  }

  #sslv2(peer: SessionPeer, record: TlsRecord): void {
    this.#helloSeen = true
    this.#emit({
      kind: 'handshake',
      peer,
      at: record,
      message: { ...record, handshakeType: 1, raw: record.payload },
      dissection: dissectSslv2ClientHello(record.payload),
      sslv2: true,
      version: null,
      cipherSuite: null,
      decrypted: false,
    })
  }

  #message(peer: SessionPeer, message: RawHandshake, decrypted: boolean): void {
    const version = this.#version
    const cipherSuite = this.#cipherSuite
    const dissection = dissectOnce(message.raw, { version, cipherSuite }, { cut: message.cut })
    const body = dissection.body
    if (body.type === 'ClientHello') this.#helloSeen = true
    if (body.type === 'ServerHello' || body.type === 'HelloRetryRequest') this.#negotiated(body)
    this.#emit({
      kind: 'handshake',
      peer,
      at: message,
      message,
      dissection,
      sslv2: false,
      version,
      cipherSuite,
      decrypted,
    })
    if (!message.cut) this.#opener?.handshake(peer, message.raw, body)
  }

  #negotiated(hello: ServerHello): void {
    this.#helloSeen = true
    const selected = extensionData(hello.extensions, 'supported_versions')?.versions[0]
    this.#version = selected?.value ?? hello.legacyVersion?.value ?? this.#version
    this.#cipherSuite = hello.cipherSuite?.value ?? this.#cipherSuite
  }
}

/** A HandshakeType that stands in a registry, and a length that is not absurd. */
function startsLikeHandshake(payload: Uint8Array): boolean {
  const type = payload[0] ?? 255
  const known =
    type <= 2 || type === 4 || type === 8 || (type >= 11 && type <= 16) || type === 20 || type === 22
  return known && payload.length >= 4 && (payload[1] ?? 255) < 4
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
