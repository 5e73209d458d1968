import { beforeAll, describe, expect, it } from 'vitest'
import { pemOf } from '../../../../../src/main/lab/certificates/profile.ts'
import { openCredentialBytes } from '../../../../../src/main/probe/credentials/client-credential.ts'
import { describeCredential } from '../../../../../src/main/probe/credentials/describe.ts'
import { NO_PASSPHRASE } from '../../../../../src/main/probe/credentials/passphrase.ts'
import {
  CREDENTIAL_FINDINGS,
  type PreflightFinding,
  preflight,
} from '../../../../../src/main/probe/credentials/preflight.ts'
import { readLibrary } from '../../../../../src/main/runbook/article-files.ts'
import { isFindingId } from '../../../../../src/shared/diagnosis/taxonomy.ts'
import { type Issued, issue, type Keys, NOW, rsaKeys } from '../../../main/trust/test-ca.ts'

const CLOCK = { nowMillis: NOW, clock: 'local' } as const
/** authorityInfoAccess with caIssuers http://pki.example/ca.cer. */
const AIA = [
  '1.3.6.1.5.5.7.1.1',
  false,
  '3027302506082b060105050730028619687474703a2f2f706b692e6578616d706c652f63612e636572',
] as const

let root: Issued
let issuing: Issued
let client: Issued

beforeAll(async () => {
  root = await issue({ subject: 'CN=Contoso Root CA', ca: true, days: [-900, 900] })
  issuing = await issue({ subject: 'CN=Contoso Issuing CA', ca: true, issuer: root, days: [-800, 800] })
  client = await issue({ ...CLIENT, issuer: issuing })
})

const CLIENT = { subject: 'CN=client', purposes: ['clientAuth'], extensions: [AIA] } as const

async function findings(
  parts: readonly (Issued | Keys)[],
  clock: Parameters<typeof preflight>[1] = CLOCK,
): Promise<PreflightFinding[]> {
  const blocks = await Promise.all(parts.map((part) => ('der' in part ? pemOf(part.der) : keyPem(part))))
  const opened = await openCredentialBytes('client.pem', Buffer.from(blocks.join('\n')), NO_PASSPHRASE)
  return preflight(opened, clock)
}

