import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import forge from 'node-forge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, type Identity, keyPem } from '../../src/main/lab/certificates/profile.ts'
import {
  type CheckClientCaDocument,
  type ClientCaBundleDocument,
  certificateDocumentSchema,
} from '../../src/shared/contract/certificate-document.ts'
import { brokenCapture, temporaryFolder, workingCapture } from './support/captures.ts'
import { type Ran, tlscope, warmUp } from './support/run.ts'

const folder = temporaryFolder()
const lab = new LabCertificates()
const at = (name: string): string => join(folder.path, name)
const PASSPHRASE = 'correct horse battery staple'

beforeAll(async () => {
  await warmUp()
  const [client, issuing, root, rogue] = await Promise.all([
    lab.client(),
    lab.clientIntermediate(),
    lab.clientRoot(),
    lab.clientRogue(),
  ])
  const bundle = chainPem(issuing, root)
  folder.file('bundle.pem', bundle)
  folder.file('root-only.pem', root.pem)
  folder.file('leaf.pem', client.pem)
  folder.file('chain.pem', chainPem(client, issuing))
  folder.file('whole.pem', `${chainPem(client, issuing, root)}${keyPem(client.privateKey)}`)
  folder.file('client.pfx', pfx(client, issuing, root))
  folder.file('rogue.pem', rogue.pem)
  folder.file('expired.pem', (await lab.clientExpired()).pem)
  folder.file('no-eku.pem', (await lab.clientWithoutClientAuth()).pem)
  folder.file('windows.pem', bundle.replaceAll('\n', '\r\n'))
  folder.file('marked.pem', Buffer.from(`\ufeff${bundle}`, 'utf8'))
  folder.file('powershell.pem', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bundle, 'utf16le')]))
  folder.file('binary.pem', root.der)
  folder.file('two-roots.pem', chainPem(root, issuing, await lab.rogueRoot()))
  folder.file('with-key.pem', bundle + SECRET_KEY)
  folder.file('empty.pem', '')
  folder.file('works.pcapng', await workingCapture())
  folder.file('broken.pcapng', await brokenCapture())
}, 180_000)
afterAll(() => folder.remove())

const SECRET_KEY = keyPem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)

function pfx(...chain: readonly [Identity, ...Identity[]]): Uint8Array {
  const key = forge.pki.privateKeyFromPem(keyPem(chain[0].privateKey))
  const certified = chain.map(({ pem }) => forge.pki.certificateFromPem(pem))
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, certified, PASSPHRASE, { algorithm: 'aes256' })
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1')
}

function document(ran: Ran): ReturnType<typeof certificateDocumentSchema.parse> {
  expect(ran.stderr).toBe('')
  return certificateDocumentSchema.parse(JSON.parse(ran.stdout))
}

async function checked(...args: string[]): Promise<CheckClientCaDocument & { status: number | null }> {
  const ran = await tlscope(['cert', 'check-client-ca', ...args, '--json'])
  const parsed = document(ran)
  if (parsed.command !== 'check-client-ca') throw new Error(parsed.command)
  return { ...parsed, status: ran.status }
}

async function built(
  ...args: string[]
): Promise<ClientCaBundleDocument & { status: number | null; stderr: string }> {
  const ran = await tlscope(['cert', 'client-ca-bundle', ...args, '--json'])
  const parsed = document(ran)
  if (parsed.command !== 'client-ca-bundle') throw new Error(parsed.command)
  return { ...parsed, status: ran.status, stderr: ran.stderr }
}

