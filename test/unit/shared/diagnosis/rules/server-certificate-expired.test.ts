import { describe, expect, it } from 'vitest'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import {
  completed,
  refused,
  refusedTls13,
  silentlyClosed,
} from '../../../../support/conversation/situations.ts'

const { intermediate, leaf } = makeChain()
const expired = makeChain({ notAfter: '2026-05-30T00:00:00Z' }).leaf

describe('server-certificate-expired', () => {
  it('is proven by notAfter and certificate_expired together', () => {
    const diagnosis = diagnosisOf(refused([expired, intermediate], 45))
    const found = finding(diagnosis, 'server-certificate-expired')
    expect(diagnosis.ids[0]).toBe('server-certificate-expired')
    expect(found?.summary).toContain('2026-05-30T00:00:00Z')
    expect(found?.explanation).toContain('2 days ago')
    const end = evidenceFor(found, 'certificate_list[0].validity.notAfter')
    expect(ascii(evidenceBytes(diagnosis.facts, end).subarray(2))).toBe('260530000000Z')
  })

  it('finds an issuer that has expired', () => {
    const old = makeCertificate({
      cn: 'Contoso Issuing CA',
      ca: true,
      keyName: 'intermediate',
      issuer: makeChain().root,
      notAfter: '2026-02-01T00:00:00Z',
    })
    const diagnosis = diagnosisOf(refused([leaf, old], 45))
    const found = finding(diagnosis, 'server-certificate-expired')
    expect(found?.summary).toContain('An issuer')
    expect(evidenceFor(found, 'certificate_list[1].validity.notAfter')).toBeDefined()
  })

  it('proves a silent refusal, and ranks above it', () => {
    const { verdict, ids } = diagnosisOf(silentlyClosed([expired, intermediate]))
    expect(verdict.outcome).toBe('broken')
    expect(ids.slice(0, 2)).toEqual(['server-certificate-expired', 'server-certificate-rejected-silently'])
  })

  it('believes the alert where TLS 1.3 hides the certificate', () => {
    const diagnosis = diagnosisOf(refusedTls13(45))
    expect(diagnosis.ids[0]).toBe('server-certificate-expired')
    expect(diagnosis.ids).not.toContain('server-certificate-rejected')
  })

  it("suspects the client's clock or root where nothing that was sent has expired", () => {
    const found = finding(diagnosisOf(refused([leaf, intermediate], 45)), 'server-certificate-expired')
    expect(found?.explanation).toContain('the clock of the client is ahead')
  })

  it('is a warning on a connection that served, and where the alert speaks of something else', () => {
    const served = diagnosisOf(completed([expired, intermediate]))
    expect(served.verdict.outcome).toBe('completed')
    expect(finding(served, 'server-certificate-expired')?.severity).toBe('warning')
    const distrusted = diagnosisOf(refused([expired, intermediate], 48))
    expect(distrusted.ids[0]).toBe('server-root-untrusted')
    expect(finding(distrusted, 'server-certificate-expired')?.severity).toBe('warning')
  })

  it('judges by the clock it is given', () => {
    const before = { nowMillis: Date.parse('2026-05-29T00:00:00Z'), clock: 'given' as const }
    expect(diagnosisOf(completed([expired, intermediate]), before).ids).not.toContain(
      'server-certificate-expired',
    )
  })

  it('is silent on a valid certificate', () => {
    expect(diagnosisOf(refused([leaf, intermediate], 48)).ids).not.toContain('server-certificate-expired')
  })
})
