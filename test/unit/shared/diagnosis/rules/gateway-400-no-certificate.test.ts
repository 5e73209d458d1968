import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  clientPki,
  EMPTY_ANSWER,
  hiddenHandshake,
  shortlyAnswered,
} from '../../../../support/conversation/client-authentication.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'

const id = 'gateway-400-no-certificate'

describe('gateway-400-no-certificate', () => {
  it('guesses at the page behind an empty answer, one short reply and a close', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({}), [])))
    const found = finding(diagnosis, id)
    expect(found).toMatchObject({
      severity: 'warning',
      confidence: 0.55,
      fixes: ['client-certificate-not-sent'],
    })
    expect(diagnosis.verdict).toMatchObject({ outcome: 'completed', break: null })
    expect(evidenceFor(found, 'application_data')).toMatchObject({
      message: diagnosis.facts.exchange.applicationData.server.firstRow,
      value: 'one record, 414 bytes in all',
    })
  })

  it('guesses it from the sizes of TLS 1.3', () => {
    const script = hiddenHandshake(EMPTY_ANSWER).data('client', 120).data('server', 390).hiddenAlert('server')
    const diagnosis = diagnosisOf(script.fin('server'))
    expect(finding(diagnosis, id)?.severity).toBe('warning')
    expect(diagnosis.verdict.outcome).toBe('completed')
  })

  it.each([
    [
      'the client closed first',
      () => answered(asked({}), []).finished('server').data('client', 120).data('server', 390).fin('client'),
    ],
    [
      'the answer is long',
      () => answered(asked({}), []).finished('server').data('client', 120).data('server', 9000).fin('server'),
    ],
    ['nothing was asked', () => shortlyAnswered(asked().clientKeyExchange().finished('client'))],
    ['a certificate was sent', () => shortlyAnswered(answered(asked({}), [clientPki().leaf]))],
  ])('is silent where %s', (_why, script) => {
    expect(diagnosisOf(script()).ids).not.toContain(id)
  })
})
