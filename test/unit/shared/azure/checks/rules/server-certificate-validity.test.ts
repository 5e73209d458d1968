import { describe, expect, it } from 'vitest'
import type { ApimHostname } from '../../../../../../src/shared/azure/model.ts'
import { aHostname, BUILT_IN, found, ids, only } from '../samples.ts'

const EXPIRED = 'server-certificate-expired'
const EXPIRING = 'server-certificate-expiring'

const until = (certificateExpiry: string | null, parts: Partial<ApimHostname> = {}) =>
  found({ apimHostnames: [aHostname(BUILT_IN, true, { certificateExpiry, ...parts })] })

describe('the certificate of a gateway host name, by the service’s document', () => {
  it('is silent where it is good for a month, or no date is there', () => {
    expect(ids(until('2026-12-22T00:00:00+00:00'))).toEqual([])
    expect(ids(until(null))).toEqual([])
    expect(ids(until('soon'))).toEqual([])
  })

  it('fires where it has run out', () => {
    const finding = only(until('2026-11-01T00:00:00+00:00'), EXPIRED)
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 0.88,
      leg: 'unknown',
      fixes: ['certificate-validity'],
    })
    expect(finding.summary).toContain('expired 21 days ago, on 2026-11-01T00:00:00Z')
  })

  it('warns where it soon will, and says what Key Vault does about it', () => {
    const finding = only(until('2026-12-01T00:00:00+00:00', { certificateSource: 'KeyVault' }), EXPIRING)
    expect(finding.severity).toBe('warning')
    expect(finding.summary).toContain('expires in 9 days')
    expect(finding.explanation).toContain('unless keyVaultId names a version')
  })

  it('passes over host names of other endpoints', () => {
    const portal = aHostname('portal.contoso.com', false, {
      type: 'Portal',
      certificateExpiry: '2020-01-01T00:00:00+00:00',
    })
    expect(ids(found({ apimHostnames: [aHostname(BUILT_IN, true), portal] }))).toEqual([])
  })
})
