import { describe, expect, it } from 'vitest'
import { ConversationBuilder } from '../../../../src/shared/conversation/builder.ts'
import { dissectHandshake } from '../../../../src/shared/tls/message/dissect.ts'
import { makeChain } from '../../../support/conversation/certificates.ts'
import { TLS13 } from '../../../support/conversation/messages.ts'
import { conversation } from '../../../support/conversation/script.ts'
import { served } from '../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()

describe('the ladder', () => {
  it('keeps every message in the order of the wire, with its bytes and what was negotiated before it', () => {
    const { messages } = served([leaf, intermediate]).conversation()
    expect(messages.map(({ type }) => type)).toEqual([
      'SYN',
      'SYN-ACK',
      'ClientHello',
      'ServerHello',
      'Certificate',
      'ServerKeyExchange',
      'ServerHelloDone',
    ])
    const certificate = messages[4]
    expect(certificate?.length).toBe(certificate?.raw?.length)
    expect(certificate).toMatchObject({ version: 0x0303, cipherSuite: 0xc02f, frames: [5], problems: [] })
    expect(messages[2]).toMatchObject({ version: null, cipherSuite: null })
  })

  it('puts a long run of application data into one row and keeps the sizes at both ends', () => {
    const script = served([leaf]).finishHandshake()
    for (let at = 0; at < 200; at++) script.data('server', 1000 + at)
    const rows = script.conversation().messages.filter(({ type }) => type === 'ApplicationData')
    const last = rows.at(-1)
    expect(rows.length).toBeLessThan(60)
    expect(rows.reduce((sum, { length }) => sum + length, 0)).toBe(200 * 1024 + (199 * 200) / 2)
    expect(last?.recordLengths.at(-1)).toBe(1199 + 24)
    expect(last?.recordLengths.length).toBeLessThanOrEqual(8)
  })

  it('counts transport events of one kind without keeping them all', () => {
    const script = conversation().clientHello()
    for (let at = 0; at < 500; at++) script.retransmission('client', 200)
    const rows = script.conversation().messages.filter(({ type }) => type === 'Retransmission')
    expect(rows.length).toBe(200)
  })

  it('names a HelloRetryRequest and shows alerts with both bytes', () => {
    const { messages } = conversation()
      .clientHello({ versions: [TLS13] })
      .helloRetryRequest(0x0018)
      .alert('client', 47)
      .conversation()
    expect(messages[3]?.type).toBe('HelloRetryRequest')
    expect(messages[4]).toMatchObject({ type: 'Alert', length: 2, form: 'alert' })
    expect(messages[4]?.alert?.description?.value).toBe(47)
  })

  it('adds the packets of a run to its row and leaves the lists it was given alone', () => {
    const builder = new ConversationBuilder()
    const given = Array.from({ length: 52 }, (_, at) => [at + 1])
    for (const frames of given) {
      const at = { frames, startedMicros: 0, completedMicros: 0 }
      builder.tls({ kind: 'protected', peer: 'server', at, contentType: 23, length: 100 })
    }
    expect(builder.rows.length).toBe(48)
    expect(builder.rows.at(-1)).toMatchObject({
      frames: [48, 49, 50, 51, 52],
      length: 500,
      recordLengths: [100, 100, 100, 100, 100],
    })
    expect(given).toEqual(Array.from({ length: 52 }, (_, at) => [at + 1]))
    expect(builder.rows[0]?.recordLengths).toEqual([100])
  })

  it('does not dissect a message that nobody asks about', () => {
    const builder = new ConversationBuilder()
    const at = { frames: [1], startedMicros: 0, completedMicros: 0 }
    let dissected = 0
    builder.tls({
      kind: 'handshake',
      peer: 'client',
      at,
      message: { ...at, handshakeType: 16, raw: Uint8Array.of(16, 0, 0, 1, 7), cut: false },
      get dissection() {
        dissected++
        return dissectHandshake(Uint8Array.of(16, 0, 0, 1, 7), { version: 0x0303, cipherSuite: null })
      },
      sslv2: false,
      version: 0x0303,
      cipherSuite: null,
      decrypted: false,
    })
    expect(builder.rows[0]).toMatchObject({ type: 'ClientKeyExchange', length: 5, form: 'handshake' })
    expect(dissected).toBe(0)
    expect(builder.rows[0]?.handshake?.type).toBe('ClientKeyExchange')
  })
})
