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

const { leaf, issuing } = clientPki({ notBefore: '2024-01-01T00:00:00Z', notAfter: '2025-01-01T00:00:00Z' })
const healthy = clientPki()

describe('client-certificate-expired', () => {
  it('finds the date behind the alert made for it', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 45))
    const found = finding(diagnosis, 'client-certificate-expired')
    expect(diagnosis.ids[0]).toBe('client-certificate-expired')
    expect(found?.severity).toBe('error')
    expect(found?.summary).toContain('expired on 2025-01-01T00:00:00Z')
    const date = evidenceBytes(diagnosis.facts, evidenceFor(found, 'validity.notAfter'))
    expect(ascii(date)).toContain('250101')
    expect(diagnosis.summary).toContain('because it expired on 2025-01-01T00:00:00Z')
  })

  it('finds an issuer of the chain that is out of date', () => {
    const authority = makeCertificate({
      cn: 'Client Issuing CA',
      ca: true,
      keyName: 'intermediate',
      ...{ notBefore: '2024-01-01T00:00:00Z', notAfter: '2025-01-01T00:00:00Z' },
    })
    const child = makeCertificate({ cn: 'client.contoso', eku: ['clientAuth'], issuer: authority })
    const found = finding(
      diagnosisOf(refused(answered(asked({}), [child.der, authority.der]), 45)),
      'client-certificate-expired',
    )
    expect(found?.summary).toContain("An issuer in the client's chain (CN=Client Issuing CA)")
    expect(evidenceFor(found, 'certificate_list[1].validity.notAfter')).toBeDefined()
  })

  it('makes a short answer and a close a break', () => {
    const diagnosis = diagnosisOf(shortlyAnswered(answered(asked({}), [leaf, issuing])))
    expect(diagnosis.verdict.outcome).toBe('broken')
    expect(diagnosis.ids[0]).toBe('client-certificate-expired')
  })

  it('is a warning where the connection served, and where the alert speaks of something else', () => {
    const fine = diagnosisOf(served(answered(asked({}), [leaf, issuing])))
    expect(fine.verdict.outcome).toBe('completed')
    expect(finding(fine, 'client-certificate-expired')?.severity).toBe('warning')
    const other = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 48))
    expect(finding(other, 'client-certificate-expired')?.severity).toBe('warning')
  })

  it('believes alert 45 where the certificate is hidden or in date', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [healthy.leaf, healthy.issuing]), 45))
    expect(diagnosis.ids[0]).toBe('client-certificate-expired')
    expect(finding(diagnosis, 'client-certificate-expired')?.confidence).toBe(0.88)
    expect(diagnosis.summary).toContain('because by its own clock')
  })

  it('is silent on a certificate in date', () => {
    expect(diagnosisOf(served(answered(asked({}), [healthy.leaf, healthy.issuing]))).ids).not.toContain(
      'client-certificate-expired',
    )
    expect(diagnosisOf(refused(answered(asked({}), [healthy.leaf, healthy.issuing]), 48)).ids).not.toContain(
      'client-certificate-expired',
    )
  })
})
