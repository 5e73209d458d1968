import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import { chainPem } from '../../src/main/lab/certificates/profile.ts'
import {
  certificateDocumentSchema,
  type ExportRootDocument,
} from '../../src/shared/contract/certificate-document.ts'
import { certificates } from '../unit/main/probe/support/loopback.ts'
import { workingCapture } from './support/captures.ts'
import { HOST, PASSPHRASE, probeBench } from './support/probe-bench.ts'
import { type How, tlscope } from './support/run.ts'

const { folder, at, ports } = probeBench()
let rootPem = ''

beforeAll(async () => {
  const [server, issuing, root] = [
    await certificates.server(),
    await certificates.serverIntermediate(),
    await certificates.serverRoot(),
  ]
  rootPem = root.pem
  folder.file('server.pem', chainPem(server, issuing))
  folder.file('server-whole.pem', chainPem(server, issuing, root))
  folder.file('self-signed.pem', (await certificates.serverSelfSigned()).pem)
  folder.file('public.pem', rootCertificates[0] ?? '')
  folder.file('works.pcapng', await workingCapture())
}, 120_000)

async function exported(
  args: readonly string[],
  how: How = {},
): Promise<ExportRootDocument & { status: number | null }> {
  const ran = await tlscope(['cert', 'export-root', ...args, '--json'], how)
  expect(ran.stderr).toBe('')
  const document = certificateDocumentSchema.parse(JSON.parse(ran.stdout))
  if (document.command !== 'export-root') throw new Error(document.command)
  return { ...document, status: ran.status }
}

function windowsText(pem: string): string {
  return pem.replaceAll('\n', '\r\n')
}

describe('tlscope cert export-root', () => {
  it('writes the root of a chain in a file as Windows exports it', async () => {
    const out = at('root.cer')
    const { status, written, path, publiclyKnown, findings } = await exported([
      at('server-whole.pem'),
      '--out',
      out,
    ])
    expect({ status, written, publiclyKnown, findings }).toEqual({
      status: 0,
      written: out,
      publiclyKnown: false,
      findings: [],
    })
    expect(path).toHaveLength(3)
    const text = readFileSync(out, 'latin1')
    expect(text).toBe(windowsText(rootPem))
    expect(new X509Certificate(text).ca).toBe(true)
  })

  it('takes it out of a PKCS#12 file and out of a capture', async () => {
    const pfx = await exported(
      [
        at('client.pfx'),
        '--trusted-root',
        at('client-root.pem'),
        '--out',
        at('pfx.cer'),
        '--passphrase-env',
        'TLSCOPE_TEST',
      ],
      { env: { TLSCOPE_TEST: PASSPHRASE } },
    )
    expect(pfx.status).toBe(0)
    expect(readFileSync(at('pfx.cer'), 'latin1')).toBe(
      windowsText(readFileSync(at('client-root.pem'), 'latin1')),
    )
    const capture = await exported([`${at('works.pcapng')}#h0`, '--out', at('capture.cer')])
    expect(capture.handshake).toMatchObject({ id: 'h0', side: 'server', why: 'the one asked for' })
    expect(capture.missing?.issuer).toContain('CN=Contoso Server Root CA')
    expect(capture.status).toBe(1)
  })

  it('asks a live host, also one that wants a client certificate, and names the root that it leaves out', async () => {
    const target = (port: number) => [`${HOST}:${port}`, '--connect', `127.0.0.1:${port}`]
    const without = await exported([...target(ports.plain), '--out', at('host.cer')])
    expect(without).toMatchObject({ status: 1, written: null })
    expect(without.missing?.issuer).toContain('CN=Contoso Server Root CA')
    for (const port of [ports.plain, ports.mutual, ports.mutual12]) {
      const given = await exported([
        ...target(port),
        '--trusted-root',
        at('root.pem'),
        '--out',
        at('host.cer'),
        '--force',
      ])
      expect(given.status).toBe(0)
      expect(readFileSync(at('host.cer'), 'latin1')).toBe(windowsText(rootPem))
    }
  })

  it('for v1 writes the leaf as authentication certificate', async () => {
    const ran = await tlscope([
      'cert',
      'export-root',
      at('server.pem'),
      '--sku',
      'v1',
      '--out',
      at('leaf.cer'),
    ])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    expect(ran.stdout).toContain('authentication certificate as Base-64 .cer')
    expect(ran.stdout).toContain('az network application-gateway auth-cert create')
    expect(ran.stdout.replace(/\s+/g, ' ')).toContain('v1 was retired on 2026-04-28')
    expect(new X509Certificate(readFileSync(at('leaf.cer'))).subject).toContain(HOST)
  })

  it('writes no self-signed certificate without CA:TRUE for v2', async () => {
    const { status, written, findings } = await exported([at('self-signed.pem'), '--out', at('no.cer')])
    expect({ status, written }).toEqual({ status: 1, written: null })
    expect(findings.map(({ id }) => id)).toEqual(['trusted-root-not-ca'])
    expect((await exported([at('self-signed.pem'), '--sku', 'v1', '--out', at('v1.cer')])).status).toBe(0)
  })

  it('says that a public root needs no upload', async () => {
    const { status, publiclyKnown, findings } = await exported([at('public.pem'), '--out', at('public.cer')])
    expect({ status, publiclyKnown }).toEqual({ status: 0, publiclyKnown: true })
    expect(findings).toMatchObject([
      { id: 'trusted-root-unneeded', severity: 'warning', leg: 'gateway-apim' },
    ])
    expect(findings[0]?.explanation).toContain('only that one counts')
  })

  it('overwrites nothing unless told to, and says so before it asks anybody', async () => {
    folder.file('there.cer', 'precious')
    const { status, stderr } = await tlscope(['cert', 'export-root', `${HOST}:1`, '--out', at('there.cer')])
    expect(status).toBe(2)
    expect(stderr).toContain('--force overwrites it')
    expect(readFileSync(at('there.cer'), 'utf8')).toBe('precious')
  })

  it('sends nothing outside private address space without leave', async () => {
    const { status, stdout, stderr } = await tlscope([
      'cert',
      'export-root',
      '203.0.113.7',
      '--out',
      at('no.cer'),
    ])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('--yes says that it may be probed')
  })

  it('tells a file that is not there from a host', async () => {
    const { status, stderr } = await tlscope([
      'cert',
      'export-root',
      join('certificates', 'none.pem'),
      '--out',
      at('no.cer'),
    ])
    expect(status).toBe(2)
    expect(stderr).toContain('no such file')
  })

  it('says why a host sent no certificate', async () => {
    const ran = await tlscope(['cert', 'export-root', '127.0.0.1:1', '--out', at('no.cer')])
    expect(ran).toMatchObject({ status: 1, stdout: '' })
    expect(ran.stderr).toContain('the server sent no certificate')
  })
})
