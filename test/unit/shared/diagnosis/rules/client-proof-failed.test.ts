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

describe('client-proof-failed', () => {
  it('points at the signature that decrypt_error (51) speaks of', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 51))
    const found = finding(diagnosis, 'client-proof-failed')
    expect(diagnosis.ids[0]).toBe('client-proof-failed')
    expect(found).toMatchObject({ severity: 'error', confidence: 0.97 })
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'CertificateVerify'))[0]).toBe(15)
    expect(diagnosis.summary).toBe(
      "The server refused the client's certificate with alert decrypt_error (51), because the client's signature does not fit the public key in it.",
    )
  })

  it('is silent where no certificate was sent: 51 is then about the Finished', () => {
    const diagnosis = diagnosisOf(refused(asked().clientKeyExchange().finished('client'), 51))
    expect(diagnosis.ids).not.toContain('client-proof-failed')
    expect(diagnosis.summary).toBe("The server refused the client's Finished with alert decrypt_error (51).")
  })

  it('is silent on other alerts', () => {
    expect(diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 42)).ids).not.toContain(
      'client-proof-failed',
    )
  })
})
