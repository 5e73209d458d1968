import { describe, expect, it } from 'vitest'
import { hex } from '../../../../../src/shared/bytes/text.ts'
import { makeCertificate } from '../../../../support/conversation/certificates.ts'
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

const { leaf, issuing } = clientPki({ eku: ['serverAuth'] })
const healthy = clientPki()

describe('client-eku-missing', () => {
  it('finds a certificate made for servers behind alert 43, and points at the extension', () => {
    const diagnosis = diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 43))
    const found = finding(diagnosis, 'client-eku-missing')
    expect(diagnosis.ids[0]).toBe('client-eku-missing')
    expect(found).toMatchObject({ severity: 'error', confidence: 0.97 })
    // 2.5.29.37, then a list of 1.3.6.1.5.5.7.3.1 alone
    const bytes = evidenceBytes(diagnosis.facts, evidenceFor(found, 'extKeyUsage'))
    expect(hex(bytes)).toContain('0603551d25')
    expect(hex(bytes)).toContain('2b06010505070301')
    expect(diagnosis.summary).toContain('because its extended key usage allows serverAuth, not clientAuth')
  })

  it('is a warning where the connection served', () => {
    const diagnosis = diagnosisOf(served(answered(asked({}), [leaf, issuing])))
    expect(diagnosis.verdict.outcome).toBe('completed')
    expect(finding(diagnosis, 'client-eku-missing')?.severity).toBe('warning')
  })

  it('is silent with clientAuth, and without the extension, which means any purpose', () => {
    expect(diagnosisOf(refused(answered(asked({}), [healthy.leaf, healthy.issuing]), 43)).ids).not.toContain(
      'client-eku-missing',
    )
    const plain = makeCertificate({ cn: 'client.contoso' })
    expect(diagnosisOf(refused(answered(asked({}), [plain.der]), 43)).ids).not.toContain('client-eku-missing')
  })
})
