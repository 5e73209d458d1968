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
import { conversation } from '../../../../support/conversation/script.ts'

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

  it('vouches for TLS alone where HTTP cannot be read, and names the certificate that was not sent', () => {
    const unread = finding(diagnosisOf(served(answered(asked({}), [leaf, issuing]))), id)
    expect(unread?.summary).toBe(
      'The handshake completed and data went both ways: TLS broke nothing; what was answered is encrypted here.',
    )
    const without = finding(diagnosisOf(served(answered(asked({}), []))), id)
    expect(without?.summary).toContain('The client was asked for a certificate and sent none.')
    const short = finding(diagnosisOf(shortlyAnswered(answered(asked({}), [leaf, issuing]))), id)
    expect(short?.summary).toContain('a page that refuses')
  })

  it('says that a session was resumed, in which nobody sends certificates', () => {
    const resumed = conversation()
      .clientHello()
      .serverHello()
      .finished('server')
      .finished('client')
      .data('client', 120)
      .data('server', 9000)
    expect(finding(diagnosisOf(resumed), id)?.summary).toMatch(
      /^An earlier session was resumed \(without certificates\) and data/,
    )
  })

  it('is silent where it broke, and where the capture does not tell', () => {
    expect(diagnosisOf(refused(answered(asked({}), []), 40)).ids).not.toContain(id)
    expect(diagnosisOf(answered(asked({}), [])).ids).not.toContain(id)
  })
})
