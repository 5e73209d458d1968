import { describe, expect, it } from 'vitest'
import { notForwardedByBothWays } from '../../../../../../src/shared/diagnosis/across/paths/both-ways.ts'
import type { LegSighting } from '../../../../../../src/shared/diagnosis/across/paths/shape.ts'
import { broke, front } from './sightings.ts'

const works: LegSighting = {
  ...front('h0', { requests: [{}], clientAnswer: 'certificate' }),
  leg: 'direct',
  server: { address: '10.0.2.5', port: 443 },
}

function refusedThrough(signed = false, path = '/orders'): LegSighting {
  return front('h1', {
    requests: [{ status: 403, statusText: '403 Forbidden', path }],
    broke: broke('application'),
    refusal: { kind: 'forbidden', request: 0, signed },
    clientAnswer: 'certificate',
  })
}

describe('both ways to API Management in one analysis', () => {
  it('show a certificate that ends at the gateway: the same call works straight and is forbidden through it', () => {
    const found = notForwardedByBothWays([works], [refusedThrough()])
    expect(found).toMatchObject({
      id: 'client-certificate-not-forwarded',
      severity: 'error',
      confidence: 0.88,
      leg: 'client-gateway',
      fixes: ['forward-client-certificate'],
    })
    expect(found?.summary).toBe(
      'The client’s certificate ends at the gateway: straight to API Management GET /orders works (h0), through the gateway it gets HTTP 403 Forbidden (h1).',
    )
    expect(found?.explanation).toContain('(C) A layer-4 TCP listener')
    expect(found?.evidence.map((one) => ('field' in one ? `${one.field} ${one.value}` : ''))).toEqual([
      'h0: status-code 200 OK',
      'h1: status-code 403 Forbidden',
    ])
  })

  it('show nothing where the calls, the clients or the answers are others', () => {
    expect(notForwardedByBothWays([works], [refusedThrough(false, '/other')])).toBeNull()
    const elsewhere = { ...refusedThrough(), client: { address: '10.0.9.9', port: 50_000 } }
    expect(notForwardedByBothWays([works], [elsewhere])).toBeNull()
    expect(notForwardedByBothWays([works], [front('h1', { requests: [{}] })])).toBeNull()
    const failed = front('h0', { requests: [{ status: 500 }], clientAnswer: 'certificate' })
    expect(notForwardedByBothWays([{ ...failed, leg: 'direct' }], [refusedThrough()])).toBeNull()
  })

  it('show nothing where the gateway refused by itself: its firewall says 403 too', () => {
    expect(notForwardedByBothWays([works], [refusedThrough(true)])).toBeNull()
  })
})
