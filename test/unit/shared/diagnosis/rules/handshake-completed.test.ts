import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  clientPki,
  refused,
  served,
  shortlyAnswered,
} from '../../../../support/conversation/client-authentication.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'

const id = 'handshake-completed'
const { leaf, issuing } = clientPki()

describe('handshake-completed', () => {
  it('stands first where both sides finished and data went both ways', () => {
    const diagnosis = diagnosisOf(served(answered(asked({}), [leaf, issuing])))
    expect(diagnosis.ids[0]).toBe(id)
    const found = finding(diagnosis, id)
    expect(found).toMatchObject({ severity: 'info', confidence: 0.97, fixes: [] })
    expect(evidenceFor(found, 'Finished')).toMatchObject({ message: diagnosis.facts.exchange.completedAt })
    expect(diagnosis.summary).toBeNull()
  })

  it('is less sure where no answer was seen, and less still where the end looks like a refusal', () => {
    const quiet = answered(asked({}), [leaf, issuing]).finished('server')
    expect(finding(diagnosisOf(quiet), id)?.confidence).toBe(0.7)
    expect(finding(diagnosisOf(shortlyAnswered(answered(asked({}), [leaf, issuing]))), id)?.confidence).toBe(
      0.45,
    )
  })

  it('is silent where it broke, and where the capture does not tell', () => {
    expect(diagnosisOf(refused(answered(asked({}), []), 40)).ids).not.toContain(id)
    expect(diagnosisOf(answered(asked({}), [])).ids).not.toContain(id)
  })
})
