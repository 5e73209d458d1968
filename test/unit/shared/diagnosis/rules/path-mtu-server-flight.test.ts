import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { served } from '../../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()

describe('path-mtu-server-flight', () => {
  it("sees from the server's side full-size segments sent again and never acknowledged", () => {
    const script = served([leaf, intermediate])
      .retransmission('server', 1460)
      .retransmission('server', 1460)
      .retransmission('server', 1460)
      .side('server', { duplicateAcks: 2 })
    const diagnosis = diagnosisOf(script)
    const found = finding(diagnosis, 'path-mtu-server-flight')
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'server-certificate',
      by: 'network',
      how: 'timeout',
    })
    expect(diagnosis.ids[0]).toBe('path-mtu-server-flight')
    expect(found?.confidence).toBe(0.88)
    expect(evidenceFor(found, 'Retransmission')).toMatchObject({ value: '1460 bytes' })
  })

  it('is less sure where nothing tells that smaller packets arrive, and least where they do not', () => {
    const flight = () => served([leaf, intermediate]).retransmission('server', 1460)
    const unknown = finding(diagnosisOf(flight().retransmission('server', 1460)), 'path-mtu-server-flight')
    expect(unknown?.confidence).toBe(0.7)
    const all = finding(diagnosisOf(flight().retransmission('server', 90)), 'path-mtu-server-flight')
    expect(all?.confidence).toBe(0.45)
    expect(all?.explanation).toContain('it need not be the size')
  })

  it('blames nobody who hung up on a flight that it never acknowledged, however soon', () => {
    const script = served([leaf, intermediate])
      .retransmission('server', 1460)
      .retransmission('server', 1460)
      .fin('client')
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'server-certificate',
      by: 'network',
      how: 'timeout',
    })
    expect(diagnosis.ids).not.toContain('server-certificate-rejected')
  })

  it('takes the word of ICMP for it, unless the sender heeded it', () => {
    const told = 'the next hop takes 1300 bytes, says 10.0.1.1'
    const script = served([leaf, intermediate])
      .icmp('server', 'fragmentation needed', 1500, told)
      .retransmission('server', 1460)
      .retransmission('server', 1460)
    const found = finding(diagnosisOf(script), 'path-mtu-server-flight')
    expect(found?.confidence).toBe(0.97)
    expect(found?.explanation).toContain(`a packet of 1500 bytes is too big to go on (${told})`)
    expect(evidenceFor(found, 'ICMP')).toBeDefined()
    const heeded = served([leaf, intermediate])
      .icmp('server', 'fragmentation needed', 1500, told)
      .silenceAtEnd(30)
    expect(diagnosisOf(heeded).ids).not.toContain('path-mtu-server-flight')
  })

  it("is sure of a hole that the client's side asks for again: the capture did not lose it", () => {
    const script = conversation()
      .clientHello()
      .serverHello()
      .hole('server', 1460)
      .side('server', { duplicateAcks: 1, unacknowledged: 2000 })
      .wait(20)
      .fin('client')
    expect(finding(diagnosisOf(script), 'path-mtu-server-flight')?.confidence).toBe(0.88)
  })

  it("sees from the client's side the hole that a silent client was waiting behind", () => {
    const script = conversation().clientHello().serverHello().hole('server', 1460).wait(20).fin('client')
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.verdict.break).toMatchObject({ by: 'network', how: 'timeout' })
    expect(evidenceFor(finding(diagnosis, 'path-mtu-server-flight'), 'Hole')).toMatchObject({ message: 4 })
    expect(diagnosis.ids).not.toContain('capture-incomplete')
  })

  it('holds also where the ServerHello itself was lost with the first segment', () => {
    const script = conversation().clientHello().hole('server', 1460).silenceAtEnd(30)
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.verdict.break?.stage).toBe('client-hello')
    expect(diagnosis.ids[0]).toBe('path-mtu-server-flight')
    expect(diagnosis.ids).not.toContain('no-answer-to-client-hello')
  })

  it('is silent on small retransmissions, on losses that the handshake survived, and on a plain hang', () => {
    const small = served([leaf]).retransmission('server', 90).retransmission('server', 90)
    const survived = served([leaf, intermediate])
      .retransmission('server', 1460, true)
      .finishHandshake()
      .data('client', 100)
      .data('server', 100)
    const hang = conversation().clientHello().serverHello().silenceAtEnd(30)
    for (const script of [small, survived, hang]) {
      expect(diagnosisOf(script).ids).not.toContain('path-mtu-server-flight')
    }
  })
})
