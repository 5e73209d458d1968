import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasOpenssl } from '../../shared/x509/openssl.ts'
import { judge, kinds } from './judging.ts'
import { HOST, type Issued, issue, LEAF, NOW, rsaKeys, usualChain } from './test-ca.ts'

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

  it.skipIf(!hasOpenssl)('finds an elliptic curve and a DSA key below 112 bits of strength', async () => {
    for (const [makeKey, weakness] of [
      [['ecparam', '-name', 'prime192v1', '-genkey', '-noout'], 'a key of 192 bits (EC)'],
      [['dsaparam', '-genkey', '-noout', '1024'], 'a key of 1024 bits (DSA)'],
    ] as const) {
      const report = await judge([selfSigned(makeKey)], [], { atMillis: NOW + 3_600_000 })
      expect(report.paths[0]?.links[0]?.weakness).toBe(weakness)
      expect(kinds(report)).toEqual(['root-untrusted', 'weak'])
    }
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

/** A DER length below 128. */
function hexLength(length: number): string {
  return length.toString(16).padStart(2, '0')
}

/** With a key that only openssl makes. */
function selfSigned(makeKey: readonly string[]): Pick<Issued, 'der'> {
  const folder = mkdtempSync(join(tmpdir(), 'tlscope-small-key-'))
  const key = join(folder, 'key.pem')
  writeFileSync(key, execFileSync('openssl', makeKey, { stdio: ['ignore', 'pipe', 'ignore'] }))
  const options = ['-x509', '-new', '-key', key, '-subj', '/CN=small', '-days', '30', '-outform', 'DER']
  const der = Uint8Array.from(execFileSync('openssl', ['req', ...options]))
  rmSync(folder, { recursive: true })
  return { der }
}
