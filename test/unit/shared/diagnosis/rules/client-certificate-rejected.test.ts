import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  clientPki,
  FULL_ANSWER,
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

const { leaf, issuing, rootName } = clientPki()

describe('client-certificate-rejected', () => {
  it('is the bucket for a refusal in TLS 1.3, whose certificate and alert are hidden', () => {
    const diagnosis = diagnosisOf(hiddenHandshake(FULL_ANSWER).hiddenAlert('server').fin('server'))
    const found = finding(diagnosis, 'client-certificate-rejected')
    expect(diagnosis.ids.slice(0, 2)).toEqual(['client-certificate-rejected', 'late-rejection'])
    expect(found).toMatchObject({ severity: 'error', confidence: 0.7 })
    expect(found?.explanation).toContain('a key log opens this capture')
    expect(found?.evidence[0]).toMatchObject({ message: diagnosis.verdict.break?.row })
    expect(diagnosis.summary).toBe("The server refused the client's certificate with an encrypted alert.")
  })

  it('says that a certificate in the clear shows no fault', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({ names: [rootName] }), [leaf, issuing]), 46))
    const found = finding(diagnosis, 'client-certificate-rejected')
    expect(diagnosis.ids[0]).toBe('client-certificate-rejected')
    expect(found?.confidence).toBe(0.45)
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'alert.description'))).toEqual(Uint8Array.of(46))
  })

  it('is silent where a cause was found', () => {
    const expired = clientPki({ notBefore: '2024-01-01T00:00:00Z', notAfter: '2025-01-01T00:00:00Z' })
    expect(diagnosisOf(refused(answered(asked({}), [expired.leaf, expired.issuing]), 45)).ids).not.toContain(
      'client-certificate-rejected',
    )
    expect(diagnosisOf(refused(answered(asked({}), []), 40)).ids).not.toContain('client-certificate-rejected')
  })

  it('is silent where nothing was refused', () => {
    expect(diagnosisOf(served(answered(asked({}), [leaf, issuing]))).ids).not.toContain(
      'client-certificate-rejected',
    )
    expect(diagnosisOf(shortlyAnswered(answered(asked({}), [leaf, issuing]))).ids).not.toContain(
      'client-certificate-rejected',
    )
  })
})
