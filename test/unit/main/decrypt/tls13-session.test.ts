import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hkdfExpandLabel } from '../../../../src/main/decrypt/key-derivation.ts'
import { nonceOf } from '../../../../src/main/decrypt/record-cipher.ts'
import { SecretStore } from '../../../../src/main/decrypt/secret-store.ts'
import { SessionOpener } from '../../../../src/main/decrypt/session-opener.ts'
import { concat, hex, utf8, utf8Bytes } from '../../../../src/shared/bytes/text.ts'
import { encodeClientHello, encodeHandshake } from '../../../../src/shared/tls/encode/index.ts'
import type { TlsRecord } from '../../../../src/shared/tls/record/events.ts'
import { PLAINTEXT_OFFERED, type SessionPeer, TlsSession } from '../../../../src/shared/tls/session.ts'
import * as messages from '../../../support/conversation/messages.ts'

const RANDOM = Uint8Array.from({ length: 32 }, (_, at) => at)
const EARLY_DATA = 42
const [END_OF_EARLY_DATA, FINISHED, KEY_UPDATE, CERTIFICATE_REQUEST] = [5, 20, 24, 13]
const HANDSHAKE = 22
const DATA = 23
const LABELS = {
  early: 'CLIENT_EARLY_TRAFFIC_SECRET',
  clientHandshake: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  serverHandshake: 'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  client: 'CLIENT_TRAFFIC_SECRET_0',
  server: 'SERVER_TRAFFIC_SECRET_0',
} as const
type Epoch = keyof typeof LABELS

const secretOf = (epoch: Epoch): Uint8Array => new Uint8Array(32).fill(Object.keys(LABELS).indexOf(epoch) + 1)

/** A TLS 1.3 session under TLS_AES_128_GCM_SHA256 whose records are sealed here, by RFC 8446 5.2. */
class Sealed {
  readonly said: string[] = []
  readonly plaintext: Record<SessionPeer, string> = { client: '', server: '' }
  readonly opener: SessionOpener
  readonly session: TlsSession
  readonly #sequences = new Map<string, number>()
  #frame = 0

  constructor(known: readonly Epoch[] = ['early', 'clientHandshake', 'serverHandshake', 'client', 'server']) {
    const store = new SecretStore()
    const lines = known.map((epoch) => `${LABELS[epoch]} ${hex(RANDOM)} ${hex(secretOf(epoch))}`)
    store.addKeyLog('test', Buffer.from(lines.join('\n')))
    this.opener = new SessionOpener(store)
    this.session = new TlsSession(
      (event) => {
        const name =
          event.kind === 'handshake'
            ? event.dissection.tree.name
            : `${event.kind} ${'length' in event ? event.length : ''}`.trim()
        const opened = 'decrypted' in event && event.decrypted ? '+' : ''
        this.said.push(`${event.peer} ${opened}${name}`)
      },
      {
        opener: this.opener,
        onPlaintext: (peer, bytes) => {
          this.plaintext[peer] += utf8(bytes)
        },
      },
    )
  }

