import { describe, expect, it } from 'vitest'
import { diagnosisOf, finding } from '../../../../support/conversation/diagnosis.ts'
import { lateRequest } from '../../../../support/conversation/renegotiation.ts'

const id = 'renegotiation-stalled'

describe('renegotiation-stalled', () => {
  it('finds the deadlock: a late request in the middle of a body, and silence', () => {
    const diagnosis = diagnosisOf(lateRequest(16_000).data('client', 16_000).silenceAtEnd(120))
    const found = finding(diagnosis, id)
    expect(diagnosis.ids[0]).toBe(id)
    expect(found).toMatchObject({ severity: 'error', confidence: 0.88 })
    expect(found?.summary).toContain('while the client was still sending')
    expect(found?.evidence[0]).toMatchObject({ message: diagnosis.facts.exchange.renegotiation?.startedAt })
    expect(diagnosis.summary).toBe(
      'The late request for a client certificate stalled, because the server asked for a certificate while the client was still sending its request.',
    )
  })

  it('takes bytes sent again and never acknowledged for a body under way', () => {
    const diagnosis = diagnosisOf(lateRequest().retransmission('client', 1400).retransmission('client', 1400))
    expect(finding(diagnosis, id)?.confidence).toBe(0.88)
  })

  it('does not speak of a body where none was under way', () => {
    const diagnosis = diagnosisOf(lateRequest().silenceAtEnd(120))
    const found = finding(diagnosis, id)
    expect(found).toMatchObject({ severity: 'error', confidence: 0.45 })
    expect(found?.summary).not.toContain('still sending')
    expect(diagnosis.summary).toContain('perhaps because the late request was never answered to its end')
  })

  it('is less sure where the client had begun to answer', () => {
    const diagnosis = diagnosisOf(lateRequest(40_000).encrypted('client', 22, 300).silenceAtEnd(120))
    expect(finding(diagnosis, id)?.confidence).toBe(0.45)
  })

  it('is silent where somebody refused, and where the capture ends at once', () => {
    expect(diagnosisOf(lateRequest(40_000).hiddenAlert('client').fin('server')).ids).not.toContain(id)
    expect(diagnosisOf(lateRequest(40_000)).ids).not.toContain(id)
  })
})
