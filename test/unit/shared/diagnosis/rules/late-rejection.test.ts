import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  FULL_ANSWER,
  hiddenHandshake,
  refused,
} from '../../../../support/conversation/client-authentication.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'

const id = 'late-rejection'

describe('late-rejection', () => {
  it("notes a TLS 1.3 refusal behind the client's Finished, between the two records", () => {
    const diagnosis = diagnosisOf(hiddenHandshake(FULL_ANSWER).hiddenAlert('server').fin('server'))
    const found = finding(diagnosis, id)
    expect(found).toMatchObject({ severity: 'info', confidence: 0.88 })
    expect(evidenceFor(found, 'Finished')).toMatchObject({ message: diagnosis.facts.exchange.clientFinished })
    expect(found?.evidence[1]).toMatchObject({ message: diagnosis.verdict.break?.row })
  })

  it('notes it where the client had nothing to prove, too', () => {
    const diagnosis = diagnosisOf(hiddenHandshake([]).hiddenAlert('server').fin('server'))
    expect(diagnosis.verdict.break?.stage).toBe('finished')
    expect(diagnosis.ids).toContain(id)
    expect(diagnosis.summary).toBe(
      "The server ended the session right after the client's Finished with an encrypted alert.",
    )
  })

  it('is silent where the server accepted, and where the client closed', () => {
    expect(
      diagnosisOf(hiddenHandshake(FULL_ANSWER).data('client', 200).data('server', 6000)).ids,
    ).not.toContain(id)
    expect(diagnosisOf(hiddenHandshake(FULL_ANSWER).hiddenAlert('client').fin('client')).ids).not.toContain(
      id,
    )
  })

  it('is silent in TLS 1.2, where the server judges first', () => {
    expect(diagnosisOf(refused(answered(asked({}), []), 40)).ids).not.toContain(id)
  })
})