describe('tlscope cert check-client-ca', () => {
  it('takes a root with its intermediate, and says whom it lets in', async () => {
    const ran = await tlscope(['cert', 'check-client-ca', at('bundle.pem'), '--client', at('leaf.pem')])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    expect(ran.stdout).toContain('Application Gateway takes this file')
    expect(ran.stdout).toContain(
      '✓ issuer-DN check off: Accepted, also where the client sends its certificate',
    )
    expect(ran.stdout).toContain('✓ issuer-DN check on: Accepted')
    expect(ran.stdout.split('\n').filter((line) => line.length > 80 && !line.includes(folder.path))).toEqual(
      [],
    )
  })

  it('tells what is wrong with a file in the service’s own words', async () => {
    const cases: readonly (readonly [string, string, string, string[]])[] = [
      [
        'leaf.pem',
        'no',
        'ApplicationGatewayTrustedClientCertificateDoesNotContainAnyCACertificate',
        ['client-ca-bundle-leaf-only'],
      ],
      [
        'two-roots.pem',
        'no',
        'ApplicationGatewayOnlyOneRootCAAllowedInTrustedClientCertificate',
        ['client-ca-bundle-multiple-roots'],
      ],
      [
        'binary.pem',
        'no',
        'ApplicationGatewayTrustedClientCertificateInvalidData',
        ['client-ca-bundle-unreadable'],
      ],
      [
        'powershell.pem',
        'no',
        'ApplicationGatewayTrustedClientCertificateInvalidData',
        ['client-ca-bundle-unreadable'],
      ],
      [
        'empty.pem',
        'no',
        'ApplicationGatewayTrustedClientCertificateMustSpecifyData',
        ['client-ca-bundle-unreadable'],
      ],
      [
        'with-key.pem',
        'no',
        'ApplicationGatewayTrustedClientCertificateMustNotHavePrivateKey',
        ['client-ca-bundle-private-key'],
      ],
    ]
    for (const [name, accepted, code, ids] of cases) {
      const { bundle, findings, status } = await checked(at(name))
      expect([name, status, bundle.upload.accepted, bundle.upload.code]).toEqual([name, 1, accepted, code])
      expect(findings.map(({ id }) => id)).toEqual(ids)
    }
  })

  it('takes Windows line endings, and does not know of a byte order mark', async () => {
    expect((await checked(at('windows.pem'))).bundle).toMatchObject({
      lineEndings: 'crlf',
      upload: { accepted: 'yes' },
    })
    const marked = await checked(at('marked.pem'))
    expect(marked.status).toBe(0)
    expect(marked.bundle).toMatchObject({ encoding: 'utf-8-with-mark', upload: { accepted: 'uncertain' } })
  })

  it('never prints a private key', async () => {
    const secrets = SECRET_KEY.split('\n').filter((line) => line.length > 40)
    expect(secrets.length).toBeGreaterThan(10)
    for (const args of [
      ['check-client-ca', at('with-key.pem')],
      ['check-client-ca', at('with-key.pem'), '--json'],
    ]) {
      const { stdout, stderr } = await tlscope(['cert', ...args])
      for (const line of secrets) expect(stdout + stderr).not.toContain(line.slice(0, 20))
    }
  })

  it('says that a client must send its intermediate where the file holds the root alone', async () => {
    const { clients, findings, status } = await checked(at('root-only.pem'), '--client', at('chain.pem'))
    expect(status).toBe(0)
    expect(clients[0]).toMatchObject({ mustSendIntermediates: true, issuerDnOff: { accepted: 'yes' } })
    // The root is what the gateway takes for the issuer then, and it did not issue the client.
    expect(clients[0]?.issuerDnOn).toMatchObject({ accepted: 'no', match: 'different' })
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['client-ca-bundle-missing-intermediate', 'warning'],
      ['client-ca-bundle-issuer-dn', 'warning'],
    ])
    const strict = await checked(at('root-only.pem'), '--client', at('chain.pem'), '--issuer-dn')
    expect(strict.status).toBe(1)
  })

  it('refuses a client of another CA, an expired one, and one not made for it', async () => {
    const first = async (name: string) => {
      const { clients, findings, status } = await checked(at('bundle.pem'), '--client', at(name))
      expect([name, status, clients[0]?.issuerDnOff.accepted]).toEqual([name, 1, 'no'])
      return { id: findings[0]?.id, logged: clients[0]?.logged ?? [] }
    }
    expect((await first('rogue.pem')).id).toBe('client-certificate-untrusted')
    expect((await first('expired.pem')).id).toBe('client-certificate-expired')
    expect(await first('no-eku.pem')).toEqual({
      id: 'client-eku-missing',
      logged: ['FAILED:unsupported certificate purpose'],
    })
  })

  it('judges validity at the time given', async () => {
    const then = new Date(Date.now() + 3 * 365 * 86_400_000).toISOString()
    const { clients, clock } = await checked(at('bundle.pem'), '--client', at('leaf.pem'), '--at', then)
    expect(clock).toBe('given')
    expect(clients[0]?.issuerDnOff.sentence).toContain('expired on')
  })

  it('takes the client’s certificate out of a PKCS#12 file and out of a capture', async () => {
    const ran = await tlscope(
      [
        'cert',
        'check-client-ca',
        at('bundle.pem'),
        '--client',
        at('client.pfx'),
        '--passphrase-env',
        'TLSCOPE_TEST',
        '--json',
      ],
      { env: { TLSCOPE_TEST: PASSPHRASE } },
    )
    expect(ran.status).toBe(0)
    const { clients } = await checked(at('bundle.pem'), '--client', `${at('works.pcapng')}#h0`)
    expect(clients[0]?.certificate.subject).toContain('CN=device-17')
    // The lab of the capture has its own CAs, of the same names and other keys.
    expect(clients[0]?.issuerDnOff.accepted).toBe('no')
  })

  it('asks for a passphrase by name, and for files that are there', async () => {
    const locked = await tlscope(['cert', 'check-client-ca', at('bundle.pem'), '--client', at('client.pfx')])
    expect(locked.status).toBe(2)
    expect(locked.stderr).toContain('--passphrase-env')
    const none = await tlscope(['cert', 'check-client-ca', at('nothing.pem')])
    expect(none).toMatchObject({ status: 2, stdout: '' })
    expect(none.stderr).toContain('no such file')
  })
})

