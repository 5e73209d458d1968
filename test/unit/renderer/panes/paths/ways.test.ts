import { describe, expect, it } from 'vitest'
import { joinedRow, othersOf, suggestionOf, wayOf } from '../../../../../src/renderer/panes/paths/ways.ts'
import { pathOf, pathSentence } from '../../../../../src/renderer/panes/verdict/path.ts'
import { type Analysis, newAnalysis } from '../../../../../src/renderer/state/analysis.ts'
import { HandshakeList } from '../../../../../src/renderer/state/handshakes/list.ts'
import type { SourceDocument } from '../../../../../src/shared/contract/analysis.ts'
import type { PathDocument } from '../../../../../src/shared/contract/paths.ts'
import { rowOf } from '../../../../../src/shared/ipc/handshake-row.ts'
import { handshake } from '../../../../support/renderer/documents.ts'

const front = handshake({ id: 'h0', leg: 'client-gateway', outcome: 'broken' })
const back = handshake({
  id: 'h1',
  tcpStream: 1,
  leg: 'gateway-apim',
  outcome: 'broken',
  server: { address: '10.0.2.5', port: 443 },
})

const joined: PathDocument = {
  front: 'h0',
  back: ['h1'],
  candidates: [],
  state: 'joined',
  joinedBy: 'time',
  proof: 'opened 3 ms after',
  confidence: 0.7,
  brokenLeg: 'gateway-apim',
  sentence: 'The backend leg broke.',
}

function analysis(paths: readonly PathDocument[], given: Partial<Analysis> = {}): Analysis {
  return {
    ...newAnalysis('one', { kind: 'files', paths: ['a.pcapng'] }),
    handshakes: HandshakeList.of([rowOf(front), rowOf(back)]),
    paths,
    ...given,
  }
}

describe('the way that a handshake is part of', () => {
  it('is found from either end', () => {
    expect(wayOf(analysis([joined]), 'h0')).toBe(joined)
    expect(wayOf(analysis([joined]), 'h1')).toBe(joined)
    expect(wayOf(analysis([joined]), 'h7')).toBeNull()
    expect(othersOf(joined, 'h0')).toEqual(['h1'])
    expect(othersOf(joined, 'h1')).toEqual(['h0'])
  })

  it('draws the other leg only where it is joined, never where it could be one of several', () => {
    expect(joinedRow(analysis([joined]), 'h0')?.id).toBe('h1')
    const ambiguous: PathDocument = { ...joined, state: 'ambiguous', back: [], candidates: ['h1'] }
    expect(joinedRow(analysis([ambiguous]), 'h0')).toBeNull()
    expect(joinedRow(analysis([{ ...joined, back: ['h1', 'h2'] }]), 'h0')).toBeNull()
  })

  it('is drawn whole, and this handshake’s own leg in its colours', () => {
    const alone = pathOf(front)
    expect(pathSentence(alone)).toBe('Client to Gateway: broke here; Gateway to APIM: not in this handshake')
    const whole = pathOf(front, rowOf(back))
    expect(pathSentence(whole)).toBe('Client to Gateway: broke here; Gateway to APIM: broke here')
    expect(whole.hops[2]?.address).toBe('10.0.2.5:443')
    expect([whole.own, pathOf(back, rowOf(front)).own]).toEqual([0, 1])
  })
})

describe('who may be the gateway', () => {
  const gatewaySuggested = { gateway: '10.0.1.4', apim: '10.0.2.5' }
  const sources = [{ gatewaySuggested } as unknown as SourceDocument]

  it('is told where files can be read again knowing it', () => {
    expect(suggestionOf(analysis([], { sources }))).toEqual(gatewaySuggested)
    expect(suggestionOf(analysis([]))).toBeNull()
    expect(suggestionOf(analysis([], { sources, request: { kind: 'lab' } }))).toBeNull()
  })
})
