import { describe, expect, it } from 'vitest'
import type { GatewayJudgement } from '../../../../../src/main/trust/gateway/judgement.ts'
import { HEALTH_MESSAGES } from '../../../../../src/shared/azure/health/messages.ts'
import { ecKeys, HOST, issue, LEAF, rsaKeys, usualChain } from '../test-ca.ts'
import { failed, judge, rowOf } from './asking.ts'

describe('v2 accepts', () => {
  it('a whole chain whose root is attached, with the root sent and without', async () => {
    const { root, ca, leaf } = await usualChain()
    for (const sent of [
      [leaf, ca, root],
      [leaf, ca],
    ]) {
      const judgement = await judge(sent, [root])
      expect(judgement).toMatchObject({ outlook: 'healthy', message: null, cause: null, fix: null })
      expect(judgement.alternatives).toEqual([])
      expect(judgement.checks.every(({ result }) => result === 'passed')).toBe(true)
      expect(judgement.sentence).toContain(`would accept these certificates for ${HOST}`)
    }
  })

  it('a leaf that the attached root issued itself', async () => {
    const root = await issue({ subject: 'CN=Root', ca: true })
    const leaf = await issue({ ...LEAF, issuer: root })
    expect((await judge([leaf], [root])).outlook).toBe('healthy')
    expect((await judge([leaf, root], [root])).outlook).toBe('healthy')
  })

  it('a self-signed CA that names the host and is attached', async () => {
    const both = await issue({
      subject: 'CN=Both',
      ca: true,
      alsoServer: true,
      hosts: [HOST],
      purposes: ['serverAuth'],
    })
    expect((await judge([both], [both])).outlook).toBe('healthy')
    expect(rowOf(await judge([both], [(await usualChain()).root]))).toBe('3.16')
    expect(rowOf(await judge([both]))).toBe('3.13')
  })
})

