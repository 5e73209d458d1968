import { beforeAll, describe, expect, it } from 'vitest'
import { chainPem, keyPem } from '../../src/main/lab/certificates/profile.ts'
import {
  certificateDocumentSchema,
  type InspectDocument,
  type RoleDocument,
} from '../../src/shared/contract/certificate-document.ts'
import { certificates } from '../unit/main/probe/support/loopback.ts'
import { workingCapture } from './support/captures.ts'
import { HOST, PASSPHRASE, probeBench } from './support/probe-bench.ts'
import { type How, tlscope } from './support/run.ts'

const { folder, at } = probeBench()
let serverKey = ''

beforeAll(async () => {
  const [server, issuing, root] = [
    await certificates.server(),
    await certificates.serverIntermediate(),
    await certificates.serverRoot(),
  ]
  serverKey = keyPem(server.privateKey)
  const chain = chainPem(server, issuing)
  folder.file('mixed.pem', `${serverKey}# the chain\n${chain}`)
  folder.file('server.pem', chain)
  folder.file('server.key', serverKey)
  folder.file('windows.pem', chain.replaceAll('\n', '\r\n'))
  folder.file('marked.pem', Buffer.from(`\ufeff${chain}`, 'utf8'))
  folder.file('powershell.pem', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(chain, 'utf16le')]))
  folder.file('binary.pem', server.der)
  folder.file('self-signed.pem', (await certificates.serverSelfSigned()).pem)
  folder.file('old.pem', (await certificates.serverExpired()).pem)
  folder.file('cut.pem', chain.slice(0, 500))
  folder.file('server-root.pem', root.pem)
  folder.file('issuing.pem', issuing.pem)
  folder.file('works.pcapng', await workingCapture())
}, 120_000)

async function inspected(
  args: readonly string[],
  how: How = {},
): Promise<InspectDocument & { status: number | null; stderr: string }> {
  const { stdout, stderr, status } = await tlscope(['cert', 'inspect', ...args, '--json'], how)
  const document = certificateDocumentSchema.parse(JSON.parse(stdout))
  if (document.command !== 'inspect') throw new Error(document.command)
  return { ...document, status, stderr }
}

function suited(
  { certificates: rows }: InspectDocument,
  name: string,
): Record<string, RoleDocument['suits']> {
  const row = rows.find(({ certificate }) => certificate.subject.includes(name))
  return Object.fromEntries((row?.roles ?? []).map(({ role, suits }) => [role, suits]))
}

