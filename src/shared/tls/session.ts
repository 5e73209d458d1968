import { dissectHandshake, dissectSslv2ClientHello } from './message/dissect.ts'
import { extensionData } from './message/extension.ts'
import type { HandshakeDissection, ServerHello } from './message/handshake.ts'
import type { Provenance, RawHandshake, TlsRecord } from './record/events.ts'
import { HandshakeAssembler } from './record/handshake-assembler.ts'
import { isTls13 } from './registry/index.ts'

/** Who sends; the session knows its two peers by their TLS roles. */
export type SessionPeer = 'client' | 'server'

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
    }
  | { readonly kind: 'alert'; readonly raw: Uint8Array }
  | { readonly kind: 'change-cipher-spec'; readonly raw: Uint8Array }
  /** A record that is protected and could not be opened; its outer type and payload length. */
  | { readonly kind: 'protected'; readonly contentType: number; readonly length: number }
  | { readonly kind: 'other-record'; readonly contentType: number; readonly length: number }
)

interface PeerState {
  readonly assembler: HandshakeAssembler
  /** TLS 1.2 and below: whether this peer has sent ChangeCipherSpec, so that what follows is protected. */
  protects: boolean
}

/**
 * Follows one TLS session over both directions: which records are plaintext, which are protected, what was
 * negotiated. It knows nothing of time-outs, closes or blame.
 */
export class TlsSession {
  #version: number | null = null
  #cipherSuite: number | null = null
  /** Whether a hello was seen; if not, the session began before the capture and much stays unknown. */
  #helloSeen = false
  readonly #client: PeerState
  readonly #server: PeerState
  readonly #emit: (event: TlsEvent) => void

  constructor(emit: (event: TlsEvent) => void) {
    this.#emit = emit
    this.#client = this.#peerState('client')
    this.#server = this.#peerState('server')
  }

  get version(): number | null {
    return this.#version
  }

  get cipherSuite(): number | null {
    return this.#cipherSuite
  }

  /** One record that is not application data. */
  record(peer: SessionPeer, record: TlsRecord): void {
    const state = peer === 'client' ? this.#client : this.#server
    switch (record.contentType) {
      case 20:
        // In TLS 1.3 the record is a dummy for middleboxes (RFC 8446 D.4) and changes nothing.
        if (!isTls13(this.#version)) state.protects = true
        this.#emit({ kind: 'change-cipher-spec', peer, at: record, raw: record.payload })
        return
      case 21:
        if (this.#isProtected(state, record)) this.#protected(peer, record)
        else this.#emit({ kind: 'alert', peer, at: record, raw: record.payload })
        return
      case 22:
        if (record.sslv2) this.#sslv2(peer, record)
        else if (this.#isProtected(state, record)) this.#protected(peer, record)
        else state.assembler.push(record)
        return
      default:
        this.#emit({
          kind: 'other-record',
          peer,
          at: record,
          contentType: record.contentType,
          length: record.payload.length,
        })
    }
  }

  /** One application_data record: only its size is known. */
  applicationData(peer: SessionPeer, length: number, at: Provenance): void {
    this.#emit({ kind: 'protected', peer, at, contentType: 23, length })
  }

  /** Bytes of this peer were lost between records: a message that was being put together is over. */
  lost(peer: SessionPeer): void {
    const state = peer === 'client' ? this.#client : this.#server
    state.assembler.lost()
  }

  end(): void {
    this.#client.assembler.end()
    this.#server.assembler.end()
  }

  #peerState(peer: SessionPeer): PeerState {
    const assembler = new HandshakeAssembler({
      message: (message) => this.#message(peer, message),
      problem: () => {},
    })
    return { assembler, protects: false }
  }

  #isProtected(state: PeerState, record: TlsRecord): boolean {
    if (isTls13(this.#version)) return false
    if (state.protects) return true
    if (this.#helloSeen) return false
    // The capture began late: a plaintext alert has two bytes, a plaintext message starts with its header.
    if (record.contentType === 21) return record.length !== 2
    return !startsLikeHandshake(record.payload)
  }

  #protected(peer: SessionPeer, record: TlsRecord): void {
    this.#emit({
      kind: 'protected',
      peer,
      at: record,
      contentType: record.contentType,
      length: record.length,
    })
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
    })
  }

  #message(peer: SessionPeer, message: RawHandshake): void {
    const version = this.#version
    const cipherSuite = this.#cipherSuite
    const dissection = dissectHandshake(message.raw, { version, cipherSuite }, { cut: message.cut })
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
    })
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
