import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'
import { TLS13 } from '../../../../support/conversation/messages.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { served } from '../../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()
const requested = { request: {} }

function mutual() {
  return served([leaf, intermediate], requested)
    .clientCertificate([leaf.der, intermediate.der])
    .clientKeyExchange()
    .certificateVerify()
    .finished('client')
}

describe('path-mtu-client-flight', () => {
  it("sees the client's certificate flight sent again while the server stays silent", () => {
    const script = mutual().retransmission('client', 1460).retransmission('client', 1460)
    const diagnosis = diagnosisOf(script)
    const found = finding(diagnosis, 'path-mtu-client-flight')
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'client-certificate',
      by: 'network',
      how: 'timeout',
    })
    expect(diagnosis.ids[0]).toBe('path-mtu-client-flight')
    expect(evidenceFor(found, 'Retransmission')).toMatchObject({ value: '1460 bytes' })
  })

  it('sees it in TLS 1.3 too, where the handshake looks finished from the side of the client', () => {
    const script = conversation()
      .clientHello({ versions: [TLS13], keyShares: [0x001d] })
      .serverHello({ version: TLS13 })
      .hiddenServerFlight({ request: true })
      .hidden('client', 1900)
      .hidden('client', 264)
      .hidden('client', 36)
      .retransmission('client', 1460)
      .retransmission('client', 1460)
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'client-certificate', how: 'timeout' })
    expect(diagnosis.ids[0]).toBe('path-mtu-client-flight')
  })

  it("sees from the server's side the hole in the flight", () => {
    const script = served([leaf], requested).hole('client', 1460).clientKeyExchange().silenceAtEnd(60)
    const diagnosis = diagnosisOf(script)
    expect(evidenceFor(finding(diagnosis, 'path-mtu-client-flight'), 'Hole')).toBeDefined()
  })

  it('knows a hole that the server asks for again for a loss on the way, without any other sign of time', () => {
    const tls13 = conversation()
      .clientHello({ versions: [TLS13], keyShares: [0x001d] })
      .serverHello({ version: TLS13 })
      .hiddenServerFlight({ request: true })
      .hole('client', 2896)
      .hidden('client', 36)
      .side('client', { duplicateAcks: 1, unacknowledged: 3000 })
    const diagnosis = diagnosisOf(tls13.silenceAtEnd(9))
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'client-certificate',
      by: 'network',
      how: 'timeout',
    })
    expect(diagnosis.ids[0]).toBe('path-mtu-client-flight')
    expect(finding(diagnosis, 'path-mtu-client-flight')?.confidence).toBe(0.88)
  })

  it('speaks of a ClientHello that fills more than one packet, where the server has its end and not its beginning', () => {
    const large = () =>
      conversation()
        .clientHello({ alpn: Array.from({ length: 8 }, () => 'x'.repeat(200)) })
        .retransmission('client', 1460)
        .retransmission('client', 1460)
    const diagnosis = diagnosisOf(large().side('client', { duplicateAcks: 2 }))
    expect(diagnosis.ids[0]).toBe('path-mtu-client-flight')
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'client-hello', by: 'network', how: 'timeout' })
    expect(diagnosis.ids).not.toContain('no-answer-to-client-hello')
    // Nothing tells that it is the size: it may just as well be that nobody is there.
    const silent = diagnosisOf(large())
    expect(silent.ids).not.toContain('path-mtu-client-flight')
    expect(silent.ids[0]).toBe('no-answer-to-client-hello')
  })

  it('is silent where no certificate was asked for, and where the server went on', () => {
    const plain = served([leaf])
      .clientKeyExchange()
      .finished('client')
      .retransmission('client', 1460)
      .retransmission('client', 1460)
    const went = mutual()
      .retransmission('client', 1460, true)
      .finished('server')
      .data('client', 80)
      .data('server', 80)
    for (const script of [plain, went]) {
      expect(diagnosisOf(script).ids).not.toContain('path-mtu-client-flight')
    }
  })
})
