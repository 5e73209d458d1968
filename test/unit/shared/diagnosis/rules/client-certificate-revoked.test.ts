import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  clientPki,
  refused,
} from '../../../../support/conversation/client-authentication.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'

const { leaf, issuing } = clientPki()

describe('client-certificate-revoked', () => {
  it('takes the alert at its word', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 44))
    const found = finding(diagnosis, 'client-certificate-revoked')
    expect(diagnosis.ids[0]).toBe('client-certificate-revoked')
    expect(found).toMatchObject({ severity: 'error', confidence: 0.97 })
    expect(found?.summary).toContain('CN=client.contoso')
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'alert.description'))).toEqual(Uint8Array.of(44))
    expect(diagnosis.summary).toBe(
      "The server refused the client's certificate with alert certificate_revoked (44), because the server found it revoked.",
    )
  })

  it('is silent where the client says so of the server', () => {
    const diagnosis = diagnosisOf(asked({}).alert('client', 44).fin('client'))
    expect(diagnosis.ids).not.toContain('client-certificate-revoked')
  })

  it('is silent on other alerts', () => {
    expect(diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 42)).ids).not.toContain(
      'client-certificate-revoked',
    )
  })
})
