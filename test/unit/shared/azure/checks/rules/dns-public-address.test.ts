import { describe, expect, it } from 'vitest'
import type { PrivateDnsRecord } from '../../../../../../src/shared/azure/model.ts'
import { aHostname, anApim, BUILT_IN, contradicted, found, HOST, ids, noted, only } from '../samples.ts'

const ID = 'dns-public-address'

function aRecord(name: string, ...values: string[]): PrivateDnsRecord {
  const zone = name.slice(name.indexOf('.') + 1)
  return { at: { file: 'zone.json', pointer: '/0' }, name, zone, type: 'A', values, ttlSeconds: 300 }
}

describe('a private zone', () => {
  it('is silent where it leads to the private address, or to the gateway before it', () => {
    expect(ids(found({ dnsRecords: [aRecord(BUILT_IN, '10.0.2.5')] }))).toEqual([])
    expect(noted({ dnsRecords: [aRecord(BUILT_IN, '10.0.1.5')] })).toEqual([])
    expect(
      ids(
        found({ dnsRecords: [aRecord('shop.azure-api.net', '20.50.2.10'), aRecord(BUILT_IN, '10.0.2.5')] }),
      ),
    ).toEqual([])
  })

  it('fires where it leads to the service’s public address', () => {
    const finding = only(found({ dnsRecords: [aRecord(BUILT_IN, '20.50.2.10')] }), ID)
    expect(finding).toMatchObject({
      severity: 'warning',
      confidence: 0.97,
      leg: 'unknown',
      fixes: ['dns-and-hosts'],
    })
    expect(finding.explanation).toContain('it should be 10.0.2.5')
    expect(finding.evidence[0]).toEqual({ kind: 'file', file: 'zone.json', pointer: '/0' })
    expect(only(found({ dnsRecords: [aRecord(BUILT_IN, '198.51.100.7')] }), ID).confidence).toBe(0.7)
  })

  it('judges own names of the service too, and only in internal mode', () => {
    const apimHostnames = [aHostname(HOST, true), aHostname(BUILT_IN, true)]
    const dnsRecords = [aRecord(HOST, '20.50.2.10')]
    expect(ids(found({ apimHostnames, dnsRecords }))).toEqual([ID])
    expect(
      ids(found({ apimHostnames, dnsRecords, apims: [anApim({ virtualNetworkType: 'External' })] })),
    ).toEqual([])
  })

  it('contradicts the service where it leads to another private address', () => {
    expect(contradicted({ dnsRecords: [aRecord(BUILT_IN, '10.0.9.9')] })).toEqual([
      `The private zone leads ${BUILT_IN} to 10.0.9.9, and the address of apim-contoso is 10.0.2.5.`,
    ])
    for (const right of ['10.0.2.5', '10.0.1.5'])
      expect(contradicted({ dnsRecords: [aRecord(BUILT_IN, right)] })).toEqual([])
  })

  it('is noted where it leaves the name out', () => {
    const other = aRecord('apim-contoso.portal.azure-api.net', '10.0.2.5')
    expect(noted({ dnsRecords: [{ ...other, zone: 'azure-api.net' }] })).toEqual([
      `The private zone azure-api.net has no record for ${BUILT_IN}.`,
    ])
    expect(noted({ dnsRecords: [{ ...other, zone: 'azure-api.net', name: '*.azure-api.net' }] })).toEqual([])
    expect(noted({ dnsRecords: [{ ...other, zone: 'azure-api.net', partial: true }] })).toEqual([])
  })
})
