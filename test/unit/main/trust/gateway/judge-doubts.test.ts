import { describe, expect, it } from 'vitest'
import { HOST, type Issued, issue, LEAF, usualChain } from '../test-ca.ts'
import { failed, judge, rowOf } from './asking.ts'

describe('what nobody could confirm stays uncertain', () => {
  it('intermediates out of order behind the leaf', async () => {
    const { root, ca, leaf } = await usualChain()
    const judgement = await judge([leaf, root, ca], [root])
    expect(judgement.outlook).toBe('uncertain')
    expect(rowOf(judgement)).toBe('3.10')
    expect(judgement.unverified).toHaveLength(1)
  })

  it('a renewed root of the same key', async () => {
    const { root, ca, leaf } = await usualChain()
    const renewed = await issue({ subject: root.subject, keys: root.keys, ca: true, days: [-1, 3_000] })
    const judgement = await judge([leaf, ca, renewed], [root])
    expect(judgement.outlook).toBe('uncertain')
    expect(rowOf(judgement)).toBe('3.16')
  })

  it('the order in which several faults are told', async () => {
    const { ca } = await usualChain()
    const other = await usualChain('Fabrikam')
    const old = await issue({ ...LEAF, hosts: ['portal.contoso.internal'], issuer: ca, days: [-300, -1] })
    const judgement = await judge([old, ca], [other.root])
    expect(rowOf(judgement)).toBe('3.15')
    expect(judgement.alternatives.map(({ row }) => row)).toEqual(['3.16', '3.10', '3.7', '3.9'])
    expect(judgement.unverified.some(({ text }) => text.includes('several faults'))).toBe(true)
    expect(failed(judgement)).toEqual(['root', 'name', 'validity'])
  })
})

describe('the checks of a judgement', () => {
  it('pass up to the one that fails, and say what was not reached', async () => {
    const { ca, leaf } = await usualChain()
    const results = (judgement: Awaited<ReturnType<typeof judge>>) =>
      Object.fromEntries(judgement.checks.map(({ name, result }) => [name, result]))
    expect(results(await judge([leaf, ca]))).toMatchObject({
      sent: 'passed',
      intermediates: 'passed',
      order: 'passed',
      root: 'failed',
      issuers: 'not-judged',
      name: 'passed',
      validity: 'passed',
    })
    expect(results(await judge([leaf]))).toMatchObject({
      'self-signed': 'passed',
      intermediates: 'failed',
      order: 'not-judged',
      root: 'not-judged',
    })
  })
})

describe('the settings of the backend', () => {
  it('switch the name off, and chain and dates', async () => {
    const { ca } = await usualChain()
    const old = await issue({ ...LEAF, issuer: ca, days: [-300, -1] })
    const lax = { validateCertChainAndExpiry: false }
    expect((await judge([old], [], lax)).outlook).toBe('healthy')
    expect(rowOf(await judge([old], [], { ...lax, host: 'other.test' }))).toBe('3.7')
    expect((await judge([old], [], { ...lax, host: 'other.test', validateSni: false })).outlook).toBe(
      'healthy',
    )
  })

  it('cannot judge a name where there is none', async () => {
    const { root, ca, leaf } = await usualChain()
    const judgement = await judge([leaf, ca], [root], { host: null, fetchedWithSni: HOST })
    expect(judgement.outlook).toBe('healthy')
    expect(judgement.checks.find(({ name }) => name === 'name')?.result).toBe('not-judged')
    expect(judgement.checks.find(({ name }) => name === 'sni')).toMatchObject({
      result: 'risk',
      row: '1.2.8',
    })
  })

  it('need no upload for a well-known CA, and are told where an upload shuts it out', async () => {
    const { root, ca, leaf } = await usualChain('Public')
    const publicRoots = [root.der]
    const plain = await judge([leaf, ca], [], { publicRoots })
    expect(plain.outlook).toBe('healthy')
    expect(plain.checks.find(({ name }) => name === 'root')?.text).toContain('nothing to upload')
    const other = await usualChain('Fabrikam')
    const shutOut = await judge([leaf, ca], [other.root], { publicRoots })
    expect(rowOf(shutOut)).toBe('3.15')
    expect(rowOf(await judge([leaf, ca, root], [other.root], { publicRoots }))).toBe('3.16')
    expect(shutOut.findings).toContain('trusted-root-unneeded')
    expect(shutOut.fix?.text).toContain('Take the custom roots off')
    expect(shutOut.row).toBe('1.3.3')
    const pinned = await judge([leaf, ca], [root], { publicRoots })
    expect(pinned).toMatchObject({ outlook: 'healthy', findings: ['trusted-root-unneeded'] })
    expect(pinned.checks.at(-1)).toMatchObject({ name: 'root-needed', result: 'risk' })
  })
})

describe('hostile input', () => {
  it('no certificate, garbage, and very many certificates end in a sentence', async () => {
    const { root, ca, leaf } = await usualChain()
    expect((await judge([])).cause).toContain('no certificate')
    expect((await judge([{ der: Uint8Array.of(1, 2, 3) } as Issued])).cause).toContain('can be read')
    const many = Array.from({ length: 5_000 }, () => ca)
    expect((await judge([leaf, ...many, root], [root])).outlook).toBe('healthy')
  })
})
