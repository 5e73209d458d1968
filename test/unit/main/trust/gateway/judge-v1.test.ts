import { describe, expect, it } from 'vitest'
import { ecKeys, HOST, issue, LEAF, usualChain } from '../test-ca.ts'
import { judge, rowOf } from './asking.ts'

describe('v1', () => {
  const v1 = { sku: 'v1' } as const

  it('accepts the very leaf that was uploaded, self-signed too', async () => {
    const { leaf } = await usualChain()
    const own = await issue(LEAF)
    for (const one of [leaf, own]) {
      const judgement = await judge([one], [one], v1)
      expect(judgement).toMatchObject({ outlook: 'healthy', message: null })
      expect(judgement.otherSku).toContain('v2')
    }
  })

  it('3.20: refuses any other leaf, also where its root was uploaded as v2 wants it', async () => {
    const { root, ca, leaf } = await usualChain()
    for (const uploaded of [[root], []]) {
      const judgement = await judge([leaf, ca], uploaded, v1)
      expect(rowOf(judgement)).toBe('3.20')
      expect(judgement.message?.text).toContain('https://aka.ms/authcertificatemismatch')
    }
    expect((await judge([leaf, ca], [], { ...v1, trustedAzureService: true })).outlook).toBe('healthy')
  })

  it('3.20 is uncertain for a renewed leaf of the same key', async () => {
    const { ca, leaf } = await usualChain()
    const renewed = await issue({ ...LEAF, issuer: ca, keys: leaf.keys })
    expect(await judge([renewed, ca], [leaf], v1)).toMatchObject({
      outlook: 'uncertain',
      message: { row: '3.20' },
    })
  })

  it('3.8: the common name is not the FQDN of the pool', async () => {
    const { ca, leaf } = await usualChain()
    expect(rowOf(await judge([leaf, ca], [leaf], { ...v1, host: 'portal.contoso.internal' }))).toBe('3.8')
    const onlySan = await issue({
      subject: 'CN=Something',
      hosts: [HOST],
      purposes: ['serverAuth'],
      issuer: ca,
    })
    expect((await judge([onlySan, ca], [onlySan], v1)).outlook).toBe('uncertain')
  })

  it('3.9, with 3.21 beside it: out of date', async () => {
    const { ca } = await usualChain()
    const old = await issue({ ...LEAF, issuer: ca, days: [-300, -1] })
    const judgement = await judge([old, ca], [old], v1)
    expect(rowOf(judgement)).toBe('3.9')
    expect(judgement.alternatives.map(({ row }) => row)).toEqual(['3.21'])
  })

  it('3.21: certificates that do not fit together', async () => {
    const { ca } = await usualChain()
    const forged = await issue({ ...LEAF, issuer: ca, signedBy: await ecKeys() })
    const judgement = await judge([forged, ca], [forged], v1)
    expect(judgement).toMatchObject({ outlook: 'uncertain', message: { row: '3.21' } })
  })
})
