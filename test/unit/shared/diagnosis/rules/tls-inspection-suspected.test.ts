import { describe, expect, it } from 'vitest'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
  given,
} from '../../../../support/conversation/diagnosis.ts'
import { completed, refused } from '../../../../support/conversation/situations.ts'

const { root, intermediate, leaf } = makeChain()
const inspector = makeCertificate({ cn: 'Inspection CA', ca: true, keyName: 'other' })
const san = ['DNS:apim.contoso.internal']
const fresh = makeCertificate({ san, issuer: inspector, notBefore: '2026-05-31T12:00:00Z' })
const context = { trustedRoots: [given(root.der)] }

describe('tls-inspection-suspected', () => {
  it('warns of the right name under a wrong issuer, likely so where the certificate is fresh', () => {
    const diagnosis = diagnosisOf(refused([fresh, inspector], 48), context)
    const found = finding(diagnosis, 'tls-inspection-suspected')
    expect(found).toMatchObject({ severity: 'warning', confidence: 0.7 })
    expect(found?.explanation).toContain('this one is 1 day old')
    const issuer = evidenceFor(found, 'certificate_list[0].issuer')
    expect(ascii(evidenceBytes(diagnosis.facts, issuer))).toContain('Inspection CA')
    expect(diagnosis.ids[0]).toBe('server-root-untrusted')
  })

  it('thinks little of it where the certificate is old', () => {
    const old = makeCertificate({ san, issuer: inspector })
    const found = finding(diagnosisOf(completed([old, inspector]), context), 'tls-inspection-suspected')
    expect(found?.confidence).toBe(0.25)
  })

  it('is silent without roots, with the right root, and for a name that does not match', () => {
    const wrongName = makeCertificate({ san: ['DNS:other.example'], issuer: inspector })
    expect(diagnosisOf(refused([fresh, inspector], 48)).ids).not.toContain('tls-inspection-suspected')
    expect(diagnosisOf(completed([leaf, intermediate]), context).ids).not.toContain(
      'tls-inspection-suspected',
    )
    expect(diagnosisOf(completed([wrongName, inspector]), context).ids).not.toContain(
      'tls-inspection-suspected',
    )
  })
})