describe('tlscope cert inspect', () => {
  it('says what a chain mixed with its key holds, whom it leads to and what it is good for', async () => {
    const ran = await tlscope([
      'cert',
      'inspect',
      at('mixed.pem'),
      '--trusted-root',
      at('server-root.pem'),
      '--host',
      HOST,
    ])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    const text = ran.stdout.replace(/\s+/g, ' ')
    expect(text).toContain('2 certificates, 1 private key (RSA 2048 bits)')
    expect(text).toContain('leaf, its private key is there')
    expect(text).toContain('✓ the roots named: Trusted:')
    expect(text).toContain('✗ the roots of this platform: Not trusted:')
    expect(text).toContain(`✓ ${HOST} is covered by DNS:${HOST}`)
    expect(ran.stdout.split('\n').filter((line) => line.length > 80 && !line.includes(folder.path))).toEqual(
      [],
    )
  })

  it('never prints a private key', async () => {
    const lines = serverKey.split('\n').filter((line) => line.length > 40)
    expect(lines.length).toBeGreaterThan(10)
    for (const args of [
      ['mixed.pem'],
      ['mixed.pem', '--json'],
      ['server.key'],
      ['server.key', 'server.pem'],
    ]) {
      const files = args.map((one) => (one.startsWith('--') ? one : at(one)))
      const { stdout, stderr } = await tlscope(['cert', 'inspect', ...files])
      for (const line of lines) expect(stdout + stderr).not.toContain(line.slice(0, 20))
    }
  })

  it('finds the same chain however the file was written', async () => {
    const wanted = (await inspected([at('server.pem')])).certificates.map(
      ({ certificate }) => certificate.sha256,
    )
    expect(wanted).toHaveLength(2)
    for (const name of ['windows.pem', 'marked.pem', 'powershell.pem']) {
      const { certificates: rows, status } = await inspected([at(name)])
      expect([name, status, rows.map(({ certificate }) => certificate.sha256)]).toEqual([name, 0, wanted])
    }
    const binary = await inspected([at('binary.pem')])
    expect(binary.certificates.map(({ certificate }) => certificate.sha256)).toEqual(wanted.slice(0, 1))
  })

  it('tells which part each certificate can play on Azure', async () => {
    const server = await inspected([at('server.pem'), at('server-root.pem')])
    expect(suited(server, `CN=${HOST}`)).toEqual({
      'listener-certificate': 'if',
      'trusted-root-v2': 'no',
      'authentication-certificate-v1': 'if',
      'client-ca': 'no',
      'client-certificate': 'no',
      'apim-ca': 'no',
    })
    expect(suited(server, 'CN=Contoso Server Root CA')).toMatchObject({
      'trusted-root-v2': 'yes',
      'client-ca': 'yes',
      'apim-ca': 'yes',
      'client-certificate': 'no',
    })
    expect(suited(server, 'CN=Contoso Server Issuing CA')).toMatchObject({
      'trusted-root-v2': 'no',
      'client-ca': 'if',
    })
    expect(suited(await inspected([at('self-signed.pem')]), HOST)).toMatchObject({
      'trusted-root-v2': 'no',
      'authentication-certificate-v1': 'if',
      'client-ca': 'no',
    })
  })

  it('opens a PKCS#12 file with the passphrase of the environment, and a client certificate in it suits', async () => {
    const document = await inspected([at('client.pfx'), '--passphrase-env', 'TLSCOPE_TEST'], {
      env: { TLSCOPE_TEST: PASSPHRASE },
    })
    expect(document.status).toBe(0)
    expect(document.certificates[0]).toMatchObject({ kind: 'leaf', hasKey: true })
    expect(suited(document, 'CN=device-17')['client-certificate']).toBe('yes')
    const locked = await tlscope(['cert', 'inspect', at('client.pfx')])
    expect(locked).toMatchObject({ status: 2, stdout: '' })
    expect(locked.stderr).toContain('--passphrase-env')
  })

  it('judges a CA file by whom it leads to, not by what a server would need', async () => {
    const { chains, status } = await inspected([at('issuing.pem'), '--trusted-root', at('server-root.pem')])
    expect(status).toBe(0)
    expect(chains[0]?.trust[0]).toMatchObject({ against: 'given-roots', trusted: 'yes' })
    const other = await inspected([at('issuing.pem'), '--trusted-root', at('client-root.pem')])
    expect([other.status, other.chains[0]?.trust[0]?.trusted]).toEqual([1, 'no'])
  })

  it('reads the chain that a capture shows', async () => {
    const { files, certificates: rows, status } = await inspected([`${at('works.pcapng')}#h0`])
    expect(files[0]?.handshake).toMatchObject({ id: 'h0', side: 'server' })
    expect(rows.length).toBeGreaterThan(1)
    expect(status).toBe(0)
  })

  it('ends with 1 for a key that does not fit, a wrong name, a wrong root and an expired certificate', async () => {
    const mismatched = await inspected([at('client.pem'), at('other.key')])
    expect(mismatched.status).toBe(1)
    expect(mismatched.remarks.map(({ id }) => id)).toContain('credential-key-mismatch')
    const wrongName = await inspected([at('server.pem'), '--host', 'portal.contoso.internal'])
    expect(wrongName.status).toBe(1)
    expect(wrongName.chains[0]?.host).toMatchObject({ matched: false, entries: [`DNS:${HOST}`] })
    expect((await inspected([at('server.pem'), '--trusted-root', at('client-root.pem')])).status).toBe(1)
    const old = await inspected([at('old.pem')])
    expect([old.status, old.certificates[0]?.validity]).toEqual([1, 'expired'])
  })

  it('goes on behind a file that cannot be read, and ends with 2', async () => {
    const {
      status,
      stderr,
      certificates: rows,
    } = await inspected([at('cut.pem'), at('notes.key'), at('empty.key'), at('server.pem')])
    expect(status).toBe(2)
    expect(rows).toHaveLength(2)
    const complaints = stderr.trim().split('\n')
    expect(complaints).toHaveLength(3)
    expect(complaints[0]).toContain('cut.pem')
    expect(complaints[1]).toContain('neither PEM')
    expect(complaints[2]).toContain('is empty')
  })

  it('has its document in the schema', async () => {
    const { stdout, status } = await tlscope(['schema', 'certificate'])
    expect(status).toBe(0)
    expect(stdout).toContain('tlscope.certificate/1')
  })
})
