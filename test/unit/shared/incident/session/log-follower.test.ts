import { describe, expect, it } from 'vitest'
import {
  type FollowedHandshake,
  LogFollower,
} from '../../../../../src/shared/incident/session/log-follower.ts'
import { aLogEntry } from '../../azure/checks/samples.ts'

const ROW = aLogEntry({
  time: '2026-11-22T01:43:16Z',
  clientIp: '203.0.113.9',
  clientPort: 45057,
  serverRouted: '10.0.2.5:443',
  upstreamSourcePort: 21564,
})

const front = (parts: Partial<FollowedHandshake> = {}): FollowedHandshake => ({
  id: 'h3',
  source: 0,
  leg: 'client-gateway',
  client: { address: '203.0.113.9', port: 45057 },
  server: { address: '10.0.1.5', port: 443 },
  startedAt: '2026-11-22T01:43:15.900000Z',
  durationMicros: 90_000,
  ...parts,
})
const back = (parts: Partial<FollowedHandshake> = {}): FollowedHandshake => ({
  ...front({ id: 'h5', leg: 'gateway-apim', client: { address: '10.0.1.8', port: 21564 } }),
  server: { address: '10.0.2.5', port: 443 },
  ...parts,
})

function followed(...handshakes: readonly FollowedHandshake[]) {
  const follower = new LogFollower([ROW])
  for (const handshake of handshakes) follower.see(handshake)
  return follower.requests().map((one) => [one.front?.id ?? null, one.back?.id ?? null])
}

describe('a row of the access log', () => {
  it('is found on both legs by its ports', () => {
    expect(followed(front(), back())).toEqual([['h3', 'h5']])
    expect(followed(back())).toEqual([[null, 'h5']])
    expect(followed(front())).toEqual([['h3', null]])
  })

  it('is found though no leg is known where the addresses are the row’s', () => {
    expect(followed(front({ leg: 'unknown' }), back({ leg: 'unknown' }))).toEqual([['h3', 'h5']])
    const elsewhere = { address: '10.0.2.6', port: 443 }
    expect(followed(back({ leg: 'unknown', server: elsewhere }))).toEqual([])
  })

  it('is not found by a port of another client, another leg, or another time', () => {
    expect(followed(front({ client: { address: '203.0.113.10', port: 45057 } }))).toEqual([])
    expect(followed(front({ leg: 'gateway-apim' }))).toEqual([])
    expect(followed(back({ leg: 'client-gateway' }))).toEqual([])
    expect(followed(front({ startedAt: '2026-11-22T01:49:00.000000Z' }))).toEqual([])
    expect(followed(back({ startedAt: '2026-11-22T01:30:00.000000Z' }))).toEqual([])
  })

  it('is found on a connection that was kept open for long', () => {
    const kept = { startedAt: '2026-11-22T01:00:00.000000Z', durationMicros: 3_600_000_000 }
    expect(followed(back(kept))).toEqual([[null, 'h5']])
  })

  it('is of a connection that never got an answer only where the capture has its ends', () => {
    expect(followed(front({ server: null }), back({ client: null }))).toEqual([])
  })
})