describe('tlscope cert client-ca-bundle', () => {
  it('writes root and intermediate of a client’s chain, without leaf and key, as the gateway takes it', async () => {
    const { status, written, clients, findings } = await built(at('whole.pem'), '--out', at('made.pem'))
    expect({ status, written, findings }).toEqual({ status: 0, written: at('made.pem'), findings: [] })
    expect(clients[0]?.issuerDnOn.accepted).toBe('yes')
    const text = readFileSync(at('made.pem'), 'utf8')
    expect(text).not.toContain('PRIVATE KEY')
    expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    expect(text).toBe(readFileSync(at('bundle.pem'), 'utf8'))
    expect((await checked(at('made.pem'), '--client', at('leaf.pem'))).status).toBe(0)
  })

  it('reads a PKCS#12 file, several files, and files that PowerShell wrote', async () => {
    const pfxRan = await tlscope(
      [
        'cert',
        'client-ca-bundle',
        at('client.pfx'),
        '--out',
        at('from-pfx.pem'),
        '--passphrase-env',
        'TLSCOPE_TEST',
      ],
      { env: { TLSCOPE_TEST: PASSPHRASE } },
    )
    expect(pfxRan).toMatchObject({ status: 0, stderr: '' })
    expect(pfxRan.stdout).toContain('from-pfx.pem: written')
    expect((await built(at('leaf.pem'), at('powershell.pem'), '--out', at('two.pem'))).status).toBe(0)
    expect(readFileSync(at('two.pem'), 'utf8')).toBe(readFileSync(at('bundle.pem'), 'utf8'))
  })

  it('writes nothing where the root is missing, but the text that asks for it', async () => {
    const { status, written, missing, requests } = await built(at('chain.pem'), '--out', at('never.pem'))
    expect({ status, written }).toEqual({ status: 1, written: null })
    expect(missing[0]?.issuer).toContain('CN=Contoso Client Root CA')
    expect(requests[0]).toContain('CN=Contoso Client Root CA')
    expect(requests[0]).toContain('Please do not send a private key')
    expect(requests[0]).toContain('CN=device-17')
    expect(() => readFileSync(at('never.pem'))).toThrow(/ENOENT/)
  })

  it('asks for the issuer of the leaf where it is all there is, in a capture too', async () => {
    const { missing, requests } = await built(at('leaf.pem'), '--out', at('never.pem'))
    expect(missing[0]?.issuer).toContain('CN=Contoso Client Issuing CA')
    expect(requests[0]).toContain('it issued your client certificate')
    const captured = await built(`${at('works.pcapng')}`, '--out', at('never.pem'))
    expect(captured.files[0]?.handshake).toMatchObject({ id: 'h0', side: 'client' })
    expect(captured.status).toBe(1)
  })

  it('makes no file of two hierarchies', async () => {
    const { status, roots } = await built(
      at('whole.pem'),
      at('two-roots.pem'),
      at('rogue.pem'),
      '--out',
      at('never.pem'),
    )
    expect(status).toBe(1)
    expect(roots).toHaveLength(2)
  })

  it('overwrites nothing unless told to', async () => {
    folder.file('there.pem', 'precious')
    const refused = await tlscope(['cert', 'client-ca-bundle', at('whole.pem'), '--out', at('there.pem')])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('--force overwrites it')
    expect(readFileSync(at('there.pem'), 'utf8')).toBe('precious')
    expect((await built(at('whole.pem'), '--out', at('there.pem'), '--force')).status).toBe(0)
    const nowhere = await tlscope([
      'cert',
      'client-ca-bundle',
      at('whole.pem'),
      '--out',
      join(at('no'), 'x.pem'),
    ])
    expect(nowhere.stderr).toContain('there is no folder')
  })
})
