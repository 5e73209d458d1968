import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../../../../src/shared/diagnosis/finding.ts'
import {
  answered,
  asked,
  clientPki,
  EMPTY_ANSWER,
  hiddenHandshake,
  refused,
  served,
  shortlyAnswered,
} from '../../../../support/conversation/client-authentication.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'

describe('client-certificate-required-not-sent', () => {
  it('shows the empty list and the alert', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), []), 40))
    const found = finding(diagnosis, 'client-certificate-required-not-sent')
    expect(diagnosis.ids[0]).toBe('client-certificate-required-not-sent')
    expect(found).toMatchObject({ severity: 'error', confidence: 0.97 })
    // Certificate, 3 bytes, an empty list
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'Certificate'))).toEqual(
      Uint8Array.of(11, 0, 0, 3, 0, 0, 0),
    )
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'alert.description'))).toEqual(Uint8Array.of(40))
    expect(diagnosis.summary).toBe(
      'The server refused the client with alert handshake_failure (40), because the client sent no certificate.',
    )
  })

  it('tells it by the sizes of TLS 1.3', () => {
    const diagnosis = diagnosisOf(hiddenHandshake(EMPTY_ANSWER).hiddenAlert('server').fin('server'))
    const found = finding(diagnosis, 'client-certificate-required-not-sent')
    expect(diagnosis.ids).toEqual(['client-certificate-required-not-sent', 'late-rejection'])
    expect(found?.confidence).toBe(0.88)
    expect(diagnosis.facts.conversation.messages[messageOf(found?.evidence[0])]?.recordLengths).toEqual([25])
  })

  it('says that the gateway has none to send, where the gateway is the client', () => {
    const found = finding(
      diagnosisOf(refused(answered(asked({}), []), 40), { leg: 'gateway-apim' }),
      'client-certificate-required-not-sent',
    )
    expect(found?.explanation).toContain('Application Gateway, which presents no client certificate')
  })

  it('leaves a short answer to the rule of HTTP 400', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({}), [])))
    expect(diagnosis.ids).not.toContain('client-certificate-required-not-sent')
    expect(diagnosis.verdict.outcome).toBe('completed')
  })

  it('is silent where the server let it pass, and where a certificate was sent', () => {
    expect(diagnosisOf(served(answered(asked({}), []))).ids).not.toContain(
      'client-certificate-required-not-sent',
    )
    const { leaf } = clientPki()
    expect(diagnosisOf(refused(answered(asked({}), [leaf]), 40)).ids).not.toContain(
      'client-certificate-required-not-sent',
    )
  })
})

function messageOf(evidence: Evidence | undefined): number {
  return evidence?.kind === 'wire' && evidence.message !== null ? evidence.message : -1
}
