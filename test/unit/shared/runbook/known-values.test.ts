import { describe, expect, it } from 'vitest'
import { knownFromServer } from '../../../../src/shared/runbook/known-values.ts'

const seen = { name: 'api.contoso.com', address: '10.0.1.5', port: 8443 }

describe('what a session tells of the placeholders', () => {
  it('is the server itself, whichever leg', () => {
    expect(knownFromServer({ leg: 'unknown', ...seen })).toEqual({
      'server-name': 'api.contoso.com',
      sni: 'api.contoso.com',
      'server-ip': '10.0.1.5',
      port: '8443',
    })
  })

  it('is the gateway on its listener, and says nothing of API Management', () => {
    const known = knownFromServer({ leg: 'client-gateway', ...seen })
    expect(known).toMatchObject({ 'gateway-host': 'api.contoso.com', 'gateway-ip': '10.0.1.5' })
    expect(known).not.toHaveProperty('host')
    expect(known).not.toHaveProperty('backend-ip')
  })

  it.each(['direct', 'gateway-apim'] as const)(
    'is API Management on the leg %s, and says nothing of the gateway',
    (leg) => {
      const known = knownFromServer({ leg, ...seen })
      expect(known).toMatchObject({ host: 'api.contoso.com', 'backend-ip': '10.0.1.5' })
      expect(known).not.toHaveProperty('gateway-host')
    },
  )

  it('leaves out what was not seen', () => {
    expect(knownFromServer({ leg: 'direct', name: null, address: null, port: null })).toEqual({})
  })
})
