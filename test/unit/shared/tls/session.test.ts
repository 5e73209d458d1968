import { describe, expect, it } from 'vitest'
import { concat } from '../../../../src/shared/bytes/text.ts'
import { encodeClientHello, encodeServerHello, extension } from '../../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../../src/shared/tls/message/dissect.ts'
import { RecordLayer } from '../../../../src/shared/tls/record/record-layer.ts'
import { type SessionPeer, type TlsEvent, TlsSession } from '../../../../src/shared/tls/session.ts'
import { plain } from '../../../support/plain.ts'
import {
  alertRecord,
  clientHello,
  handshakeMessage,
  record,
  serverHello,
} from '../../../support/tcp/finder.ts'
import { bytes } from '../../../support/tls-samples.ts'

const changeCipherSpec = record(20, Uint8Array.of(1))
const data = record(23, bytes(100))

/** A session fed packet by packet, without secrets. */
class SessionRun {
  readonly events: TlsEvent[] = []
  readonly session = new TlsSession((event) => this.events.push(event))
  readonly #layers = { client: this.#layer('client'), server: this.#layer('server') }
  #frame = 0

  packet(peer: SessionPeer, ...pieces: Uint8Array[]): this {
    const all = concat(pieces)
    this.#frame++
    this.#layers[peer].push(all, 0, all.length, this.#frame, this.#frame * 1000)
    all.fill(0xee)
    return this
  }

  get summary(): string[] {
    return this.events.map(
      (event) =>
        `${event.peer} ${event.kind === 'handshake' ? event.dissection.body.type : event.kind} @${event.at.frames.join()}`,
    )
  }

  #layer(peer: SessionPeer): RecordLayer {
    return new RecordLayer({
      record: (one) => this.session.record(peer, one),
      applicationData: (one) => this.session.applicationData(peer, one.length, one, one),
      lost: (_bytes, _frame, _atMicros, inside) => {
        if (!inside) this.session.lost(peer)
      },
      malformed: (problem) => this.session.malformed(peer, problem),
    })
  }
}

describe('a session without secrets', () => {
  it('tells messages from protected records by the ChangeCipherSpec before them', () => {
    const run = new SessionRun()
      .packet('client', clientHello)
      .packet('server', serverHello, record(22, handshakeMessage(14, 0)))
      .packet('client', record(22, handshakeMessage(16, 66)), changeCipherSpec, record(22, bytes(40)))
      .packet('server', changeCipherSpec, record(22, bytes(40)), data)
    expect(run.summary).toEqual([
      'client ClientHello @1',
      'server ServerHello @2',
      'server ServerHelloDone @2',
      'client ClientKeyExchange @3',
      'client change-cipher-spec @3',
      'client protected @3',
      'server change-cipher-spec @4',
      'server protected @4',
      'server protected @4',
    ])
  })

  it('says of each message what was negotiated before it', () => {
    const selected = encodeServerHello({
      random: bytes(32),
      cipherSuite: 0x1302,
      extensions: [extension.selectedVersion(0x0304)],
    })
    const run = new SessionRun().packet('client', clientHello).packet('server', record(22, selected))
    run.packet('server', changeCipherSpec, record(22, handshakeMessage(24, 1)))
    const messages = run.events.flatMap((event) => (event.kind === 'handshake' ? [event] : []))
    expect(messages.map(({ version, cipherSuite }) => [version, cipherSuite])).toEqual([
      [null, null],
      [null, null],
      [0x0304, 0x1302],
    ])
    expect([run.session.version, run.session.cipherSuite]).toEqual([0x0304, 0x1302])
  })

  it('reads a message when it is asked for, though its packets are gone by then', () => {
    const raw = encodeClientHello({ random: bytes(32), cipherSuites: [0x1301], extensions: [] })
    const [hello] = new SessionRun().packet('client', record(22, raw)).events
    if (hello?.kind !== 'handshake') throw new Error('no message')
    expect(plain(hello.dissection.body)).toEqual(
      plain(dissectHandshake(raw, { version: null, cipherSuite: null }).body),
    )
    expect(hello.dissection).toBe(hello.dissection)
  })

  it('hands on what is wrong with records and messages', () => {
    const certificate = record(22, handshakeMessage(11, 900))
    const run = new SessionRun().packet('client', clientHello).packet('server', serverHello)
    run.packet('server', record(22, certificate.slice(5, 300)), alertRecord)
    run.packet('server', record(22, certificate.slice(300)), record(22, new Uint8Array(0)))
    run.packet('server', bytes(40, 60))
    expect(run.summary.slice(2)).toEqual([
      'server handshake-problem @3',
      'server alert @3',
      'server Certificate @3,4',
      'server handshake-problem @4',
      'server record-problem @5',
    ])
    const problems = run.events.flatMap((event) =>
      event.kind === 'handshake-problem' ? [event.problem.kind] : [],
    )
    expect(problems).toEqual(['interleaved', 'empty-record'])
  })
})
