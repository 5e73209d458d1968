import { describe, expect, it } from 'vitest'
import { makeCertificate } from '../../../../support/conversation/certificates.ts'
import {
  answered,
  asked,
  clientPki,
  refused,
  served,
  shortlyAnswered,
} from '../../../../support/conversation/client-authentication.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'

const { leaf, issuing } = clientPki({ notBefore: '2026-07-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' })
const healthy = clientPki()

describe('client-certificate-not-yet-valid', () => {
  it('finds the date behind the alert made for it', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 42))
    const found = finding(diagnosis, 'client-certificate-not-yet-valid')
    expect(diagnosis.ids[0]).toBe('client-certificate-not-yet-valid')
    expect(found?.severity).toBe('error')
    expect(found?.summary).toContain('is not valid before 2026-07-01T00:00:00Z')
    const date = evidenceBytes(diagnosis.facts, evidenceFor(found, 'validity.notBefore'))
    expect(ascii(date)).toContain('260701')
    expect(diagnosis.summary).toContain('because it is not valid before 2026-07-01T00:00:00Z')
  })

  it('explains certificate_expired too, which NSS says at both ends', () => {
    const { ids } = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 45))
    expect(ids[0]).toBe('client-certificate-not-yet-valid')
    expect(ids).not.toContain('client-certificate-expired')
  })

  it('finds an issuer of the chain that is out of date', () => {
    const authority = makeCertificate({
      cn: 'Client Issuing CA',
      ca: true,
      keyName: 'intermediate',
      ...{ notBefore: '2026-07-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' },
    })
    const child = makeCertificate({ cn: 'client.contoso', eku: ['clientAuth'], issuer: authority })
    const found = finding(
      diagnosisOf(refused(answered(asked({}), [child.der, authority.der]), 42)),
      'client-certificate-not-yet-valid',
    )
    expect(found?.summary).toContain("An issuer in the client's chain (CN=Client Issuing CA)")
    expect(evidenceFor(found, 'certificate_list[1].validity.notBefore')).toBeDefined()
  })

  it('makes a short answer and a close a break', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({}), [leaf, issuing])))
    expect(diagnosis.verdict.outcome).toBe('broken')
    expect(diagnosis.ids[0]).toBe('client-certificate-not-yet-valid')
  })

  it('is a warning where the connection served, and where the alert speaks of something else', () => {
    const fine = diagnosisOf(served(answered(asked({}), [leaf, issuing])))
    expect(fine.verdict.outcome).toBe('completed')
    expect(finding(fine, 'client-certificate-not-yet-valid')?.severity).toBe('warning')
    const other = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 48))
    expect(finding(other, 'client-certificate-not-yet-valid')?.severity).toBe('warning')
  })

  it('judges by the time that was given', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 42), {
      nowMillis: Date.parse('2026-08-01T00:00:00Z'),
      clock: 'given',
    })
    expect(diagnosis.ids).not.toContain('client-certificate-not-yet-valid')
  })

  it('is silent on a certificate in date', () => {
    expect(diagnosisOf(served(answered(asked({}), [healthy.leaf, healthy.issuing]))).ids).not.toContain(
      'client-certificate-not-yet-valid',
    )
    expect(diagnosisOf(refused(answered(asked({}), [healthy.leaf, healthy.issuing]), 48)).ids).not.toContain(
      'client-certificate-not-yet-valid',
    )
  })
})
