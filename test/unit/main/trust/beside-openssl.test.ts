import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pemOf } from '../../../../src/main/lab/certificates/profile.ts'
import { judgeChain } from '../../../../src/main/trust/chain.ts'
import { VERIFY_CODES } from '../../../../src/shared/azure/health/verify-codes.ts'
import { hasOpenssl } from '../../shared/x509/openssl.ts'
import { ecKeys, HOST, type Issued, issue, LEAF, NOW, rsaKeys, usualChain } from './test-ca.ts'

/** Every verdict beside that of `openssl verify` on the same certificates, at the same clock and security level. */

const folder = mkdtempSync(join(tmpdir(), 'tlscope-trust-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Opinion {
  readonly trusted: boolean
  readonly code: number | null
}

function opensslSays(sent: readonly Issued[], roots: readonly Issued[], host: string): Opinion {
  const file = (name: string, list: readonly Issued[]) => {
    const path = join(folder, name)
    writeFileSync(path, list.map(({ der }) => pemOf(der)).join(''))
    return path
  }
  const [leaf, ...others] = sent
  if (!leaf) throw new Error('no leaf')
  const trusted = file('roots.pem', roots)
  const { status, stderr, stdout } = spawnSync(
    'openssl',
    [
      ...['verify', '-no-CApath', '-no-CAstore', '-CAfile', trusted],
      ...['-untrusted', file('sent.pem', others.length > 0 ? others : [leaf])],
      ...['-purpose', 'sslserver', '-verify_hostname', host, '-auth_level', '2'],
      ...['-attime', String(NOW / 1000), file('leaf.pem', [leaf])],
    ],
    { encoding: 'utf8' },
  )
  const code = /error (\d+) at/.exec(stderr + stdout)?.[1]
  return { trusted: status === 0, code: code === undefined ? null : Number(code) }
}

/** OpenSSL's first code for a fault of ours; for a missing issuer it has several. */
const CODES: Record<string, readonly number[]> = {
  'issuer-not-found': [2, 20, 21],
  'root-untrusted': [18, 19],
  'signature-invalid': [VERIFY_CODES['signature-invalid']],
  'not-a-ca': [24, 79],
  'path-length': [VERIFY_CODES['path-length']],
  'no-cert-sign': [VERIFY_CODES['no-cert-sign'], 79],
  'critical-extension': [VERIFY_CODES['critical-extension']],
  'name-constraint': [VERIFY_CODES['not-permitted'], VERIFY_CODES.excluded],
  purpose: [VERIFY_CODES.purpose],
  expired: [10],
  'not-yet-valid': [9],
  weak: [VERIFY_CODES['weak-leaf-key'], VERIFY_CODES['weak-ca-key'], VERIFY_CODES['weak-digest']],
}

type Case = readonly [title: string, sent: readonly Issued[], roots: readonly Issued[], host?: string]

async function cases(): Promise<Case[]> {
  const { root, ca, leaf } = await usualChain()
  const other = await usualChain('Fabrikam')
  const renewed = await usualChain()
  const byCa = (wish: Partial<Parameters<typeof issue>[0]>) => issue({ ...LEAF, issuer: ca, ...wish })
  const noCa = await issue({ subject: 'CN=No CA', issuer: root })
  const noSign = await issue({ subject: 'CN=No sign', ca: true, withoutCertSign: true, issuer: root })
  const below = await issue({ subject: 'CN=Below', ca: true, issuer: ca })
  const oldCa = await issue({ subject: 'CN=Old CA', ca: true, issuer: root, days: [-400, -1] })
  const oldRoot = await issue({ subject: 'CN=Old root', ca: true, days: [-400, -1] })
  const bare = await issue({ subject: 'CN=Bare', ca: true, withoutKeyIdentifiers: true })
  const sha1Ca = await issue({
    subject: 'CN=SHA-1 CA',
    ca: true,
    keys: await rsaKeys({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }),
  })
  const crossed = await issue({ subject: root.subject, keys: root.keys, ca: true, issuer: other.root })
  const forClients = await issue({
    subject: 'CN=Client CA',
    ca: true,
    issuer: root,
    purposes: ['clientAuth'],
  })
  const own = await issue(LEAF)
  const onlyCa = await issue({ subject: 'CN=Both', ca: true, hosts: [HOST], purposes: ['serverAuth'] })
  const pss = await issue({
    subject: 'CN=PSS',
    ca: true,
    keys: await rsaKeys({ name: 'RSA-PSS', hash: 'SHA-384', saltLength: 48 }),
  })
  return [
    ['a whole chain', [leaf, ca, root], [root]],
    ['a chain without its root', [leaf, ca], [root]],
    ['a chain out of order', [leaf, root, ca], [root]],
    ['a chain with strangers', [leaf, other.ca, ca, ca], [root]],
    ['a chain over a cross-signed root', [leaf, ca, crossed], [other.root]],
    ['a cross-signed root beside the root itself', [leaf, ca, crossed, root], [root]],
    ['RSASSA-PSS', [await issue({ ...LEAF, issuer: pss }), pss], [pss]],
    ['no key identifiers', [await issue({ ...LEAF, issuer: bare, withoutKeyIdentifiers: true })], [bare]],
    ['the leaf alone', [leaf], [root]],
    ['another root', [leaf, ca], [other.root]],
    ['a renewed root of the same name', [leaf, ca], [renewed.root]],
    ['an untrusted root that was sent', [leaf, ca, root], [other.root]],
    ['a gap', [leaf, root], [root]],
    ['a self-signed leaf', [own], [root]],
    ['a self-signed leaf that is trusted', [own], [own]],
    ['a forged leaf', [await byCa({ signedBy: await ecKeys() }), ca], [root]],
    ['an expired leaf', [await byCa({ days: [-300, -1] }), ca], [root]],
    ['a leaf of tomorrow', [await byCa({ days: [1, 300] }), ca], [root]],
    ['an expired intermediate', [await issue({ ...LEAF, issuer: oldCa }), oldCa], [root]],
    ['an expired root', [await issue({ ...LEAF, issuer: oldRoot })], [oldRoot]],
    ['a leaf for clients', [await byCa({ purposes: ['clientAuth'] }), ca], [root]],
    ['a self-signed CA that may not be a server', [onlyCa], [onlyCa]],
    ['a CA for clients', [await issue({ ...LEAF, issuer: forClients }), forClients], [root]],
    ['an issuer that is no CA', [await issue({ ...LEAF, issuer: noCa }), noCa], [root]],
    ['an issuer without keyCertSign', [await issue({ ...LEAF, issuer: noSign }), noSign], [root]],
    ['a path too long', [await issue({ ...LEAF, issuer: below }), below, ca], [root]],
    ['a critical extension', [await byCa({ extensions: [['1.2.3.4', true, '0500']] }), ca], [root]],
    ['a short key', [await byCa({ keys: await rsaKeys(undefined, 1024) }), ca], [root]],
    ['a SHA-1 signature', [await issue({ ...LEAF, issuer: sha1Ca }), sha1Ca], [sha1Ca]],
    ['another host', [leaf, ca], [root], 'portal.contoso.internal'],
    ['a wildcard', [await byCa({ hosts: ['*.contoso.internal'] }), ca], [root]],
    ['a wildcard of two labels', [await byCa({ hosts: ['*.internal'] }), ca], [root]],
  ]
}

describe.runIf(hasOpenssl)('beside openssl verify', async () => {
  for (const [title, sent, roots, host = HOST] of await cases()) {
    it(`agrees on ${title}`, async () => {
      const theirs = opensslSays(sent, roots, host)
      const ours = await judgeChain({
        sent: sent.map(({ der }) => der),
        roots: roots.map(({ der }) => der),
        platform: 'none',
        purpose: 'server',
        host,
        atMillis: NOW,
      })
      expect([ours.trusted === 'yes', ours.sentence]).toEqual([theirs.trusted, ours.sentence])
      if (theirs.trusted) return
      const allowed = ours.paths[0]?.faults.flatMap(({ kind }) => CODES[kind] ?? []) ?? []
      expect([...allowed, ...(ours.host?.matched === false ? [62] : [])]).toContain(theirs.code)
    })
  }
})
