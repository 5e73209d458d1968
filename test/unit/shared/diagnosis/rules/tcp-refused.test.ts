import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'
import { silence } from '../../../../support/conversation/script.ts'
import { completed } from '../../../../support/conversation/situations.ts'

describe('tcp-refused', () => {
  it('fires on a SYN that a reset answers, and points at the reset', () => {
    const diagnosis = diagnosisOf(silence().syn().rst('server').transport({ refused: true }))
    expect(diagnosis.ids[0]).toBe('tcp-refused')
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'tcp', by: 'server', how: 'rst' })
    expect(evidenceFor(finding(diagnosis, 'tcp-refused'), 'RST')).toMatchObject({ message: 1, frame: 2 })
    expect(diagnosis.summary).toContain('because nothing accepts connections on 10.0.1.5:443')
  })

  it('is silent where the SYN got no answer at all, and where the connection stood', () => {
    const { leaf, intermediate } = makeChain()
    const dropped = silence().syn().synRetransmission().synRetransmission()
    for (const script of [dropped, completed([leaf, intermediate])]) {
      expect(diagnosisOf(script).ids).not.toContain('tcp-refused')
    }
  })
})
