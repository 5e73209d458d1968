import { describe, expect, it } from 'vitest'
import { legOf, type Topology } from '../../../../src/shared/diagnosis/leg.ts'
import { placeList } from '../../../../src/shared/diagnosis/place-list.ts'

const JUMP_BOX = at('10.0.0.4')
const GATEWAY = at('10.0.2.10')
const APIM = at('10.0.1.5')

function at(address: string) {
  return { address, port: 443 }
}

function topology(gateway: string | null, apim: string | null): Topology {
  return { gateway, apim }
}

describe('legs', () => {
  it('are unknown where nobody said where the machines are', () => {
    expect(legOf(topology(null, null), JUMP_BOX, APIM, 'api.contoso.com')).toBe('unknown')
  })

  it('are told by addresses', () => {
    const known = topology('10.0.2.10', '10.0.1.5')
    expect(legOf(known, JUMP_BOX, GATEWAY, null)).toBe('client-gateway')
    expect(legOf(known, GATEWAY, APIM, null)).toBe('gateway-apim')
    expect(legOf(known, JUMP_BOX, APIM, null)).toBe('direct')
    expect(legOf(known, JUMP_BOX, at('10.9.9.9'), null)).toBe('unknown')
  })

  it('are told by names, whatever their case and final dot', () => {
    const known = topology('www.contoso.com', 'APIM.contoso.internal.')
    expect(legOf(known, JUMP_BOX, at('1.2.3.4'), 'WWW.contoso.com')).toBe('client-gateway')
    expect(legOf(known, JUMP_BOX, at('1.2.3.4'), 'apim.contoso.internal')).toBe('direct')
    expect(legOf(known, JUMP_BOX, at('1.2.3.4'), 'else.contoso.com')).toBe('unknown')
    expect(legOf(known, JUMP_BOX, at('1.2.3.4'), null)).toBe('unknown')
  })

  it('go by the address where one public name stands before both machines', () => {
    expect(legOf(topology('10.0.2.10', 'api.contoso.com'), JUMP_BOX, GATEWAY, 'api.contoso.com')).toBe(
      'client-gateway',
    )
    expect(legOf(topology('api.contoso.com', '10.0.1.5'), JUMP_BOX, APIM, 'api.contoso.com')).toBe('direct')
  })

  it('do not take whatever the gateway calls for API Management', () => {
    expect(legOf(topology('10.0.2.10', '10.0.1.5'), GATEWAY, at('10.7.7.7'), 'vault.example')).toBe('unknown')
    expect(legOf(topology('10.0.2.10', null), GATEWAY, APIM, null)).toBe('gateway-apim')
  })

  it('know an IPv6 address however it is written', () => {
    const known = topology('FD00:0::0:1', null)
    expect(legOf(known, JUMP_BOX, at('fd00::1'), null)).toBe('client-gateway')
  })

  it('are unknown for a probe that never got an address, unless the name tells', () => {
    expect(legOf(topology('10.0.2.10', null), null, null, null)).toBe('unknown')
    expect(legOf(topology('www.contoso.com', null), null, null, 'www.contoso.com')).toBe('client-gateway')
  })

  it('know a gateway by the network of its instances, and by several places at once', () => {
    const known = topology('10.0.2.0/24, agw.contoso.com', '10.0.1.5')
    expect(legOf(known, JUMP_BOX, at('10.0.2.77'), null)).toBe('client-gateway')
    expect(legOf(known, at('10.0.2.5'), APIM, null)).toBe('gateway-apim')
    expect(legOf(known, at('10.0.3.5'), APIM, null)).toBe('direct')
    expect(legOf(known, JUMP_BOX, at('52.1.2.3'), 'agw.contoso.com')).toBe('client-gateway')
  })

  it('take no bit beyond the length of the network', () => {
    const known = topology('10.0.2.128/25 fd00:1::/33', null)
    expect(legOf(known, JUMP_BOX, at('10.0.2.128'), null)).toBe('client-gateway')
    expect(legOf(known, JUMP_BOX, at('10.0.2.127'), null)).toBe('unknown')
    expect(legOf(known, JUMP_BOX, at('fd00:1:7fff::1'), null)).toBe('client-gateway')
    expect(legOf(known, JUMP_BOX, at('fd00:1:8000::1'), null)).toBe('unknown')
  })

  it('do not take one instance calling another for a way to API Management', () => {
    expect(legOf(topology('10.0.2.0/24', null), at('10.0.2.4'), at('10.0.2.5'), null)).toBe('unknown')
  })

  it('know no machine by a network that is none', () => {
    expect(legOf(topology('10.0.2.0/33', null), JUMP_BOX, GATEWAY, null)).toBe('unknown')
    expect(placeList('10.0.2.0/33, 10.0.2.0/2/4').unreadable).toEqual(['10.0.2.0/33', '10.0.2.0/2/4'])
  })
})
