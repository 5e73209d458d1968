import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  clientPki,
  refused,
  served,
} from '../../../../support/conversation/client-authentication.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'

const { leaf, issuing } = clientPki({ keyName: 'weak' })
const sha1 = clientPki({ hash: 'sha1' })
const healthy = clientPki()

describe('client-certificate-weak', () => {
  it('finds an RSA key of 1024 bits behind alert 42', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 42))
    const found = finding(diagnosis, 'client-certificate-weak')
    expect(diagnosis.ids[0]).toBe('client-certificate-weak')
    expect(found?.summary).toContain('an RSA key of 1024 bits')
    const key = evidenceBytes(diagnosis.facts, evidenceFor(found, 'subjectPublicKeyInfo'))
    expect(key[0]).toBe(0x30)
    expect(key.length).toBeGreaterThan(150)
  })

  it('finds a signature with SHA-1', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [sha1.leaf, sha1.issuing]), 42))
    expect(diagnosis.ids[0]).toBe('client-certificate-weak')
    expect(diagnosis.summary).toContain('because it has a signature with SHA-1')
  })

  it('is a warning behind an alert about something else', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 48))
    expect(finding(diagnosis, 'client-certificate-weak')?.severity).toBe('warning')
    expect(diagnosis.ids[0]).toBe('client-certificate-untrusted')
  })

  it('is silent where nobody minded, and on usual keys', () => {
    expect(diagnosisOf(served(answered(asked({}), [leaf, issuing]))).ids).not.toContain(
      'client-certificate-weak',
    )
    expect(diagnosisOf(refused(answered(asked({}), [healthy.leaf, healthy.issuing]), 42)).ids).not.toContain(
      'client-certificate-weak',
    )
  })
})
