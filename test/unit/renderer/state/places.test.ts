import { describe, expect, it } from 'vitest'
import {
  NO_PLACES,
  placeFault,
  placeOptions,
  placesOf,
  portFault,
  readPorts,
} from '../../../../src/renderer/state/places.ts'
import { analyzeOptionsSchema } from '../../../../src/shared/ipc/contract.ts'

describe('the ports of the access log', () => {
  it('are pairs, or the gateway’s alone, however they are separated', () => {
    expect(readPorts(' 50123=32768, 50124 = 32769\n50125 → 32770;32771 ')).toEqual({
      ports: [
        { client: 50123, upstream: 32768 },
        { client: 50124, upstream: 32769 },
        { client: 50125, upstream: 32770 },
        { client: null, upstream: 32771 },
      ],
      wrong: null,
    })
    expect(readPorts('')).toEqual({ ports: [], wrong: null })
  })

  it('are complained of where they are none, with the word that is meant', () => {
    for (const word of ['0=1', '70000', '1=2=3', 'a=2', '=5', '5=', '10.0.0.1:443'])
      expect(readPorts(`50123=32768, ${word}`).wrong).toBe(word)
    expect(portFault('50123:32768')).toContain('50123:32768 is no pair of ports')
    expect(portFault('50123=32768')).toBeNull()
  })

  it('are no more than the contract takes', () => {
    const { ports } = readPorts(Array.from({ length: 1500 }, (_, at) => `${at + 1}=${at + 2}`).join(' '))
    expect(analyzeOptionsSchema.safeParse({ upstreamPorts: ports }).success).toBe(true)
  })
})

describe('who is who', () => {
  it('is what was said outright, before the names in the commands', () => {
    const typedNames = { 'gateway-ip': '10.0.1.5', 'backend-ip': '10.0.2.5' }
    expect(placesOf({ places: NO_PLACES, typedNames })).toEqual({ gateway: '10.0.1.5', apim: '10.0.2.5' })
    const places = { gateway: ' 10.0.1.0/24 ', apim: '', ports: '1=2' }
    expect(placeOptions({ places, typedNames })).toEqual({
      gateway: '10.0.1.0/24',
      apim: '10.0.2.5',
      upstreamPorts: [{ client: 1, upstream: 2 }],
    })
    expect(placeOptions({ places: NO_PLACES, typedNames: {} })).toEqual({})
  })

  it('is complained of where a network is none', () => {
    expect(placeFault('10.0.1.0/24, gw.contoso.com')).toBeNull()
    expect(placeFault('10.0.1.0/99')).toBe('10.0.1.0/99 is no network: expected one such as 10.0.1.0/24.')
  })
})
