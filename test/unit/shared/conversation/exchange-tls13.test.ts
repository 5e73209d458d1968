import { describe, expect, it } from 'vitest'
import { TLS13 } from '../../../support/conversation/messages.ts'
import { conversation } from '../../../support/conversation/script.ts'

/** Certificate of that length with its header, CertificateVerify by RSA-2048, Finished (facts 5.2). */
const CERTIFICATE = 900
const CERTIFICATE_VERIFY = 264
const EMPTY_CERTIFICATE = 8
const ALERT = 2

function hello(suite = 0x1301, request = false) {
  return conversation()
    .clientHello({ versions: [TLS13], keyShares: [0x001d] })
    .serverHello({ version: TLS13, suite })
    .hiddenServerFlight({ request })
}

describe('the exchange of TLS 1.3 without keys', () => {
  it('takes one record of the size of a Finished for a client that was asked nothing', () => {
    for (const suite of [0x1301, 0x1302]) {
      const script = hello(suite)
      const { exchange } = script.hidden('client', script.finishedLength).data('client', 90).facts()
      expect(exchange.clientAnswer).toBe('finished-only')
      expect(exchange.applicationData.client.records).toBe(1)
    }
  })

  it('tells an empty Certificate, in a record of its own or with the Finished', () => {
    const apart = hello().hidden('client', EMPTY_CERTIFICATE).hidden('client', 36)
    expect(apart.facts().exchange.clientAnswer).toBe('empty-certificate')
    const together = hello().hidden('client', EMPTY_CERTIFICATE + 36)
    expect(together.facts().exchange.clientAnswer).toBe('empty-certificate')
  })

  it('tells a certificate by its flight, in three records, two or one', () => {
    const flights = [
      [CERTIFICATE, CERTIFICATE_VERIFY, 36],
      [CERTIFICATE + CERTIFICATE_VERIFY, 36],
      [CERTIFICATE + CERTIFICATE_VERIFY + 36],
    ]
    for (const flight of flights) {
      const script = hello(0x1301, true)
      for (const length of flight) script.hidden('client', length)
      const { exchange, conversation: ladder } = script.facts()
      expect(exchange.clientAnswer).toBe('certificate')
      expect(exchange.clientFinished).toBe(ladder.messages.length - 1)
    }
  })

  it("names the records of the server's flight by their number", () => {
    const { exchange } = hello(0x1301, true).hidden('client', 36).facts()
    expect([...exchange.likely.values()]).toEqual(
      expect.arrayContaining([
        'EncryptedExtensions',
        'CertificateRequest',
        'Certificate',
        'CertificateVerify',
        'Finished',
      ]),
    )
  })

  it('takes two records of one size behind the Finished for tickets, not for data', () => {
    const { exchange } = hello().hidden('client', 36).hidden('server', 234).hidden('server', 234).facts()
    expect(exchange.tickets).toBe(2)
    expect(exchange.applicationData.server.records).toBe(0)
  })

  it('takes a lone record after a request for the answer', () => {
    const { exchange } = hello().hidden('client', 36).data('client', 90).data('server', 300).facts()
    expect(exchange.tickets).toBe(0)
    expect(exchange.applicationData.server).toMatchObject({ records: 1, bytes: 317 })
  })

  it("takes a side's last record of the size of an alert for one", () => {
    const { exchange } = hello().hidden('client', 36).hiddenAlert('server').facts()
    expect(exchange.encryptedAlerts).toEqual([{ index: expect.any(Number), from: 'server' }])
    expect([...exchange.likely.values()]).toContain('Alert')
  })

  describe('of Java, which pads every record with 16 bytes', () => {
    const PADDING = 16
    const javas = (script: ReturnType<typeof hello>, lengths: readonly number[]) => {
      for (const length of lengths) script.hidden('client', length + PADDING)
      return script
    }

    it('takes a lone record in the place of the Finished for the alert that it is', () => {
      const { exchange } = javas(hello(), [ALERT]).facts()
      expect(exchange.clientFinished).toBeNull()
      expect(exchange.encryptedAlerts).toEqual([{ index: expect.any(Number), from: 'client' }])
    })

    it('tells an empty Certificate', () => {
      const { exchange } = javas(hello(0x1302, true), [EMPTY_CERTIFICATE, 52]).facts()
      expect(exchange.clientAnswer).toBe('empty-certificate')
    })

    it('tells a certificate, and where its flight ends', () => {
      const { exchange, conversation: ladder } = javas(hello(0x1301, true), [
        CERTIFICATE,
        CERTIFICATE_VERIFY,
        36,
      ]).facts()
      expect(exchange.clientAnswer).toBe('certificate')
      expect(exchange.clientFinished).toBe(ladder.messages.length - 1)
    })

    it('tells the alert of a server by the Finished that it sent before', () => {
      const script = conversation()
        .clientHello({ versions: [TLS13], keyShares: [0x001d] })
        .serverHello({ version: TLS13, suite: 0x1301 })
      for (const length of [48, 165, 1834, 280, 36]) script.hidden('server', length + PADDING)
      const { exchange } = script
        .hidden('client', 36)
        .hidden('server', ALERT + PADDING)
        .facts()
      expect(exchange.encryptedAlerts).toEqual([{ index: expect.any(Number), from: 'server' }])
      expect(exchange.applicationData.server.records).toBe(0)
    })

    it('sees no padding in data that has the size of a padded Finished', () => {
      const { exchange } = hello(0x1301, true)
        .hidden('client', CERTIFICATE + CERTIFICATE_VERIFY + 36)
        .hidden('client', 36 + PADDING)
        .hiddenAlert('client')
        .facts()
      expect(exchange.applicationData.client.records).toBe(1)
      expect(exchange.encryptedAlerts).toHaveLength(1)
    })
  })
})
