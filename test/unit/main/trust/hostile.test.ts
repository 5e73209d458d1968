import { describe, expect, it } from 'vitest'
import { judgeAsGateway } from '../../../../src/main/trust/gateway/judge.ts'
import { ends, judge } from './judging.ts'
import { ecKeys, HOST, type Issued, issue, LEAF, NOW, usualChain } from './test-ca.ts'

describe('hostile input', () => {
  it('says that nothing was sent, or nothing readable', async () => {
    expect((await judge([], [])).sentence).toBe('Not trusted: no certificate was sent.')
    const garbage = { der: Uint8Array.of(0x30, 0x03, 1, 2, 3) } as Issued
    const report = await judge([garbage], [garbage])
    expect(report.sentence).toBe('Not trusted: none of the certificates sent could be read.')
    expect(report.unreadable).toEqual([0])
  })

  it('passes over what is unreadable beside a good chain', async () => {
    const { root, ca, leaf } = await usualChain()
    const garbage = { der: leaf.der.slice(0, 100) } as Issued
    const report = await judge([leaf, garbage, ca], [root])
    expect(report.trusted).toBe('yes')
    expect(report.unreadable).toEqual([1])
  })

  it('stops at its limits and says which', async () => {
    const { root, ca, leaf } = await usualChain()
    const many = Array.from({ length: 2_000 }, () => ca)
    const report = await judge([leaf, ...many], [root])
    expect(report.limitsMet).toContain('certificates')
    expect(report.trusted).toBe('yes')
    const few = await judge([leaf, ca], [root], { limits: { signatures: 1 } })
    expect(few.trusted).toBe('unknown')
    expect(few.limitsMet).toContain('signatures')
    expect(few.sentence).toMatch(/^Cannot tell: Above .* too many signatures/)
    const late = await judge([leaf, ca], [root], { limits: { milliseconds: -1 } })
    expect(late.trusted).toBe('unknown')
    const large = await judge([leaf, { ...ca, der: new Uint8Array(5_000_000) }], [root])
    expect(large.limitsMet).toContain('certificateBytes')
  })

  it('ends where CAs certify each other in a circle, and where there are very many ways up', async () => {
    const [one, two] = [await ecKeys(), await ecKeys()]
    const a = { subject: 'CN=A', keys: one, der: new Uint8Array(0) }
    const b = { subject: 'CN=B', keys: two, der: new Uint8Array(0) }
    const aByB = await issue({ subject: 'CN=A', keys: one, ca: true, issuer: b })
    const bByA = await issue({ subject: 'CN=B', keys: two, ca: true, issuer: a })
    const leaf = await issue({ ...LEAF, issuer: aByB })
    const circle = await judge([leaf, aByB, bByA], [])
    expect(ends(circle)).toEqual(['issuer-not-found'])

    const layers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => ecKeys()))
    const crossed: Issued[] = []
    for (const [at, keys] of layers.entries()) {
      const above = layers[at + 1]
      if (!above) break
      for (let copy = 0; copy < 4; copy++) {
        const issuer = { subject: `CN=L${at + 1}`, keys: above, der: new Uint8Array(0) }
        crossed.push(await issue({ subject: `CN=L${at}`, keys, ca: true, issuer }))
      }
    }
    const first = crossed[0]
    if (!first) throw new Error('no layers')
    const report = await judge([await issue({ ...LEAF, issuer: first }), ...crossed], [])
    expect(report.paths.length).toBeLessThanOrEqual(16)
    expect(report.limitsMet).toContain('paths')
  })
})

describe('certificates with changed bytes', () => {
  it('are judged without an exception, and never trusted where what is signed was changed', async () => {
    const { root, ca, leaf } = await usualChain()
    const random = pseudoRandom(1)
    for (let round = 0; round < 100; round++) {
      const [victim, rest] = round % 2 === 0 ? [leaf, [ca]] : [ca, [leaf]]
      const der = victim.der.slice()
      for (let change = 0; change <= random(3); change++) der[random(der.length)] = random(256)
      const changed = { ...victim, der: round % 5 === 0 ? der.subarray(0, random(der.length)) : der }
      const same =
        changed.der.length === victim.der.length && victim.der.every((octet, at) => octet === der[at])
      const report = await judge(victim === leaf ? [changed, ...rest] : [...rest, changed], [root])
      expect(report.sentence).not.toBe('')
      if (!same) expect([round, report.trusted === 'yes' && report.leaf === 0]).toEqual([round, false])
      await judgeAsGateway({
        sku: 'v2',
        sent: [changed.der, ca.der],
        uploaded: [root.der],
        host: HOST,
        atMillis: NOW,
      })
      await judgeAsGateway({
        sku: 'v1',
        sent: [changed.der],
        uploaded: [changed.der],
        host: HOST,
        atMillis: NOW,
      })
    }
  })
})

/** Numbers below a bound, the same in every run (a linear congruential generator). */
function pseudoRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return (state >>> 8) % below
  }
}
