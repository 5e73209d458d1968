import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../../src/shared/diagnosis/finding.ts'
import { rank, whyFirst } from '../../../../src/shared/diagnosis/rank.ts'
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

describe('whyFirst', () => {
  it('says of an error what the warning behind it is', () => {
    expect(
      why([one('sni-missing', 0.97, 'warning'), one('cipher-mismatch', 0.7, 'error')], 'client-hello'),
    ).toBe('Ahead of sni-missing because it can be what broke this connection, and that one only warns.')
  })

  it('says that the other error cannot have caused the break', () => {
    const found = [
      one('server-name-mismatch', 0.97, 'error'),
      one('client-certificate-untrusted', 0.7, 'error'),
    ]
    expect(why(found, 'client-certificate')).toBe(
      'Ahead of server-name-mismatch because it can have caused a break at the stage client-certificate, which that one cannot.',
    )
  })

  it('names both confidences where they decide, and calls the other a candidate where nothing is decided', () => {
    expect(
      why(
        [one('server-chain-incomplete', 0.7, 'error'), one('server-root-untrusted', 0.45, 'error')],
        'server-certificate',
      ),
    ).toBe('Ahead of server-root-untrusted because the evidence for it is stronger (70 % against 45 %).')
    expect(
      why([one('hello-rejected', 0.88, 'error'), one('group-mismatch', 0.45, 'error')], 'client-hello'),
    ).toBe(
      'Ahead of group-mismatch because the evidence does not decide on a cause (88 % against 45 %): that one is a candidate that fits.',
    )
  })

  it('says that a cause stands before its symptom, although the symptom is surer', () => {
    const found = [
      one('client-certificate-required-not-sent', 0.97, 'error'),
      one('client-certificate-filtered', 0.88, 'error'),
    ]
    expect(why(found, 'client-certificate')).toBe(
      'Ahead of client-certificate-required-not-sent because it says why the client sent no certificate: a cause stands before what it causes.',
    )
  })

  it('admits that only the order of the list decides between equals', () => {
    const found = [
      one('client-certificate-not-yet-valid', 0.88, 'error'),
      one('client-certificate-weak', 0.88, 'error'),
    ]
    expect(why(found, 'client-certificate')).toBe(
      'Ahead of client-certificate-weak because both are equally sure (88 %) and the list names this one first: check both.',
    )
  })

  it('says nothing of a single finding, and nothing where the first is no error or the second is information', () => {
    expect(why([one('cipher-mismatch', 0.7, 'error')], 'client-hello')).toBeNull()
    expect(why([], null)).toBeNull()
    expect(
      why(
        [one('client-certificate-rejected', 0.7, 'error'), one('late-rejection', 0.97, 'info')],
        'finished',
      ),
    ).toBeNull()
    expect(why([one('handshake-completed', 0.97, 'info'), one('ca-names-empty', 0.97, 'info')])).toBeNull()
  })

  it('says something of any two errors, whatever their order', () => {
    const ids = Object.keys(FINDINGS) as FindingId[]
    for (const [at, id] of ids.entries()) {
      const other = ids[(at * 7 + 1) % ids.length]
      if (other === undefined || other === id) continue
      const sentence = why([one(id, 0.7, 'error'), one(other, 0.45, 'error')], 'client-certificate')
      expect(sentence).toMatch(/^Ahead of [a-z0-9-]+ because .+\.$/)
    }
  })
})

function why(findings: readonly Finding[], brokenAt: Parameters<typeof rank>[1] = null): string | null {
  return whyFirst(rank(findings, brokenAt), brokenAt)
}

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
