import { rootCertificates } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { type ChainReport, judgeChain } from '../../../../src/main/trust/chain.ts'
import { readPem } from '../../../../src/shared/x509/pem.ts'
import { ends, judge, kinds } from './judging.ts'
import { ecKeys, HOST, issue, LEAF, NOW, rsaKeys, usualChain } from './test-ca.ts'

const origins = (report: ChainReport) => report.paths[0]?.links.map(({ candidate }) => candidate.origin.kind)

describe('a chain against given roots', () => {
  it('climbs from the leaf over what was sent to the given root', async () => {
    const { root, ca, leaf } = await usualChain()
    const report = await judge([leaf, ca], [root], { host: HOST })
    expect(report.trusted).toBe('yes')
    expect(report.sentence).toBe(`Trusted: CN=${HOST} climbs to the given root CN=Contoso Root CA.`)
    expect(origins(report)).toEqual(['sent', 'sent', 'given-root'])
    expect(report.paths[0]?.links.map(({ signature }) => signature)).toEqual([
      { verdict: 'valid', by: 'platform' },
      { verdict: 'valid', by: 'platform' },
      { verdict: 'valid', by: 'platform' },
    ])
    expect(report.limitsMet).toEqual([])
  })

  it('finds the leaf wherever it stands, and passes over duplicates and strangers', async () => {
    const { root, ca, leaf } = await usualChain()
    const stranger = await issue({ subject: 'CN=Stranger', ca: true })
    const report = await judge([root, stranger, ca, ca, leaf, leaf], [root])
    expect(report.trusted).toBe('yes')
    expect(report.leaf).toBe(4)
    expect(report.paths).toHaveLength(1)
    expect(report.paths[0]?.links[2]?.candidate.origin).toEqual({
      kind: 'given-root',
      index: 0,
      sentAt: 0,
    })
  })

  it('says which issuer is missing', async () => {
    const { root, leaf } = await usualChain()
    const report = await judge([leaf], [root])
    expect(report.trusted).toBe('no')
    expect(kinds(report)).toEqual(['issuer-not-found'])
    expect(report.sentence).toBe(
      `Not trusted: The issuer of CN=${HOST}, CN=Contoso Issuing CA, was neither sent nor is it among the trusted roots.`,
    )
  })

  it('does not trust a root only because it was sent', async () => {
    const { root, ca, leaf } = await usualChain()
    const report = await judge([leaf, ca, root], [])
    expect(kinds(report)).toEqual(['root-untrusted'])
    expect(ends(report)).toEqual(['untrusted-root'])
  })

  it('tells a certificate of the issuer’s name from the issuer', async () => {
    const { leaf, ca } = await usualChain()
    const other = await usualChain()
    const report = await judge([leaf, ca], [other.root])
    expect(ends(report)).toEqual(['issuer-not-found'])
    expect(report.sentence).toContain('a certificate of that name is there, but another key signed')
  })

  it('refuses a signature by another key even where key identifiers agree', async () => {
    const { root, ca } = await usualChain()
    const forged = await issue({ ...LEAF, issuer: ca, signedBy: await ecKeys() })
    const report = await judge([forged, ca], [root])
    expect(report.trusted).toBe('no')
    expect(kinds(report)).toEqual(['signature-invalid'])
    expect(report.paths[0]?.faults[0]?.at).toBe(0)
    expect(report.sentence).toContain('is not by the key of CN=Contoso Issuing CA')
  })

  it('takes the trusted way of two where the intermediate is cross-signed', async () => {
    const { root, leaf, ca } = await usualChain()
    const old = await issue({ subject: 'CN=Old Root', ca: true })
    const crossed = await issue({ subject: root.subject, keys: root.keys, ca: true, issuer: old })
    const report = await judge([leaf, ca, root, crossed], [old])
    expect(report.trusted).toBe('yes')
    expect(ends(report).sort()).toEqual(['anchor', 'untrusted-root'])
    expect(report.paths[0]?.links).toHaveLength(4)
  })

  it('warns of an intermediate that was given as a root', async () => {
    const { ca, leaf } = await usualChain()
    const report = await judge([leaf], [ca])
    expect(report.trusted).toBe('yes')
    expect(kinds(report)).toEqual(['anchor-not-a-root'])
    expect(report.paths[0]?.end).toEqual({ kind: 'anchor', selfSigned: false })
  })

  it('trusts a self-signed certificate that was itself given', async () => {
    const own = await issue(LEAF)
    expect((await judge([own], [own])).trusted).toBe('yes')
    expect(kinds(await judge([own], []))).toEqual(['root-untrusted'])
  })

  it('links by name alone where there are no key identifiers', async () => {
    const root = await issue({ subject: 'CN=Bare Root', ca: true, withoutKeyIdentifiers: true })
    const leaf = await issue({ ...LEAF, issuer: root, withoutKeyIdentifiers: true })
    expect((await judge([leaf], [root])).trusted).toBe('yes')
  })
})

describe('the platform’s roots', () => {
  it('are those that node brings, found by name', async () => {
    const pem = rootCertificates.find((one) => one.length > 0) ?? ''
    const [block] = readPem(pem)
    const report = await judgeChain({
      sent: [block?.der ?? new Uint8Array(0)],
      purpose: 'server',
      atMillis: NOW,
    })
    expect(report.paths[0]?.end).toEqual({ kind: 'anchor', selfSigned: true })
    expect(report.paths[0]?.links[0]?.candidate.origin).toEqual({
      kind: 'platform-root',
      store: 'bundled',
      sentAt: 0,
    })
  })

  it('do not count where none are asked for, and know no private CA', async () => {
    const { root, ca, leaf } = await usualChain()
    expect(ends(await judge([leaf, ca, root], [], { platform: 'bundled-and-system' }))).toEqual([
      'untrusted-root',
    ])
  })
})

describe('algorithms', () => {
  it('verifies RSA, RSASSA-PSS of any salt, and the NIST curves', async () => {
    const signers = [
      await rsaKeys(),
      await rsaKeys({ name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 }),
      await rsaKeys({ name: 'RSA-PSS', hash: 'SHA-512', saltLength: 20 }),
      await ecKeys('P-384'),
      await ecKeys('P-521'),
    ]
    for (const keys of signers) {
      const root = await issue({ subject: 'CN=Root', ca: true, keys })
      const leaf = await issue({ ...LEAF, issuer: root })
      const report = await judge([leaf], [root])
      expect(report.sentence).toMatch(/^Trusted/)
      const forged = await issue({
        ...LEAF,
        issuer: root,
        signedBy: { ...(await rsaKeys(keys.signing.name === 'ECDSA' ? undefined : keys.signing)) },
      })
      expect((await judge([forged], [root])).trusted).not.toBe('yes')
    }
  })
})
