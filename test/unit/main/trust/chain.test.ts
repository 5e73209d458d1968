import { rootCertificates } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { type ChainQuestion, type ChainReport, judgeChain } from '../../../../src/main/trust/chain.ts'
import { readPem } from '../../../../src/shared/x509/pem.ts'
import { ecKeys, HOST, type Issued, issue, LEAF, NOW, rsaKeys, usualChain } from './test-ca.ts'

function judge(
  sent: readonly Issued[],
  roots: readonly Issued[],
  more: Partial<ChainQuestion> = {},
): Promise<ChainReport> {
  const ders = (list: readonly Issued[]) => list.map(({ der }) => der)
  return judgeChain({
    sent: ders(sent),
    roots: ders(roots),
    platform: 'none',
    purpose: 'server',
    atMillis: NOW,
    ...more,
  })
}

const kinds = (report: ChainReport) => report.paths[0]?.faults.map(({ kind }) => kind)
const ends = (report: ChainReport) => report.paths.map(({ end }) => end.kind)
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

describe('what each certificate of a chain must say', () => {
  const cases = [
    ['expired', { days: [-400, -10] }, 'expired'],
    ['not yet valid', { days: [3, 300] }, 'not-yet-valid'],
    ['only for clients', { purposes: ['clientAuth'] }, 'purpose'],
    ['with an unknown critical extension', { extensions: [['1.2.3.4', true, '0500']] }, 'critical-extension'],
  ] as const
  for (const [title, wish, kind] of cases) {
    it(`finds a leaf that is ${title}`, async () => {
      const { root, ca } = await usualChain()
      const leaf = await issue({ ...LEAF, issuer: ca, ...wish })
      const report = await judge([leaf, ca], [root])
      expect(kinds(report)).toEqual([kind])
      expect(report.trusted).toBe('no')
      expect(report.paths[0]?.faults[0]?.at).toBe(0)
    })
  }

  it('accepts an unknown extension that is not critical, and any purpose where none is said', async () => {
    const { root, ca } = await usualChain()
    const leaf = await issue({
      subject: LEAF.subject,
      hosts: [HOST],
      issuer: ca,
      extensions: [['1.2.3.4', false, '0500']],
    })
    expect((await judge([leaf, ca], [root])).trusted).toBe('yes')
  })

  it('judges clients by clientAuth', async () => {
    const { root, ca, leaf } = await usualChain()
    expect(kinds(await judge([leaf, ca], [root], { purpose: 'client' }))).toEqual(['purpose'])
  })

  it('wants CA:TRUE, keyCertSign and room in the path length of every issuer', async () => {
    const root = await issue({ subject: 'CN=Root', ca: true, pathLength: 0 })
    const noCa = await issue({ subject: 'CN=No CA', issuer: root })
    const noSign = await issue({ subject: 'CN=No sign', issuer: root, ca: true, withoutCertSign: true })
    const byNoCa = await issue({ ...LEAF, issuer: noCa })
    const byNoSign = await issue({ ...LEAF, issuer: noSign })
    expect(kinds(await judge([byNoCa, noCa], [root]))).toEqual(['not-a-ca', 'path-length'])
    expect(kinds(await judge([byNoSign, noSign], [root]))).toEqual(['path-length', 'no-cert-sign'])
  })

  it('judges an expired intermediate and an expired root like the leaf', async () => {
    const root = await issue({ subject: 'CN=Root', ca: true, days: [-900, -1] })
    const ca = await issue({ subject: 'CN=CA', ca: true, issuer: root, days: [-800, -2] })
    const leaf = await issue({ ...LEAF, issuer: ca })
    const report = await judge([leaf, ca], [root])
    expect(report.paths[0]?.faults.map(({ kind, at }) => [kind, at])).toEqual([
      ['expired', 1],
      ['expired', 2],
    ])
    const earlier = await judge([leaf, ca], [root], { atMillis: NOW - 5 * 86_400_000 })
    expect(earlier.trusted).toBe('yes')
  })

  it('finds a short RSA key and a SHA-1 signature', async () => {
    const sha1 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }
    const root = await issue({ subject: 'CN=Root', ca: true, keys: await rsaKeys(sha1) })
    const short = await issue({
      ...LEAF,
      issuer: await issue({ subject: 'CN=Strong', ca: true }),
      keys: await rsaKeys(undefined, 1024),
    })
    const signed = await issue({ ...LEAF, issuer: root })
    const report = await judge([signed], [root])
    expect(report.paths[0]?.links.map(({ weakness }) => weakness)).toEqual([
      'a signature with SHA-1 (sha1WithRSAEncryption)',
      null,
    ])
    expect(kinds(report)).toEqual(['weak'])
    expect((await judge([short], [])).paths[0]?.links[0]?.weakness).toBe('an RSA key of 1024 bits')
  })

  it('matches the host only where one is given', async () => {
    const { root, ca, leaf } = await usualChain()
    const report = await judge([leaf, ca], [root], { host: 'portal.contoso.internal' })
    expect(report.trusted).toBe('no')
    expect(report.sentence).toBe(
      `Not trusted: CN=${HOST} is not for portal.contoso.internal, but for DNS:${HOST}.`,
    )
    expect((await judge([leaf, ca], [root])).host).toBeNull()
  })
})

describe('name constraints', () => {
  // permitted DNS:contoso.internal; excluded DNS:secret.contoso.internal (RFC 5280 4.2.1.10)
  const dns = (tag: string, name: string) => {
    const text = Buffer.from(name).toString('hex')
    const base = `82${hexLength(name.length)}${text}`
    const tree = `30${hexLength(base.length / 2)}${base}`
    return `${tag}${hexLength(tree.length / 2)}${tree}`
  }
  const both = dns('a0', 'contoso.internal') + dns('a1', 'secret.contoso.internal')
  const value = `30${hexLength(both.length / 2)}${both}`

  const verdictFor = async (host: string) => {
    const root = await issue({ subject: 'CN=Root', ca: true, extensions: [['2.5.29.30', true, value]] })
    const leaf = await issue({ ...LEAF, hosts: [host], issuer: root })
    return judge([leaf], [root])
  }

  it('permit what is under them', async () => {
    const report = await verdictFor(HOST)
    expect(report.trusted).toBe('yes')
    expect(report.paths[0]?.links[1]?.nameConstraints).toEqual({
      critical: true,
      violation: null,
      unjudged: [],
    })
  })

  it('refuse what is not under them and what is excluded', async () => {
    const outside = await verdictFor('apim.fabrikam.internal')
    expect(kinds(outside)).toEqual(['name-constraint'])
    expect(outside.paths[0]?.links[1]?.nameConstraints?.violation?.by).toBe('not-permitted')
    const secret = await verdictFor('a.secret.contoso.internal')
    expect(secret.paths[0]?.links[1]?.nameConstraints?.violation?.by).toBe('excluded')
  })

  it('hold IP addresses against address and mask', async () => {
    const tree = '300a' + '8708' + '0a140000' + 'ffff0000'
    const constraint = `30${hexLength(14)}a00c${tree}`
    const root = await issue({ subject: 'CN=Root', ca: true, extensions: [['2.5.29.30', true, constraint]] })
    const inside = await issue({ ...LEAF, hosts: ['10.20.0.4'], issuer: root })
    const outside = await issue({ ...LEAF, hosts: ['10.21.0.4'], issuer: root })
    expect((await judge([inside], [root])).trusted).toBe('yes')
    expect(kinds(await judge([outside], [root]))).toEqual(['name-constraint'])
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

/** A DER length below 128. */
function hexLength(length: number): string {
  return length.toString(16).padStart(2, '0')
}
