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

  it('is silent where the connection was refused, answered, or the capture just ends', () => {
    const refused = silence().syn().rst('server').transport({ refused: true })
    for (const script of [refused, conversation().silenceAtEnd(9), silence().syn()]) {
      expect(diagnosisOf(script).ids).not.toContain('tcp-no-answer')
    }
  })
})
