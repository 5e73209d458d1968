import { describe, expect, it } from 'vitest'
import { choosePair } from '../../../../../src/main/engine/comparison/choose.ts'
import type { Found, ReadSide } from '../../../../../src/main/engine/comparison/side.ts'
import { handshakeDocument } from '../../../../../src/shared/contract/handshake-document.ts'
import { diagnosisOf } from '../../../../support/conversation/diagnosis.ts'
import { conversation } from '../../../../support/conversation/script.ts'

const UNRECOGNIZED_NAME = 112

interface Given {
  readonly id: number
  readonly sni?: string
  readonly broken?: boolean
}

function found({ id, sni = 'apim.contoso.internal', broken = false }: Given): Found {
  const script = conversation().clientHello({ sni })
  if (broken) script.alert('server', UNRECOGNIZED_NAME).fin('server')
  else
    script
      .serverHello()
      .serverFlight([])
      .finishHandshake()
      .data('client', 80)
      .data('server', 900)
      .fin('client')
  const diagnosis = diagnosisOf(script.with({ tcpStream: id }))
  const { facts } = diagnosis
  const judged = { facts, verdict: diagnosis.verdict }
  return { document: handshakeDocument(facts, diagnosis, 'unknown'), judged }
}

function side(path: string, given: readonly Given[], handshake: string | null = null): ReadSide {
  return { path, handshake, found: given.map(found), count: given.length, fault: null, warnings: [] }
}

function chosen(a: ReadSide, b: ReadSide): string {
  const pair = choosePair(a, b)
  return pair === null ? 'none' : `${pair.a.document.id} ${pair.b.document.id}`
}

describe('which two handshakes are compared', () => {
  it('are the only ones, or those named', () => {
    const pair = choosePair(side('a', [{ id: 0 }]), side('b', [{ id: 3 }], 'h3'))
    expect(pair?.a.choice).toEqual({ how: 'only', reason: 'the only one in it', among: 1, others: [] })
    expect(pair?.b.choice).toMatchObject({ how: 'named', others: [] })
  })

  it('are of one server: the first that broke against the first that completed', () => {
    const a = side('a', [{ id: 0, sni: 'other.contoso' }, { id: 1 }, { id: 2, broken: true }])
    const b = side('b', [{ id: 0, sni: 'third.contoso' }, { id: 1 }, { id: 2 }])
    expect(chosen(a, b)).toBe('h2 h1')
    expect(choosePair(a, b)?.a.choice).toMatchObject({
      how: 'chosen',
      reason: 'the first that broke against the first that completed, with apim.contoso.internal',
      among: 3,
      others: [
        expect.objectContaining({ id: 'h0', sni: 'other.contoso', outcome: 'completed' }),
        expect.objectContaining({ id: 'h1' }),
      ],
    })
  })

  it('are the first of one server where all fared alike', () => {
    const a = side('a', [{ id: 0, sni: 'other.contoso' }, { id: 1 }, { id: 2 }])
    expect(chosen(a, side('b', [{ id: 0, sni: 'third.contoso' }, { id: 5 }]))).toBe('h1 h5')
  })

  it('take another server than the first one where only there one broke', () => {
    const a = side('a', [{ id: 0 }, { id: 1, sni: 'two.contoso', broken: true }])
    const b = side('b', [{ id: 0 }, { id: 1, sni: 'two.contoso' }])
    expect(chosen(a, b)).toBe('h1 h1')
  })

  it('are the first broken and the first completed where no server is the same', () => {
    const a = side('a', [
      { id: 0, sni: 'one.contoso' },
      { id: 1, sni: 'one.contoso' },
    ])
    const b = side('b', [
      { id: 0, sni: 'two.contoso' },
      { id: 1, sni: 'two.contoso', broken: true },
    ])
    expect(chosen(a, b)).toBe('h0 h1')
  })

  it('of one file are two different ones, where there are two', () => {
    const both = [{ id: 0 }, { id: 1 }]
    expect(chosen(side('a', both), side('a', both))).toBe('h0 h1')
    expect(chosen(side('a', [{ id: 0 }]), side('a', [{ id: 0 }]))).toBe('h0 h0')
  })
})
