import { describe, expect, it } from 'vitest'
import type { LegSighting } from '../../../../../../src/shared/diagnosis/across/paths/shape.ts'
import { legSighting } from '../../../../../../src/shared/diagnosis/across/paths/sighting.ts'
import { makeCertificate } from '../../../../../support/conversation/certificates.ts'
import { clientPki } from '../../../../../support/conversation/client-authentication.ts'
import {
  exchanged,
  openedClientFlight,
  openedServerFlight,
} from '../../../../../support/conversation/decrypted.ts'
import { diagnosisOf } from '../../../../../support/conversation/diagnosis.ts'
import type { ConversationScript } from '../../../../../support/conversation/script.ts'
import { refused, served } from '../../../../../support/conversation/situations.ts'

function sighted(
  script: ConversationScript,
  leg: 'client-gateway' | 'gateway-apim' | 'direct',
): LegSighting | null {
  const diagnosis = diagnosisOf(script, { leg })
  return legSighting('h0', diagnosis.facts, diagnosis, leg)
}

const pki = clientPki()

describe('what is remembered of a connection', () => {
  it('is nothing where its leg is none of a way through the gateway', () => {
    expect(sighted(served([makeCertificate()]), 'direct')).toBeNull()
  })

  it('are the requests that could be read, with their answers', () => {
    const flight = openedClientFlight(openedServerFlight({ names: [pki.rootName] }), [pki.leaf, pki.issuing])
    const sighting = sighted(exchanged(flight, '502 Bad Gateway'), 'client-gateway')
    expect(sighting?.requests).toMatchObject([{ method: 'GET', path: '/orders', status: 502 }])
    expect(sighting?.requests[0]?.toMicros).toBeGreaterThan(sighting?.requests[0]?.fromMicros ?? 0)
    expect(sighting).toMatchObject({
      clientAnswer: 'certificate',
      refusal: { kind: 'bad-gateway', request: 0, signed: false },
    })
    expect(sighting?.spells).toEqual([])
  })

  it('are the stretches of data where nothing could be read, each up to the first byte of its answer', () => {
    const script = served([makeCertificate()])
      .finishHandshake()
      .data('client', 120)
      .data('server', 900)
      .data('client', 80)
      .data('server', 700)
      .fin('client')
    const spells = sighted(script, 'client-gateway')?.spells ?? []
    expect(spells).toHaveLength(2)
    for (const { fromMicros, toMicros } of spells) expect(toMicros - fromMicros).toBe(1000)
  })

  it('is how it broke, when, and on what evidence', () => {
    const sighting = sighted(
      refused([makeCertificate({ notAfter: '2026-02-01T00:00:00Z' })], 45),
      'gateway-apim',
    )
    expect(sighting?.broke).toMatchObject({
      stage: 'server-certificate',
      cause: 'server-certificate-expired',
    })
    expect(sighting?.broke?.sentence).not.toMatch(/\.$/)
    expect(sighting?.broke?.evidence.length).toBeGreaterThan(0)
    expect(sighting?.broke?.atMicros).toBeGreaterThan(sighting?.startedMicros ?? 0)
  })

  it('can be sent to another thread', () => {
    const sighting = sighted(refused([makeCertificate()], 48), 'gateway-apim')
    expect(structuredClone(sighting)).toEqual(sighting)
  })
})
