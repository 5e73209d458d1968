import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../../../../../src/shared/diagnosis/across/paths/findings.ts'
import { LegsSeen } from '../../../../../../src/shared/diagnosis/across/paths/legs-seen.ts'
import type { LegPath, LegSighting } from '../../../../../../src/shared/diagnosis/across/paths/shape.ts'
import { back, badGateway, broke, front } from './sightings.ts'

function paths(...sightings: readonly LegSighting[]): readonly LegPath[] {
  const seen = new LegsSeen()
  for (const sighting of sightings) seen.see(sighting)
  return seen.paths([])
}

const sentenceOf = (...sightings: readonly LegSighting[]): string => paths(...sightings)[0]?.sentence ?? ''
const legOf = (...sightings: readonly LegSighting[]): string | undefined => paths(...sightings)[0]?.brokenLeg

const expired = (name: string, from = 20): LegSighting =>
  back(name, { from, to: from + 10, broke: broke('server-certificate', from + 5) })

const forwardedFor = { address: '10.0.0.4', port: 50_000 }
const forbidden = { status: 403, statusText: '403 Forbidden' }
const refused = {
  broke: broke('application'),
  refusal: { kind: 'forbidden', request: 0, signed: false },
} as const

describe('a way through the gateway, told', () => {
  it('says that the listener is fine, where the backend broke, and what the client saw', () => {
    expect(sentenceOf(badGateway('h0'), expired('h1'))).toBe(
      'The listener leg is fine; the backend leg (h1, where the gateway is the client) broke at server-certificate: It broke at server-certificate; so the client saw HTTP 502 Bad Gateway. h0 and h1 are one way (by time alone: opened 20 ms after h0 began, while nobody else in this capture waited for an answer).',
    )
    expect(legOf(badGateway('h0'), expired('h1'))).toBe('gateway-apim')
  })

  it('says where the client’s answer could not be read', () => {
    expect(sentenceOf(front('h0', { spells: [[10, 90]] }), expired('h1'))).toContain(
      'what the client was answered could not be read',
    )
  })

  it('blames the listener where the gateway’s own page refused the client', () => {
    const page = { status: 400, statusText: '400 Bad Request' }
    const own = front('h0', {
      requests: [page],
      broke: broke('client-certificate'),
      refusal: { kind: 'certificate-error', request: 0, signed: true },
    })
    expect(legOf(own, back('h1', { from: -500, to: -400 }))).toBe('client-gateway')
    expect(sentenceOf(own, back('h1', { from: -500, to: -400 }))).toContain(
      'The listener leg (h0) broke at client-certificate: It broke at client-certificate; nothing of it reached the backend leg',
    )
  })

  it('does not say which leg broke where neither shows why the gateway said 502', () => {
    const sound = back('h1', { requests: [{ forwardedFor, fromMicros: 20, toMicros: 30 }] })
    expect(legOf(badGateway('h0'), sound)).toBe('unknown')
    expect(sentenceOf(badGateway('h0'), sound)).toContain('shows no break')
  })

  it('says of several that broke alike what is true of each, and of others nothing', () => {
    const alike = sentenceOf(badGateway('h0'), expired('h1', 20), expired('h2', 40))
    expect(alike).toContain(
      'Which of h1, h2 carried the request of h0 cannot be told, but each of them broke',
    )
    const mixed = paths(badGateway('h0'), expired('h1', 20), back('h2', { from: -900, to: 900 }))
    expect(mixed[0]?.brokenLeg).toBe('unknown')
    expect(mixed[0]?.sentence).toContain('--upstream-port')
  })

  it('says that both legs are fine only where both ended well', () => {
    const fine = [
      front('h0', { requests: [{}] }),
      back('h1', { requests: [{ forwardedFor, fromMicros: 20, toMicros: 30 }] }),
    ] as const
    expect(legOf(...fine)).toBe('none')
    expect(legOf(fine[0], { ...fine[1], outcome: 'incomplete' })).toBe('unknown')
  })
})

describe('findings of ways', () => {
  it('give a 502 its reason from the other leg, by the ids of both', () => {
    const [found, ...more] = findingsOf(paths(badGateway('h0'), expired('h1')))
    expect(more).toEqual([])
    expect(found).toMatchObject({ id: 'gateway-502-backend', severity: 'error', confidence: 0.7 })
    expect(found?.summary).toContain('it broke at server-certificate (h1)')
    expect(found?.explanation).toContain('server-certificate-expired')
    expect(found?.evidence.map((one) => ('field' in one ? one.field : ''))).toEqual([
      'h0: status-code',
      'h1: joined by',
      'h1: notAfter',
    ])
    // Evidence of two ladders points into neither.
    expect(found?.evidence.every((one) => 'message' in one && one.message === null)).toBe(true)
  })

  it('tell many ways that came to the same as one', () => {
    const many = Array.from({ length: 40 }, (_, at) => [
      badGateway(`h${2 * at}`, {
        port: 50_000 + at,
        from: at * 1000,
        to: at * 1000 + 100,
        requests: [{ fromMicros: at * 1000 + 10, toMicros: at * 1000 + 90 }],
      }),
      expired(`h${2 * at + 1}`, at * 1000 + 20),
    ]).flat()
    const found = findingsOf(paths(...many))
    expect(found).toHaveLength(1)
    expect(found[0]?.summary).toContain('h0, h2, h4, h6, h8 and 35 more')
    expect(found[0]?.evidence.length).toBeLessThan(12)
  })

  it('know a certificate that ended at the gateway: given in front, missing behind, 403', () => {
    const presented = front('h0', { requests: [forbidden], clientAnswer: 'certificate', ...refused })
    const behind = back('h1', {
      requests: [{ ...forbidden, forwardedFor, fromMicros: 20, toMicros: 30 }],
      clientAnswer: 'empty-certificate',
      ...refused,
    })
    const [found] = findingsOf(paths(presented, behind))
    expect(found).toMatchObject({
      id: 'client-certificate-not-forwarded',
      confidence: 0.88,
      fixes: ['forward-client-certificate'],
    })
    expect(found?.explanation).toContain('(C) A layer-4 TCP listener')
    // Without a certificate in front, nothing ended at the gateway.
    expect(findingsOf(paths({ ...presented, clientAnswer: 'finished-only' }, behind))).toEqual([])
  })

  it('are none where nothing broke, or only the listener did', () => {
    expect(findingsOf(paths(front('h0', { requests: [{}] }), back('h1')))).toEqual([])
    const listener = front('h0', { broke: broke('client-certificate') })
    expect(findingsOf(paths(listener, back('h1', { from: -500, to: -400 })))).toEqual([])
  })
})

describe('what is remembered of both legs', () => {
  it('is bounded, and says how many were left out', () => {
    const seen = new LegsSeen()
    for (let at = 0; at < 20_100; at++) seen.see(front(`h${at}`))
    seen.see(back('h30000'))
    expect([seen.sightings.length, seen.left]).toEqual([20_001, 100])
  })
})