  plain(peer: SessionPeer, message: Uint8Array): this {
    this.session.record(peer, this.#record(HANDSHAKE, message))
    return this
  }

  hellos(early = false): this {
    return this.clientHello(early).serverHello()
  }

  clientHello(early = false): this {
    const extensions = early ? [{ type: EARLY_DATA, data: new Uint8Array(0) }] : []
    return this.plain('client', encodeClientHello({ random: RANDOM, cipherSuites: [0x1301], extensions }))
  }

  serverHello(): this {
    return this.plain(
      'server',
      messages.serverHello({ version: messages.TLS13, suite: messages.AES_128_GCM_SHA256 }),
    )
  }

  sealed(
    epoch: Epoch,
    contentType: number,
    content: Uint8Array,
    padding = 0,
    secret = secretOf(epoch),
  ): this {
    const peer = epoch.startsWith('server') ? 'server' : 'client'
    const record = this.seal(epoch, contentType, content, padding, secret)
    this.session.applicationData(peer, record.length, record, record)
    return this
  }

  seal(
    epoch: Epoch,
    contentType: number,
    content: Uint8Array,
    padding = 0,
    secret = secretOf(epoch),
  ): TlsRecord {
    const key = hkdfExpandLabel('sha256', secret, 'key', 16)
    const iv = hkdfExpandLabel('sha256', secret, 'iv', 12)
    const sequence = this.#sequences.get(hex(secret)) ?? 0
    this.#sequences.set(hex(secret), sequence + 1)
    const inner = concat([content, Uint8Array.of(contentType), new Uint8Array(padding)])
    const length = inner.length + 16
    const cipher = createCipheriv('aes-128-gcm', key, nonceOf(iv, sequence))
    cipher.setAAD(Uint8Array.of(DATA, 3, 3, length >> 8, length & 255))
    const payload = concat([cipher.update(inner), cipher.final(), cipher.getAuthTag()])
    return this.#record(DATA, payload)
  }

  #record(contentType: number, payload: Uint8Array): TlsRecord {
    const frame = ++this.#frame
    return {
      contentType,
      payload,
      version: 0x0303,
      length: payload.length,
      cut: false,
      sslv2: false,
      frames: [frame],
      startedMicros: frame,
      completedMicros: frame,
      arrivals: [{ end: payload.length, frame, atMicros: frame }],
    }
  }
}

const finished = (): Uint8Array => encodeHandshake(FINISHED, new Uint8Array(32))
const keyUpdate = (): Uint8Array => encodeHandshake(KEY_UPDATE, Uint8Array.of(0))
const next = (secret: Uint8Array): Uint8Array => hkdfExpandLabel('sha256', secret, 'traffic upd', 32)

