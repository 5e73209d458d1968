import { describe, expect, it } from 'vitest'
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
})
