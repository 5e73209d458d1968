import { describe, expect, it } from 'vitest'
import { joinLegs } from '../../../../../../src/shared/diagnosis/across/paths/join.ts'
import type { LegSighting, UpstreamPort } from '../../../../../../src/shared/diagnosis/across/paths/shape.ts'
import { back, badGateway, broke, front } from './sightings.ts'

/** `h1 joined h2 by time`, one a way. */
function told(sightings: readonly LegSighting[], ports: readonly UpstreamPort[] = []): string[] {
  return joinLegs(sightings, ports).map(({ front: one, state, back: behind, candidates, by }) => {
    const others = [...behind, ...candidates].map(({ handshake }) => handshake)
    return [one.handshake, state, ...others, by === null ? '' : `by ${by}`]
      .filter((part) => part !== '')
      .join(' ')
  })
}

describe('ways through the gateway, by what could be read', () => {
  it('are joined by the address and port that the gateway wrote down', () => {
    const asked = { fromMicros: 20, toMicros: 40 }
    expect(
      told([
        front('h0', { port: 50_001, requests: [{}] }),
        front('h1', { port: 50_002, requests: [{}] }),
        back('h2', { requests: [{ ...asked, forwardedFor: { address: '10.0.0.4', port: 50_002 } }] }),
        back('h3', { requests: [{ ...asked, forwardedFor: { address: '10.0.0.4', port: 50_001 } }] }),
      ]),
    ).toEqual(['h0 joined h3 by forwarded-for', 'h1 joined h2 by forwarded-for'])
  })

  it('are several behind one where a pool carried its requests', () => {
    const forwardedFor = { address: '10.0.0.4', port: 50_000 }
    expect(
      told([
        front('h0', { requests: [{}, { path: '/other', fromMicros: 92, toMicros: 99 }] }),
        back('h1', { requests: [{ forwardedFor, fromMicros: 20, toMicros: 30 }] }),
        back('h2', { requests: [{ forwardedFor, path: '/other', fromMicros: 93, toMicros: 95 }] }),
      ]),
    ).toEqual(['h0 joined h1 h2 by forwarded-for'])
  })

  it('do not take a port that came to be used again for the one before', () => {
    const forwardedFor = { address: '10.0.0.4', port: 50_000 }
    expect(
      told([
        front('h0', { from: 0, to: 100, requests: [{}] }),
        front('h1', { from: 200, to: 300, requests: [{ fromMicros: 210, toMicros: 290 }] }),
        back('h2', { from: 200, to: 300, requests: [{ forwardedFor, fromMicros: 220, toMicros: 230 }] }),
        back('h3', { from: 400, to: 500, requests: [{ forwardedFor, fromMicros: 420, toMicros: 430 }] }),
      ]),
    ).toEqual(['h1 joined h2 by forwarded-for'])
  })

  it('are joined across two captures by the port, whatever their clocks say', () => {
    const forwardedFor = { address: '10.0.0.4', port: 50_000 }
    expect(
      told([
        front('h0', { requests: [{}] }),
        back('s1h0', { source: 1, from: 9000, to: 9100, requests: [{ forwardedFor, fromMicros: 9010 }] }),
      ]),
    ).toEqual(['h0 joined s1h0 by forwarded-for'])
  })

  it('are joined by an id that one request alone carries', () => {
    const ids = ['x-correlation-id 4f7a11c2']
    const behind = back('h2', { requests: [{ ids, path: '/rewritten', fromMicros: 20, toMicros: 30 }] })
    const other = front('h1', { port: 50_001, requests: [{}] })
    expect(told([front('h0', { requests: [{ ids }] }), other, behind])).toEqual([
      'h0 joined h2 by correlation-id',
    ])
    const shared = front('h1', { port: 50_001, requests: [{ ids }] })
    expect(told([front('h0', { requests: [{ ids }] }), shared, behind])).toEqual([])
  })

  it('are joined by method and path while no other such request is under way', () => {
    const asked = { fromMicros: 20, toMicros: 30 }
    expect(
      told([
        front('h0', { requests: [{}] }),
        front('h1', { port: 50_001, requests: [{ path: '/else' }] }),
        back('h2', { requests: [asked] }),
      ]),
    ).toEqual(['h0 joined h2 by request'])
  })

  it('are not told from one another where two clients ask the same at once', () => {
    const failed = { fromMicros: 20, toMicros: 30, status: 403, statusText: '403 Forbidden' }
    const refused = { status: 403, statusText: '403 Forbidden' }
    const ended = {
      broke: broke('application'),
      refusal: { kind: 'forbidden', request: 0, signed: false },
    } as const
    expect(
      told([
        front('h0', { requests: [refused], ...ended }),
        front('h1', { port: 50_001, requests: [refused], ...ended }),
        back('h2', { requests: [failed], ...ended }),
      ]),
    ).toEqual(['h0 ambiguous h2', 'h1 ambiguous h2'])
  })

  it('are never joined with a request that was answered otherwise, later, or is the gateway’s own probe', () => {
    const status = '/status-0123456789abcdef'
    expect(told([front('h0', { requests: [{}] }), back('h1', { requests: [{ status: 404 }] })])).toEqual([])
    expect(told([front('h0', { requests: [{}] }), back('h1', { requests: [{ toMicros: 95 }] })])).toEqual([])
    expect(
      told([
        front('h0', { requests: [{ path: status }] }),
        back('h1', { requests: [{ path: status, fromMicros: 20, toMicros: 30 }] }),
      ]),
    ).toEqual([])
  })
})