describe('a TLS 1.3 session with its secrets', () => {
  it('changes keys at each Finished, and tells application data from messages inside', () => {
    const session = new Sealed()
      .hellos()
      .sealed('serverHandshake', HANDSHAKE, finished())
      .sealed('server', DATA, utf8Bytes('early answer'))
      .sealed('clientHandshake', HANDSHAKE, finished())
      .sealed('client', DATA, utf8Bytes('question'))
    expect(session.said.slice(2)).toEqual([
      'server +Finished',
      'server application-data 12',
      'client +Finished',
      'client application-data 8',
    ])
    expect(session.plaintext).toEqual({ client: 'question', server: 'early answer' })
    expect(session.opener.outcome?.state).toBe('decrypted')
  })

  it('takes off padding, and what is padding only is nothing', () => {
    const session = new Sealed().hellos().sealed('serverHandshake', HANDSHAKE, finished(), 300)
    session.sealed('server', DATA, utf8Bytes('x'), 40).sealed('server', 0, new Uint8Array(0), 5)
    expect(session.said.slice(2, 4)).toEqual(['server +Finished', 'server application-data 1'])
  })

  it('follows KeyUpdates of either side, one after another', () => {
    const session = new Sealed()
      .hellos()
      .sealed('serverHandshake', HANDSHAKE, finished())
      .sealed('clientHandshake', HANDSHAKE, finished())
    let secret = secretOf('server')
    for (let round = 0; round < 3; round++) {
      session.sealed('server', HANDSHAKE, keyUpdate(), 0, secret)
      secret = next(secret)
      session.sealed('server', DATA, utf8Bytes(`round ${round} `), 0, secret)
    }
    session.sealed('client', HANDSHAKE, keyUpdate())
    session.sealed('client', DATA, utf8Bytes('client too'), 0, next(secretOf('client')))
    expect(session.plaintext).toEqual({ client: 'client too', server: 'round 0 round 1 round 2 ' })
  })

  it('opens early data that came before the ServerHello, and what follows it', () => {
    const session = new Sealed()
      .clientHello(true)
      .sealed('early', DATA, utf8Bytes('early question'))
      .serverHello()
      .sealed('serverHandshake', HANDSHAKE, finished())
      .sealed('early', HANDSHAKE, encodeHandshake(END_OF_EARLY_DATA))
      .sealed('clientHandshake', HANDSHAKE, finished())
      .sealed('client', DATA, utf8Bytes(', late question'))
    expect(session.plaintext.client).toBe('early question, late question')
    expect(session.said).toContain('client +EndOfEarlyData')
    expect(session.opener.outcome?.state).toBe('decrypted')
  })

  it('opens what follows early data that cannot be opened, behind a HelloRetryRequest too', () => {
    const session = new Sealed(['clientHandshake', 'serverHandshake', 'client', 'server'])
      .clientHello(true)
      .sealed('early', DATA, utf8Bytes('refused'))
      .plain('server', messages.helloRetryRequest(0x17))
      .clientHello()
      .serverHello()
      .sealed('serverHandshake', HANDSHAKE, finished())
      .sealed('clientHandshake', HANDSHAKE, finished())
      .sealed('client', DATA, utf8Bytes('question'))
    expect(session.plaintext.client).toBe('question')
    expect(session.said).toContain('client +Finished')
    expect(session.opener.outcome?.state).toBe('partly')
  })

  it('opens a request for a certificate after the handshake, over several records', () => {
    const request = encodeHandshake(CERTIFICATE_REQUEST, concat([Uint8Array.of(2, 7, 7, 0, 0)]))
    const session = new Sealed()
      .hellos()
      .sealed('serverHandshake', HANDSHAKE, finished())
      .sealed('clientHandshake', HANDSHAKE, finished())
      .sealed('server', HANDSHAKE, request.subarray(0, 5))
      .sealed('server', HANDSHAKE, request.subarray(5))
    expect(session.said.at(-1)).toBe('server +CertificateRequest')
  })

  it('goes on after lost records and after a Finished that was lost', () => {
    const session = new Sealed().hellos()
    session.seal('serverHandshake', HANDSHAKE, finished())
    session.session.lost('server')
    session.seal('server', DATA, utf8Bytes('lost'))
    session.sealed('server', DATA, utf8Bytes('found'))
    expect(session.plaintext.server).toBe('found')
  })

  it('wants the payload of data while it is offered, and of small records ever after', () => {
    const session = new Sealed().hellos().sealed('serverHandshake', HANDSHAKE, finished())
    expect(session.session.wantsApplicationData('server', 16_384)).toBe(true)
    const kilobytes = new Uint8Array(16_000)
    for (let at = 0; at < 5; at++) session.sealed('server', DATA, kilobytes)
    expect(session.plaintext.server).toHaveLength(PLAINTEXT_OFFERED)
    expect(session.session.wantsApplicationData('server', 16_384)).toBe(false)
    expect(session.session.wantsApplicationData('server', 19)).toBe(true)
    const skipped = session.seal('server', DATA, kilobytes)
    session.session.applicationData('server', skipped.length, skipped, {
      ...skipped,
      payload: new Uint8Array(0),
    })
    session.sealed('server', 21, Uint8Array.of(1, 0))
    expect(session.said.at(-1)).toBe('server +alert')
    expect(session.opener.outcome?.state).toBe('decrypted')
  })

  it('holds no records for a session without secrets, nor for ever before a ServerHello', () => {
    const foreign = new Sealed([]).hellos().sealed('clientHandshake', HANDSHAKE, finished())
    expect(foreign.said.at(-1)).toMatch(/^client protected/)
    expect(foreign.session.wantsApplicationData('client', 100)).toBe(false)
    expect(foreign.opener.outcome?.state).toBe('no-secret')
    const waiting = new Sealed().clientHello(true)
    for (let at = 0; at < 40; at++) waiting.sealed('early', DATA, new Uint8Array(16_000))
    expect(waiting.said.length).toBeGreaterThan(15)
    waiting.session.end()
    expect(waiting.said).toHaveLength(41)
  })
})
