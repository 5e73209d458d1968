import { describe, expect, it } from 'vitest'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { completed, refused, refusedTls13 } from '../../../../support/conversation/situations.ts'

const { root, intermediate, leaf } = makeChain()
const clientOnly = makeChain({ eku: ['clientAuth'] }).leaf

describe('server-eku-missing', () => {
  it('is proven by the purposes and unsupported_certificate together', () => {
    const diagnosis = diagnosisOf(refused([clientOnly, intermediate], 43))
    const found = finding(diagnosis, 'server-eku-missing')
    expect(diagnosis.ids[0]).toBe('server-eku-missing')
    expect(found?.explanation).toContain('clientAuth, not serverAuth')
    const bytes = evidenceBytes(diagnosis.facts, evidenceFor(found, 'extKeyUsage'))
    expect([...bytes.subarray(2, 7)]).toEqual([0x06, 0x03, 0x55, 0x1d, 0x25])
  })

  it('is likely by the alert alone where TLS 1.3 hides the certificate, and the bucket is silent', () => {
    const { ids } = diagnosisOf(refusedTls13(43))
    expect(ids[0]).toBe('server-eku-missing')
    expect(ids).not.toContain('server-certificate-rejected')
  })

  it('is a warning on a connection that served', () => {
    const found = finding(diagnosisOf(completed([clientOnly, intermediate])), 'server-eku-missing')
    expect(found?.severity).toBe('warning')
  })

  it('is silent where serverAuth is there, and where no purpose is named at all', () => {
    const unbound = makeCertificate({ issuer: root, san: ['DNS:apim.contoso.internal'] })
    for (const chain of [
      [leaf, intermediate],
      [unbound, root],
    ]) {
      expect(diagnosisOf(refused(chain, 43)).ids).not.toContain('server-eku-missing')
    }
  })
})
