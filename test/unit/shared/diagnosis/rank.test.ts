import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../../src/shared/diagnosis/finding.ts'
import { rank } from '../../../../src/shared/diagnosis/rank.ts'
import { FINDINGS, type FindingId, type Severity } from '../../../../src/shared/diagnosis/taxonomy.ts'

describe('rank', () => {
  it('puts what broke it before what may, and that before what is worth knowing', () => {
    const order = ids([
      one('ca-names-empty', 0.97, 'info'),
      one('sni-missing', 0.97, 'warning'),
      one('server-root-untrusted', 0.25, 'error'),
    ])
    expect(order).toEqual(['server-root-untrusted', 'sni-missing', 'ca-names-empty'])
  })

  it('puts the surer one first, and the taxonomy decides between equals', () => {
    expect(
      ids([
        one('client-chain-incomplete', 0.7, 'error'),
        one('client-certificate-untrusted', 0.7, 'error'),
        one('client-certificate-expired', 0.88, 'error'),
      ]),
    ).toEqual(['client-certificate-expired', 'client-certificate-untrusted', 'client-chain-incomplete'])
  })

  it('puts an error that cannot have caused the break behind those that can', () => {
    const found = [
      one('server-name-mismatch', 0.97, 'error'),
      one('client-certificate-untrusted', 0.7, 'error'),
      one('late-rejection', 0.97, 'info'),
    ]
    expect(ids(found, 'client-certificate')).toEqual([
      'client-certificate-untrusted',
      'server-name-mismatch',
      'late-rejection',
    ])
    expect(ids(found, 'server-certificate')[0]).toBe('server-name-mismatch')
    expect(ids(found)[0]).toBe('server-name-mismatch')
  })

  it('puts a well-founded reason for the empty answer before the empty answer, and a mere guess behind it', () => {
    const symptom = one('client-certificate-required-not-sent', 0.97, 'error')
    const founded = [symptom, one('client-certificate-filtered', 0.88, 'error')]
    expect(ids(founded, 'client-certificate')[0]).toBe('client-certificate-filtered')
    const guessed = [one('client-certificate-filtered', 0.25, 'error'), symptom]
    expect(ids(guessed, 'client-certificate')[0]).toBe('client-certificate-required-not-sent')
  })

  it('puts that nothing broke before what else is worth knowing, however sure', () => {
    expect(ids([one('ca-names-empty', 0.97, 'info'), one('handshake-completed', 0.45, 'info')])[0]).toBe(
      'handshake-completed',
    )
  })

  it('gives one order for any order of the input, and leaves the input alone', () => {
    const all = (Object.keys(FINDINGS) as FindingId[]).map((id, at) =>
      one(id, [0.25, 0.7, 0.97][at % 3] ?? 0),
    )
    const before = all.map(({ id }) => id)
    const forward = ids(all, 'client-certificate')
    expect(ids([...all].reverse(), 'client-certificate')).toEqual(forward)
    expect(all.map(({ id }) => id)).toEqual(before)
    expect(new Set(forward).size).toBe(all.length)
  })
})

function ids(findings: readonly Finding[], brokenAt: Parameters<typeof rank>[1] = null): FindingId[] {
  return rank(findings, brokenAt).map(({ id }) => id)
}

function one(id: FindingId, confidence: number, severity: Severity = FINDINGS[id].severity): Finding {
  return {
    id,
    severity,
    confidence,
    leg: 'unknown',
    summary: '',
    explanation: '',
    evidence: [],
    disproof: '',
    fixes: [],
    because: null,
  }
}
