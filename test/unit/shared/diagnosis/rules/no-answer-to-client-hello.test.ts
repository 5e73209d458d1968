import { describe, expect, it } from 'vitest'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'

describe('no-answer-to-client-hello', () => {
  it('fires where the ClientHello was acknowledged and nothing came back', () => {
    const diagnosis = diagnosisOf(conversation().clientHello().silenceAtEnd(30))
    const found = finding(diagnosis, 'no-answer-to-client-hello')
    expect(diagnosis.ids[0]).toBe('no-answer-to-client-hello')
    expect(found?.explanation).toContain('were acknowledged')
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'ClientHello'))[0]).toBe(1)
  })

  it('tells a ClientHello that never arrived', () => {
    const script = conversation().clientHello().retransmission('client', 220).retransmission('client', 220)
    const found = finding(diagnosisOf(script), 'no-answer-to-client-hello')
    expect(found?.explanation).toContain('repeated 2 times and never acknowledged')
  })

  it('counts a client that waited and hung up, and is less sure of one that hung up at once', () => {
    const patient = diagnosisOf(conversation().clientHello().wait(10).fin('client'))
    expect(patient.verdict.break).toMatchObject({ by: 'network', how: 'timeout' })
    expect(finding(patient, 'no-answer-to-client-hello')?.confidence).toBe(0.88)
    const hasty = diagnosisOf(conversation().clientHello().wait(2).fin('client'))
    expect(finding(hasty, 'no-answer-to-client-hello')?.confidence).toBe(0.7)
  })

  it('says what ICMP says of it', () => {
    const script = conversation()
      .clientHello()
      .icmp('client', 'administratively prohibited', 300)
      .retransmission('client', 220)
      .retransmission('client', 220)
    const found = finding(diagnosisOf(script), 'no-answer-to-client-hello')
    expect(found?.confidence).toBe(0.97)
    expect(found?.explanation).toContain('administratively prohibited (says 10.0.0.1)')
    expect(evidenceFor(found, 'ICMP')).toMatchObject({
      value: 'administratively prohibited, of 300 bytes: says 10.0.0.1',
    })
  })

  it('is silent where the server said something, and where the capture ends at once', () => {
    const scripts = [
      conversation().clientHello().rst('server'),
      conversation().clientHello().serverHello().silenceAtEnd(30),
      conversation().clientHello(),
    ]
    for (const script of scripts) expect(diagnosisOf(script).ids).not.toContain('no-answer-to-client-hello')
  })
})
