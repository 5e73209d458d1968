import { describe, expect, it } from 'vitest'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'
import { conversation, silence } from '../../../../support/conversation/script.ts'

describe('tcp-no-answer', () => {
  it('fires on a SYN that was repeated and never answered, and points at every one of them', () => {
    const script = silence().syn().synRetransmission().synRetransmission().silenceAtEnd(7)
    const diagnosis = diagnosisOf(script)
    const found = finding(diagnosis, 'tcp-no-answer')
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'tcp', by: 'network', how: 'timeout' })
    expect(diagnosis.ids[0]).toBe('tcp-no-answer')
    expect(found?.explanation).toContain('repeated 2 times')
    expect(found?.evidence).toHaveLength(3)
    expect(evidenceFor(found, 'Retransmission')).toMatchObject({ message: 1, frame: 2 })
  })

  it('tells near the server that the answer is lost on the way back', () => {
    const script = silence()
      .syn()
      .synAck()
      .synRetransmission()
      .synRetransmission()
      .side('server', { ackSeen: false })
      .side('client', { ackSeen: true })
      .silenceAtEnd(7)
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'tcp', by: 'network', how: 'timeout' })
    const found = finding(diagnosis, 'tcp-no-answer')
    expect(diagnosis.ids[0]).toBe('tcp-no-answer')
    expect(found?.summary).toContain('its answer never reaches 10.0.0.4:50123')
    expect(evidenceFor(found, 'SYN-ACK')).toMatchObject({ message: 1 })
  })

  it.each([
    ['administratively prohibited', 'a firewall or an access list on the way forbids it'],
    ['unreachable', 'a router has no way there'],
    ['port unreachable', 'rejects that port'],
    ['time exceeded', 'in a circle'],
  ] as const)('takes the word of ICMP for it: %s', (kind, meaning) => {
    const diagnosis = diagnosisOf(silence().syn().icmp('client', kind))
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'tcp', by: 'network', how: 'none', row: 1 })
    const found = finding(diagnosis, 'tcp-no-answer')
    expect(diagnosis.ids[0]).toBe('tcp-no-answer')
    expect(found?.confidence).toBe(0.97)
    expect(found?.summary).toContain(meaning)
    expect(evidenceFor(found, 'ICMP')).toMatchObject({
      message: 1,
      value: `${kind}, of 60 bytes: says 10.0.0.1`,
    })
    expect(diagnosis.summary).toMatch(/^The network refused to pass the TCP connection request on, because/)
  })

  it('thinks nothing of an ICMP error that a later answer overtook', () => {
    const script = conversation().icmp('client', 'unreachable').clientHello().silenceAtEnd(30)
    expect(diagnosisOf(script).ids).not.toContain('tcp-no-answer')
  })

  it('is silent where the client resets what the server answers: it has heard it', () => {
    const script = silence()
      .syn()
      .synAck()
      .side('server', { ackSeen: false })
      .side('client', { ackSeen: true })
      .rst('client')
    expect(diagnosisOf(script).ids).not.toContain('tcp-no-answer')
  })

  it('is silent where only packets of the client were captured, which acknowledge an answer', () => {
    const script = silence()
      .syn()
      .clientHello()
      .side('server', { ackSeen: true, ttl: null })
      .wait(9)
      .fin('client')
    const diagnosis = diagnosisOf(script)
    expect(diagnosis.verdict).toMatchObject({
      outcome: 'incomplete',
      unknown: 'the capture holds one direction only',
    })
    expect(diagnosis.ids).not.toContain('tcp-no-answer')
  })

  it('is silent where the connection was refused, answered, or the capture just ends', () => {
    const refused = silence().syn().rst('server').transport({ refused: true })
    for (const script of [refused, conversation().silenceAtEnd(9), silence().syn()]) {
      expect(diagnosisOf(script).ids).not.toContain('tcp-no-answer')
    }
  })
})