async function keyPem({ privateKey }: Keys): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey))
  return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`
}

const ids = (list: readonly PreflightFinding[]) => list.map(({ id }) => id)

describe('before a packet is sent', () => {
  it('has nothing to say of a good certificate with its whole chain', async () => {
    expect(await findings([client.keys, client, issuing, root])).toEqual([])
  })

  it('tells that a root is left to the server', async () => {
    const found = await findings([client.keys, client, issuing])
    expect(ids(found)).toEqual(['credential-root-not-held'])
    expect(found[0]).toMatchObject({ severity: 'info', inTaxonomy: false })
  })

  it('names the missing issuer and where it is to be had', async () => {
    const found = await findings([client.keys, client])
    expect(ids(found)).toEqual(['client-chain-incomplete'])
    expect(found[0]).toMatchObject({ severity: 'warning', inTaxonomy: true, fixes: ['client-chain'] })
    expect(found[0]?.summary).toContain('CN=Contoso Issuing CA is missing')
    expect(found[0]?.explanation).toContain('http://pki.example/ca.cer')
  })

  it('puts a key that does not go with the certificate first', async () => {
    const found = await findings([await rsaKeys(), client])
    expect(ids(found)).toEqual(['credential-key-mismatch', 'client-chain-incomplete'])
    expect(found[0]?.summary).toBe(
      'The private key (RSA 2048 bits) does not go with the certificate CN=client (EC P-256).',
    )
  })

  it('asks for the half that is missing', async () => {
    expect(ids(await findings([client, issuing, root]))).toEqual(['credential-no-key'])
    const [missing] = await findings([client.keys])
    expect(missing).toMatchObject({ id: 'credential-no-certificate', severity: 'error' })
    expect(missing?.explanation).toContain('private key, EC P-256')
  })

  it('judges validity by the clock it is given, and says by which', async () => {
    const late = await findings([client.keys, client, issuing, root], {
      nowMillis: NOW + 400 * 86_400_000,
      clock: 'given',
    })
    expect(ids(late)).toEqual(['client-certificate-expired'])
    expect(late[0]?.explanation).toMatch(/65 days ago by the time given \(/)
    const early = await findings([client.keys, client, issuing, root], {
      nowMillis: NOW - 40 * 86_400_000,
      clock: 'local',
    })
    expect(ids(early)).toEqual(['client-certificate-not-yet-valid'])
    expect(early[0]?.explanation).toContain("this machine's clock")
    const soon = await findings([client.keys, client, issuing, root], {
      nowMillis: NOW + 320 * 86_400_000,
      clock: 'local',
    })
    expect(soon[0]).toMatchObject({ id: 'credential-expiring', severity: 'warning' })
    expect(soon[0]?.summary).toContain('in 15 days')
  })

  it('looks at the issuers’ validity too', async () => {
    const old = await issue({ subject: 'CN=Old CA', ca: true, issuer: root, days: [-400, -1] })
    const below = await issue({ ...CLIENT, issuer: old })
    const [found] = await findings([below.keys, below, old, root])
    expect(found).toMatchObject({ id: 'client-certificate-expired', severity: 'error' })
    expect(found?.summary).toContain('An issuer in the client’s chain (CN=Old CA)')
  })

  it('wants clientAuth where there are purposes at all', async () => {
    const server = await issue({ ...CLIENT, purposes: ['serverAuth'], issuer: issuing })
    const [found] = await findings([server.keys, server, issuing, root])
    expect(found).toMatchObject({ id: 'client-eku-missing', severity: 'error', fixes: ['client-eku'] })
    expect(found?.explanation).toContain('allows serverAuth, not clientAuth')
    const any = await issue({ subject: 'CN=client', issuer: issuing })
    expect(await findings([any.keys, any, issuing, root])).toEqual([])
    const narrow = await issue({ subject: 'CN=TLS CA', ca: true, purposes: ['serverAuth'], issuer: root })
    const below = await issue({ ...CLIENT, issuer: narrow })
    expect((await findings([below.keys, below, narrow, root]))[0]).toMatchObject({
      id: 'client-eku-missing',
      severity: 'warning',
    })
  })

  it('wants a key that may sign', async () => {
    // keyUsage: keyEncipherment alone.
    const usage = ['2.5.29.15', true, '03020520'] as const
    const encipher = await issue({ ...CLIENT, extensions: [AIA, usage], issuer: issuing })
    expect(ids(await findings([encipher.keys, encipher, issuing, root]))).toEqual(['credential-key-usage'])
  })

  it('warns of what current servers take for weak', async () => {
    const short = await issue({ ...CLIENT, keys: await rsaKeys(undefined, 1024), issuer: issuing })
    const [found] = await findings([short.keys, short, issuing, root])
    expect(found).toMatchObject({ id: 'client-certificate-weak', severity: 'warning' })
    expect(found?.summary).toContain('an RSA key of 1024 bits')
    const sha1 = await rsaKeys({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' })
    const oldRoot = await issue({ subject: 'CN=Old Root', ca: true, keys: sha1 })
    const below = await issue({ ...CLIENT, issuer: oldRoot })
    const weak = await findings([below.keys, below, oldRoot])
    expect(ids(weak)).toEqual(['client-certificate-weak'])
    expect(weak[0]?.summary).toContain('SHA-1')
  })

  it('warns of a CA that goes as a client, and of a self-signed certificate', async () => {
    const found = await findings([root.keys, root])
    expect(ids(found)).toEqual(['credential-key-usage', 'credential-ca-as-leaf', 'credential-self-signed'])
  })

  it('says that a file in the wrong order is sorted', async () => {
    const found = await findings([client.keys, root, issuing, client])
    expect(ids(found)).toEqual(['credential-chain-misordered'])
    expect(found[0]?.explanation).toContain('CN=client, CN=Contoso Issuing CA, CN=Contoso Root CA')
  })

  it('tells repeated and unrelated certificates', async () => {
    const stranger = await issue({ subject: 'CN=Fabrikam', ca: true })
    const found = await findings([client.keys, client, issuing, issuing, root, stranger])
    expect(ids(found)).toEqual(['credential-unrelated-certificates', 'credential-duplicate-certificates'])
    expect(found[0]?.explanation).toContain('CN=Fabrikam, issued by CN=Fabrikam')
  })

  it('says which of several identities it takes', async () => {
    const longer = await issue({ ...CLIENT, subject: 'CN=renewed', issuer: issuing, days: [-1, 700] })
    const found = await findings([client.keys, client, longer.keys, longer, issuing, root])
    expect(ids(found)).toEqual(['credential-several-identities'])
    expect(found[0]?.summary).toBe('The files hold 2 certificates with a key; CN=renewed is used.')
  })

  it('tells a renewed CA that has the old one’s name and another key', async () => {
    const namesake = await issue({
      subject: 'CN=Contoso Issuing CA',
      ca: true,
      issuer: root,
      withoutKeyIdentifiers: true,
    })
    const plain = await issue({ ...CLIENT, issuer: issuing, withoutKeyIdentifiers: true })
    const found = await findings([plain.keys, plain, namesake, root])
    expect(ids(found)).toContain('credential-issuer-signature')
    expect(found[0]).toMatchObject({ severity: 'error' })
    // Beside the right one, the wrong one is only a stranger.
    expect(ids(await findings([plain.keys, plain, namesake, issuing, root]))).toEqual([
      'credential-unrelated-certificates',
    ])
  })

  it('warns of kinds of key that many servers do not know', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify'])
    const keys = { ...(pair as CryptoKeyPair), signing: { name: 'Ed25519' } } as unknown as Keys
    const odd = await issue({ ...CLIENT, keys, issuer: issuing })
    const found = await findings([odd.keys, odd, issuing, root])
    expect(ids(found)).toEqual(['credential-rare-key'])
    expect(found[0]?.explanation).toContain('Schannel')
  })
})

it('describes what was opened as plain data, without the key', async () => {
  const pem = pemOf(client.der) + (await keyPem(client.keys))
  const described = describeCredential(
    await openCredentialBytes('client.pem', Buffer.from(pem), NO_PASSPHRASE),
    CLOCK,
  )
  expect(structuredClone(described)).toEqual(described)
  expect(described).toMatchObject({
    files: ['client.pem'],
    pairing: 'matched',
    chain: [{ subject: 'CN=client', issuer: 'CN=Contoso Issuing CA', key: { type: 'EC', curve: 'P-256' } }],
    findings: [{ id: 'client-chain-incomplete' }],
  })
  expect(JSON.stringify(described)).not.toContain('PRIVATE')
})

describe('the list of findings', () => {
  it('takes the taxonomy’s ids where it has them, and articles that exist', async () => {
    const articles = new Set((await readLibrary()).articles.map(({ id }) => id))
    for (const [id, { articles: named }] of Object.entries(CREDENTIAL_FINDINGS)) {
      expect(isFindingId(id), id).toBe(false)
      for (const article of named) expect(articles, `${id} names ${article}`).toContain(article)
    }
  })
})