describe('each message about certificates has a chain that provokes it', () => {
  it('3.7: the name is not in the certificate', async () => {
    const { root, ca, leaf } = await usualChain()
    const judgement = await judge([leaf, ca], [root], { host: 'portal.contoso.internal' })
    expect(rowOf(judgement)).toBe('3.7')
    expect(judgement.message?.text).toBe(HEALTH_MESSAGES['cn-mismatch'].text)
    expect(judgement.message?.older.map(({ row }) => row)).toEqual(['3.8b', '3.8b'])
    expect(judgement.articles[0]).toBe('solution-c-hostname')
    expect(judgement.alternatives).toEqual([])
  })

  it('3.7: where there is a subjectAltName the common name does not count', async () => {
    const { root, ca } = await usualChain()
    const byName = await issue({ subject: `CN=${HOST}`, purposes: ['serverAuth'], issuer: ca })
    expect((await judge([byName, ca], [root])).outlook).toBe('healthy')
    const byAddress = await issue({ ...LEAF, hosts: ['10.0.0.4'], issuer: ca })
    expect(rowOf(await judge([byAddress, ca], [root]))).toBe('3.7')
  })

  it('3.9: leaf or issuer expired, or not yet valid', async () => {
    const { root, ca } = await usualChain()
    for (const days of [
      [-400, -1],
      [2, 300],
    ] as const) {
      const judgement = await judge([await issue({ ...LEAF, issuer: ca, days }), ca], [root])
      expect(rowOf(judgement)).toBe('3.9')
      expect(failed(judgement)).toEqual(['validity'])
    }
    const oldCa = await issue({ subject: 'CN=Old CA', ca: true, issuer: root, days: [-400, -1] })
    const judgement = await judge([await issue({ ...LEAF, issuer: oldCa }), oldCa], [root])
    expect(rowOf(judgement)).toBe('3.9')
    expect(judgement.cause).toContain('CN=Old CA expired')
  })

  it('3.10: a self-signed leaf that is no CA, attached or not', async () => {
    const own = await issue(LEAF)
    for (const uploaded of [[], [own]]) {
      const judgement = await judge([own], uploaded)
      expect(rowOf(judgement)).toBe('3.10')
      expect(judgement.findings).toContain('server-self-signed-not-ca')
      expect(judgement.row).toBe('1.3.8')
    }
  })

  it('3.10: a gap between leaf and root', async () => {
    const { root, leaf } = await usualChain()
    expect(rowOf(await judge([leaf, root], [root]))).toBe('3.10')
    const other = await usualChain('Fabrikam')
    expect(rowOf(await judge([leaf, other.ca], [root]))).toBe('3.10')
  })

  it('3.11: CA certificates only', async () => {
    const { root, ca } = await usualChain()
    expect(rowOf(await judge([ca, root], [root]))).toBe('3.11')
    expect(rowOf(await judge([root], [root]))).toBe('3.11')
    expect(rowOf(await judge([root], [root], { host: null }))).toBe('3.11')
  })

  it('3.12: the leaf alone, with roots attached or a well-known CA expected', async () => {
    const { root, leaf } = await usualChain()
    for (const uploaded of [[root], []]) {
      const judgement = await judge([leaf], uploaded)
      expect(rowOf(judgement)).toBe('3.12')
      expect(judgement.alternatives.map(({ row }) => row)).toContain('3.10')
      expect(judgement.articles[0]).toBe('server-chain')
    }
  })

  it('3.13: a private root was sent and none is attached', async () => {
    const { root, ca, leaf } = await usualChain()
    const judgement = await judge([leaf, ca, root])
    expect(rowOf(judgement)).toBe('3.13')
    expect(judgement.message?.older.map(({ row }) => row)).toEqual(['3.13b'])
    expect(judgement.fix?.setting).toContain('trustedRootCertificates')
    expect(judgement.unverified.map(({ row }) => row)).toEqual(['1.3.1'])
  })

  it('3.14: a private intermediate was sent without its root and none is attached', async () => {
    const { ca, leaf } = await usualChain()
    expect(rowOf(await judge([leaf, ca]))).toBe('3.14')
  })

  it('3.15: leaf and intermediate, and another root is attached', async () => {
    const { ca, leaf } = await usualChain()
    const other = await usualChain('Fabrikam')
    const judgement = await judge([leaf, ca], [other.root])
    expect(rowOf(judgement)).toBe('3.15')
    expect(judgement.cause).toContain('attached is CN=Fabrikam Root CA')
    expect(judgement.findings).toContain('trusted-root-mismatch')
  })

  it('3.15: the attached root has the right name and another key', async () => {
    const { ca, leaf } = await usualChain()
    const renewed = await usualChain()
    const judgement = await judge([leaf, ca], [renewed.root])
    expect(rowOf(judgement)).toBe('3.15')
    expect(judgement.cause).toContain('was that CA renewed with a new key?')
  })

  it('3.15: what is attached is the intermediate, or the leaf as v1 wants it', async () => {
    const { ca, leaf } = await usualChain()
    for (const wrong of [ca, leaf]) {
      const judgement = await judge([leaf, ca], [wrong])
      expect(rowOf(judgement)).toBe('3.15')
      expect(judgement.findings).toContain('trusted-root-not-ca')
      expect(judgement.cause).toContain('no root')
    }
  })

  it('3.16: the root was sent, and another one is attached', async () => {
    const { root, ca, leaf } = await usualChain()
    const other = await usualChain('Fabrikam')
    expect(rowOf(await judge([leaf, ca, root], [other.root]))).toBe('3.16')
    expect((await judge([leaf, ca, root], [other.root, root])).outlook).toBe('healthy')
  })

  it('3.17: an issuer stands in front of the leaf', async () => {
    const { root, ca, leaf } = await usualChain()
    expect(rowOf(await judge([ca, leaf], [root]))).toBe('3.17')
    expect(rowOf(await judge([root, ca, leaf], [root]))).toBe('3.17')
  })

  it('3.18: everything else that OpenSSL has a code for', async () => {
    const { root, ca } = await usualChain()
    const code = (judgement: GatewayJudgement) => /error code (\d+)$/.exec(judgement.message?.text ?? '')?.[1]
    const forClients = await issue({ ...LEAF, issuer: ca, purposes: ['clientAuth'] })
    expect(code(await judge([forClients, ca], [root]))).toBe('26')
    const noCa = await issue({ subject: 'CN=No CA', issuer: root })
    expect(code(await judge([await issue({ ...LEAF, issuer: noCa }), noCa], [root]))).toBe('24')
    const below = await issue({ subject: 'CN=Below', ca: true, issuer: ca })
    expect(code(await judge([await issue({ ...LEAF, issuer: below }), below, ca], [root]))).toBe('25')
    const noSign = await issue({ subject: 'CN=No sign', ca: true, withoutCertSign: true, issuer: root })
    expect(code(await judge([await issue({ ...LEAF, issuer: noSign }), noSign], [root]))).toBe('32')
    const forged = await issue({ ...LEAF, issuer: ca, signedBy: await ecKeys() })
    expect(code(await judge([forged, ca], [root]))).toBe('7')
    const odd = await issue({ ...LEAF, issuer: ca, extensions: [['1.2.3.4', true, '0500']] })
    expect(code(await judge([odd, ca], [root]))).toBe('34')
  })

  it('3.18 for what is weak, which the gateway may or may not refuse', async () => {
    const { root, ca } = await usualChain()
    const weak = await issue({ ...LEAF, issuer: ca, keys: await rsaKeys(undefined, 1024) })
    const judgement = await judge([weak, ca], [root])
    expect(judgement.outlook).toBe('uncertain')
    expect(judgement.message?.text).toMatch(/66$/)
    expect(judgement.confidence).toBe('unverified')
    expect(judgement.unverified).toHaveLength(1)
  })
})