describe('ways through the gateway, by time alone', () => {
  const failed = (name: string, from: number, to = from + 10): LegSighting =>
    back(name, { from, to, broke: broke('server-certificate', to - 1) })

  it('are joined where one client waited and one connection was opened', () => {
    expect(told([badGateway('h0'), failed('h1', 20)])).toEqual(['h0 joined h1 by time'])
    expect(told([front('h0', { spells: [[10, 90]] }), failed('h1', 20)])).toEqual(['h0 joined h1 by time'])
  })

  it('are ambiguous where two clients waited', () => {
    expect(told([badGateway('h0'), badGateway('h1', { port: 50_001 }), failed('h2', 20)])).toEqual([
      'h0 ambiguous h2',
      'h1 ambiguous h2',
    ])
  })

  it('are ambiguous where a pool stood open beside the new connection', () => {
    const pooled = back('h1', { from: -500, to: 500 })
    expect(told([badGateway('h0'), pooled, failed('h2', 20)])).toEqual(['h0 ambiguous h1 h2'])
  })

  it('are ambiguous where several were opened while it waited', () => {
    expect(told([badGateway('h0'), failed('h1', 20), failed('h2', 40)])).toEqual(['h0 ambiguous h1 h2'])
  })

  it('leave out what was opened before, is done after, or belongs to nobody', () => {
    expect(told([front('h0', { spells: [[10, 90]] }), failed('h1', 5)])).toEqual([])
    expect(told([front('h0', { spells: [[10, 90]] }), failed('h1', 85, 99)])).toEqual([])
    expect(
      told([
        front('h0', {
          spells: [
            [10, 20],
            [60, 90],
          ],
        }),
        failed('h1', 30),
      ]),
    ).toEqual([])
  })

  it('are not made of two captures, which have two clocks', () => {
    expect(told([badGateway('h0'), { ...failed('s1h0', 20), source: 1 }])).toEqual(['h0 front-only'])
  })
})

describe('a gateway that answers without asking', () => {
  const failed = (name: string, from: number): LegSighting =>
    back(name, { from, to: from + 10, broke: broke('server-certificate', from + 5) })

  it('is told by its last attempts, if all of them failed', () => {
    expect(told([badGateway('h9'), failed('h1', -30_000), failed('h2', -60_000)])).toEqual([
      'h9 no-live h2 h1',
    ])
    const sound = back('h3', { from: -20_000, to: -19_000 })
    expect(told([badGateway('h9'), failed('h1', -30_000), sound])).toEqual(['h9 front-only'])
  })

  it('is none where they failed each in its own way, or the gateway waited for an answer', () => {
    const otherwise = back('h2', { from: -60_000, to: -59_990, broke: broke('finished', -59_995) })
    expect(told([badGateway('h9'), failed('h1', -30_000), otherwise])).toEqual(['h9 front-only'])
    const waited = badGateway('h9', { requests: [{ status: 504, statusText: '504 Gateway Timeout' }] })
    expect(told([waited, failed('h1', -30_000)])).toEqual(['h9 front-only'])
  })

  it('is none where the attempts were long ago', () => {
    expect(told([badGateway('h9'), failed('h1', -300_000)])).toEqual(['h9 front-only'])
  })
})

describe('the gateway’s own log', () => {
  const fronts = [front('h0', { port: 50_001 }), front('h1', { port: 50_002 })]
  const backs = [
    back('h2', { port: 32_768, broke: broke('server-certificate') }),
    back('h3', { port: 32_769 }),
  ]

  it('joins by both ports of a line', () => {
    expect(told([...fronts, ...backs], [{ client: 50_002, upstream: 32_768 }])).toEqual([
      'h1 joined h2 by upstream-port',
    ])
  })

  it('joins across captures', () => {
    const elsewhere = backs.map((one) => ({ ...one, source: 1 }))
    expect(told([...fronts, ...elsewhere], [{ client: 50_001, upstream: 32_769 }])).toEqual([
      'h0 joined h3 by upstream-port',
    ])
  })

  it('is ambiguous by the upstream port alone where several clients were there', () => {
    expect(told([...fronts, ...backs], [{ client: null, upstream: 32_768 }])).toEqual([
      'h0 ambiguous h2',
      'h1 ambiguous h2',
    ])
  })
})

describe('joining', () => {
  it('needs both legs', () => {
    expect(joinLegs([badGateway('h0')], [])).toEqual([])
    expect(joinLegs([back('h0', { broke: broke('finished') })], [])).toEqual([])
  })

  it('takes time in proportion to the connections', () => {
    const many = (count: number): LegSighting[] =>
      Array.from({ length: count }, (_, at) => [
        // All at once, so that each one could be any other's.
        badGateway(`h${2 * at}`, {
          port: 1024 + (at % 60_000),
          from: 0,
          to: 100_000,
          requests: [{ toMicros: 99_000 }],
        }),
        back(`h${2 * at + 1}`, {
          from: 20,
          to: 90,
          requests: [{ fromMicros: 20, toMicros: 90, status: 502 }],
        }),
      ]).flat()
    const [few, more] = [many(2_000), many(16_000)]
    const timed = (sightings: readonly LegSighting[]): number => {
      const begun = performance.now()
      joinLegs(sightings, [])
      return performance.now() - begun
    }
    timed(few)
    const [small, large] = [timed(few), timed(more)]
    // Eight times as many; a quadratic one would take 64 times as long.
    expect(large / Math.max(small, 5)).toBeLessThan(32)
  })
})
