import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chainPem, type Identity, keyPem } from '../../src/main/lab/certificates/profile.ts'
import { type AnalysisDocument, analysisSchema } from '../../src/shared/contract/analysis.ts'
import type { ProbeDocument } from '../../src/shared/contract/probe.ts'
import { certificates, loopback } from '../unit/main/probe/support/loopback.ts'
import { temporaryFolder } from './support/captures.ts'
import { type How, type Ran, tlscope, warmUp } from './support/run.ts'

const HOST = 'apim.contoso.internal'
const PASSPHRASE = 'correct horse battery staple'

const folder = temporaryFolder()
const at = (name: string): string => join(folder.path, name)
const lab = loopback()
let root: Identity
let clientRoot: Identity
/** Ports. */
let plain = 0
let mutual = 0
let mutual12 = 0

beforeAll(async () => {
  await warmUp()
  const [client, issuer, rogue, expired] = await Promise.all([
    certificates.client(),
    certificates.clientIntermediate(),
    certificates.clientRogue(),
    certificates.clientExpired(),
  ])
  root = await certificates.serverRoot()
  clientRoot = await certificates.clientRoot()
  folder.file('root.pem', root.pem)
  folder.file('client-root.pem', clientRoot.pem)
  folder.file('client.pem', chainPem(client, issuer))
  folder.file('client.key', keyPem(client.privateKey))
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const
  folder.file('locked.key', client.privateKey.export(locked).toString())
  folder.file('rogue.pem', `${rogue.pem}\n${keyPem(rogue.privateKey)}`)
  folder.file('expired.pem', `${chainPem(expired, issuer)}\n${keyPem(expired.privateKey)}`)
  folder.file('other.key', keyPem((await certificates.server()).privateKey))
  folder.file('empty.key', '')
  folder.file('notes.key', 'Nothing but words.\n')
  mkdirSync(at('folder'))
  const asking = { requestCert: true, rejectUnauthorized: true, ca: [clientRoot.pem, issuer.pem] }
  plain = await lab.tlsServer()
  mutual = await lab.tlsServer({ ...asking, minVersion: 'TLSv1.3' })
  mutual12 = await lab.tlsServer({ ...asking, maxVersion: 'TLSv1.2' })
}, 180_000)
afterAll(() => folder.remove())

const PAIR = () => ['--cert', at('client.pem'), '--key', at('client.key')]
const TRUST = () => ['--trusted-root', at('root.pem')]
/** On loopback under the name that the certificate is for. */
function probe(port: number, args: readonly string[] = [], how: How = {}): Promise<Ran> {
  return tlscope(['probe', `${HOST}:${port}`, '--connect', `127.0.0.1:${port}`, ...args], how)
}

function analysis(ran: Ran): AnalysisDocument {
  return analysisSchema.parse(JSON.parse(ran.stdout))
}

function probed(ran: Ran): ProbeDocument {
  const [source] = analysis(ran).sources
  if (source?.probe === undefined) throw new Error('no probe in the document')
  return source.probe
}

describe('tlscope probe of a server where all is well', () => {
  it('ends with 0, and the document holds what happened', async () => {
    const ran = await probe(plain, ['--json', ...TRUST()])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    const document = analysis(ran)
    expect(document.sources).toMatchObject([{ kind: 'probe' }])
    expect(document.handshakes).toMatchObject([{ outcome: 'completed', break: null, sni: HOST }])
    expect(probed(ran)).toMatchObject({
      host: HOST,
      port: plain,
      http: { status: 200 },
      trust: { trusted: 'yes' },
      cancelled: false,
    })
  })

  it('is valid by the schema that tlscope schema prints', async () => {
    const schema = JSON.parse((await tlscope(['schema', 'analysis'])).stdout)
    const valid = new Ajv2020({ strict: false }).compile(schema)
    const document = JSON.parse((await probe(mutual, ['--json', ...PAIR()])).stdout)
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true)
  })

  it('prints one handshake a line and a summary with --ndjson', async () => {
    const ran = await probe(plain, ['--ndjson', ...TRUST()])
    const [handshake, summary] = ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(handshake).toMatchObject({ outcome: 'completed' })
    expect(summary).toMatchObject({ type: 'summary', sources: [{ kind: 'probe' }] })
  })

  it('gives the certificate that it is asked for, in both versions', async () => {
    for (const port of [mutual, mutual12]) {
      const ran = await probe(port, ['--json', ...PAIR(), ...TRUST(), '--expect-mtls'])
      expect(ran, ran.stdout).toMatchObject({ status: 0, stderr: '' })
      expect(analysis(ran).handshakes[0]?.mutualTls).toMatchObject({
        requested: 'initial',
        clientCertificate: 'sent',
      })
      expect(probed(ran).acceptance[0]).toMatchObject({ status: 'accepted', answer: 'sent' })
    }
  })
})

describe('tlscope probe of a server that breaks it off', () => {
  it('ends with 1, says who and how, and brings the article', async () => {
    const ran = await probe(mutual12, ['--cert', at('rogue.pem'), ...TRUST()])
    expect(ran.status).toBe(1)
    expect(ran.stdout).toContain('BROKEN at ')
    expect(ran.stdout).toContain('◀ BROKE HERE')
    expect(ran.stdout).toContain('The server asks for')
    expect(ran.stdout).toContain('── the fix for h0 ──')
    // Its commands are filled in, and the verdict is the last thing on the screen.
    expect(ran.stdout).toContain(`-servername "${HOST}"`)
    expect(ran.stdout).toContain(`-cert "${at('rogue.pem')}"`)
    expect(ran.stdout.trimEnd().split('\n\n').at(-1)).toMatch(/^BROKEN at /)
  })

  it('hears the late refusal of TLS 1.3', async () => {
    const ran = await probe(mutual, ['--json', ...TRUST()])
    expect(ran.status).toBe(1)
    expect(analysis(ran).handshakes[0]?.break).toMatchObject({ endedBy: 'server', how: 'alert' })
  })

  it('expects to be asked for a certificate only where told so', async () => {
    expect((await probe(plain, ['--json', ...TRUST()])).status).toBe(0)
    expect((await probe(plain, ['--json', ...TRUST(), '--expect-mtls'])).status).toBe(1)
  })
})

describe('the text of a probe', () => {
  it('fits 80 columns but for paths, addresses and commands, with the verdict near the top and at the end', async () => {
    const ran = await probe(mutual12, [...PAIR(), ...TRUST(), '--no-article'])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    const lines = ran.stdout.trimEnd().split('\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are for terminals
    expect(ran.stdout).not.toMatch(/\u001b/)
    expect(lines.findIndex((line) => line.startsWith('ok: '))).toBeLessThan(24)
    expect(lines.filter((line) => [...line].length > 80)).toEqual([])
    for (const text of ['✓ TCP', '✓ TLS', '✓ HTTP', '✓ Trusted', 'Client certificate from', 'HTTP/1.1 200']) {
      expect(ran.stdout).toContain(text)
    }
  })
})

describe('what a gateway would say', () => {
  it('is told with the message of backend health and the setting that cures it', async () => {
    const gateway = ['--profile', 'appgw-v2-backend', '--no-article']
    const other = await probe(plain, [...gateway, '--trusted-root', at('client-root.pem')])
    expect(other.status).toBe(1)
    expect(other.stdout).toContain('What Application Gateway v2 would say')
    expect(other.stdout).toContain('UNHEALTHY')
    expect(other.stdout).toMatch(/Fix, trustedRootCertificates/)
    expect(other.stdout).toContain('UNVERIFIED')
    const json = await probe(plain, [
      '--json',
      '--profile',
      'appgw-v2-backend',
      '--trusted-root',
      at('client-root.pem'),
    ])
    expect(probed(json).gateway).toMatchObject({ sku: 'v2', outlook: 'unhealthy' })
    expect(probed(json).gateway?.message?.text).toMatch(/root certificate/i)
  })
})

describe('what the client of a profile would make of it', () => {
  it('is an error where it would refuse the server, though the probe itself was served', async () => {
    const args = ['--profile', 'java-17', '--no-article']
    const refused = await probe(plain, args)
    expect(refused.status).toBe(1)
    expect(refused.stdout).toMatch(/^COMPLETED, BUT: .*would refuse this server/m)
    const accepted = await probe(plain, [...args, ...TRUST()])
    expect(accepted.status).toBe(0)
    expect(accepted.stdout).toContain('Greeted as Java 17')
  })
})

describe('what is asked for', () => {
  it('is what the server sees', async () => {
    const seen: unknown[] = []
    const port = await lab.tlsServer({ ALPNProtocols: ['http/1.1'] }, (socket) => {
      socket.once('data', (chunk: Buffer) => {
        seen.push({
          version: socket.getProtocol(),
          sni: (socket as unknown as { servername: string | false }).servername,
          alpn: socket.alpnProtocol,
          head: chunk
            .toString()
            .split('\r\n')
            .slice(0, 1)
            .concat(/X-Trace: .*/.exec(chunk.toString()) ?? []),
        })
        socket.end('HTTP/1.1 204 No Content\r\n\r\n')
      })
    })
    const asked = ['--tls', '1.2', '--alpn', 'http/1.1', '--method', 'OPTIONS', '--http', '/a?b=c']
    await probe(port, ['--json', ...asked, '--sni', 'other.example', '--header', 'X-Trace: 17'])
    await probe(port, ['--json', '--no-sni', '--tls', '1.3'])
    expect(seen).toEqual([
      {
        version: 'TLSv1.2',
        sni: 'other.example',
        alpn: 'http/1.1',
        head: ['OPTIONS /a?b=c HTTP/1.1', 'X-Trace: 17'],
      },
      {
        version: 'TLSv1.3',
        sni: false,
        alpn: false,
        head: ['GET /status-0123456789abcdef HTTP/1.1'],
      },
    ])
  })
})

describe('a probe that is saved', () => {
  it.each([
    ['broken', () => mutual12, () => ['--cert', at('rogue.pem')]],
    ['completed', () => mutual, PAIR],
  ])('gives the same verdict when it is analysed: %s', async (outcome, port, args) => {
    const file = at(`${outcome}.pcapng`)
    const live = await probe(port(), ['--json', ...args(), ...TRUST(), '--save', file, '--with-secrets'])
    const again = await tlscope(['analyze', file, '--json', '--trusted-root', at('root.pem')])
    expect(live.stderr).toBe('')
    expect(again).toMatchObject({ status: live.status, stderr: '' })
    const [first] = analysis(live).handshakes
    const [second] = analysis(again).handshakes
    expect(second).toMatchObject({ outcome, break: first?.break ?? null })
    expect(second?.findings.map(({ id }) => id)).toEqual(first?.findings.map(({ id }) => id))
    expect(second?.messages.map(({ type }) => type)).toEqual(first?.messages.map(({ type }) => type))
  })

  it('holds its secrets only where that is asked for', async () => {
    const [without, within] = [at('without.pcapng'), at('within.pcapng')]
    await probe(plain, ['--json', '--save', without])
    await probe(plain, ['--json', '--save', within, '--with-secrets'])
    expect(readFileSync(without).includes('CLIENT_TRAFFIC_SECRET_0')).toBe(false)
    expect(readFileSync(within).includes('CLIENT_TRAFFIC_SECRET_0')).toBe(true)
    expect(readFileSync(without).includes('synthesised')).toBe(true)
  })

  it.each([
    ['probe.pcap', 'name a file that ends in .pcapng'],
    ['nowhere/probe.pcapng', 'no file can be made in'],
    ['folder.pcapng', 'is a folder'],
  ])('%s is refused before a packet is sent', async (name, sentence) => {
    mkdirSync(at('folder.pcapng'), { recursive: true })
    const ran = await probe(await lab.closedPort(), ['--save', at(name)])
    expect(ran).toMatchObject({ status: 2, stdout: '' })
    expect(ran.stderr).toContain(sentence)
  })
})

describe('a client certificate that cannot be used', () => {
  it.each<[string, () => string[], string]>([
    ['a missing key', () => ['--cert', at('client.pem'), '--key', at('none.key')], 'none.key: no such file'],
    ['a folder', () => ['--pfx', at('folder')], 'folder: is a folder'],
    ['an empty file', () => ['--cert', at('client.pem'), '--key', at('empty.key')], 'empty.key: is empty'],
    ['words', () => ['--cert', at('client.pem'), '--key', at('notes.key')], 'notes.key: '],
    ['no key', () => ['--cert', at('client.pem')], 'no private key'],
    [
      'another key',
      () => ['--cert', at('client.pem'), '--key', at('other.key')],
      'does not go with the certificate',
    ],
    [
      'a locked key and nobody to ask',
      () => ['--cert', at('client.pem'), '--key', at('locked.key')],
      '--passphrase-env',
    ],
    [
      'a variable that is not set',
      () => ['--cert', at('client.pem'), '--key', at('locked.key'), '--passphrase-env', 'TLSCOPE_NONE'],
      'TLSCOPE_NONE is not set',
    ],
    ['a token', () => ['--cert', 'pkcs11:token=x'], 'is a PKCS#11 URI'],
    [
      'the Windows store',
      () => ['--cert', 'Cert:\\CurrentUser\\My\\AB'],
      'is a certificate in the Windows store',
    ],
  ])('%s: one sentence, status 2, no packet', async (_what, args, sentence) => {
    let connections = 0
    const port = await lab.server((socket) => {
      connections++
      socket.destroy()
    })
    const ran = await probe(port, args())
    expect(ran).toMatchObject({ status: 2, stdout: '' })
    expect(ran.stderr).toContain(sentence)
    expect(ran.stderr).toMatch(/^tlscope: [^\n]+\n( {2}[^\n]+\n)?$/)
    expect(connections).toBe(0)
  })

  it('a wrong passphrase, which is told to nobody', async () => {
    const env = { TLSCOPE_TEST_PASSPHRASE: 'not that one' }
    const args = [
      '--cert',
      at('client.pem'),
      '--key',
      at('locked.key'),
      '--passphrase-env',
      'TLSCOPE_TEST_PASSPHRASE',
    ]
    const ran = await probe(mutual, args, { env })
    expect(ran).toMatchObject({ status: 2, stdout: '' })
    expect(ran.stderr).toContain('the passphrase does not open the private key')
    expect(ran.stderr).not.toContain('not that one')
  })

  it('a right passphrase, which is told to nobody either', async () => {
    const env = { TLSCOPE_TEST_PASSPHRASE: PASSPHRASE }
    const args = [
      '--cert',
      at('client.pem'),
      '--key',
      at('locked.key'),
      '--passphrase-env',
      'TLSCOPE_TEST_PASSPHRASE',
    ]
    for (const how of [['--json', '--save', at('quiet.pcapng'), '--with-secrets'], []]) {
      const ran = await probe(mutual, [...args, ...TRUST(), ...how], { env })
      expect(ran).toMatchObject({ status: 0, stderr: '' })
      expect(ran.stdout).not.toContain(PASSPHRASE)
      expect(ran.stdout).not.toContain('PRIVATE KEY')
    }
    expect(readFileSync(at('quiet.pcapng')).includes(PASSPHRASE)).toBe(false)
  })

  it('an expired one is a warning beforehand, and then goes out: the server has the last word', async () => {
    const ran = await probe(mutual12, ['--cert', at('expired.pem'), ...TRUST(), '--no-article'])
    expect(ran.status).toBe(1)
    expect(ran.stdout).toMatch(/ERROR: .*expired/i)
    expect(ran.stdout).toContain('BROKEN at ')
  })
})

describe('what a probe cannot be made of', () => {
  it.each([
    [['probe'], "missing required argument 'host[:port]'"],
    [['probe', 'a b'], 'HOST[:PORT]: "a b" is no host'],
    [['probe', '127.0.0.1', '--tls', '1.4'], '--tls: "1.4" is no TLS version'],
    [['probe', '127.0.0.1', '-4', '-6'], '-4 and -6 exclude each other'],
    [['probe', '127.0.0.1', '--profile', 'netscape'], '--profile: "netscape" is no profile; there are appgw'],
    [['probe', '127.0.0.1', '--connect', 'x'], '--connect: "x" is no IP address'],
    [['probe', '127.0.0.1', '--header', 'x'], '--header: expected NAME:VALUE'],
    [['probe', '127.0.0.1', '--json', '--ndjson'], '--json and --ndjson exclude each other'],
    [['probe', '127.0.0.1', '--with-secrets'], '--with-secrets needs a file'],
    [['probe', '127.0.0.1', '--key', 'x'], '--key needs its certificate'],
    [['probe', '127.0.0.1', '--cert', 'x', '--pfx', 'y'], '--pfx holds certificate and key'],
    [['probe', '127.0.0.1', '--trusted-root', 'none.pem'], 'none.pem: no such file'],
    [['probe', '127.0.0.1', '--at', 'noon'], 'expected a time such as'],
  ])('%j: one sentence and status 2', async (args, sentence) => {
    const ran = await tlscope(args)
    expect(ran).toMatchObject({ status: 2, stdout: '' })
    expect(ran.stderr).toContain(sentence)
  })

  it('an address outside private space is probed only with --yes, where there is nobody to ask', async () => {
    const ran = await tlscope(['probe', '203.0.113.1', '--timeout', '1'])
    expect(ran.status).toBe(2)
    expect(ran.stderr).toBe(
      'tlscope: 203.0.113.1 lies outside private address space; --yes says that it may be probed\n',
    )
    const pinned = await tlscope(['probe', 'localhost', '--connect', '203.0.113.1', '--json'])
    expect(pinned).toMatchObject({ status: 2, stdout: '' })
    const proxied = await tlscope(['probe', 'contoso.com', '--proxy', `127.0.0.1:${plain}`])
    expect(proxied.stderr).toContain('contoso.com is for the proxy to resolve')
  })
})

describe('a target that does not answer as it should', () => {
  const broken = async (ran: Ran): Promise<string> => {
    expect(ran, ran.stderr).toMatchObject({ status: 1, stderr: '' })
    const { break: broke } = analysis(ran).handshakes[0] ?? { break: null }
    expect(broke?.summary).toMatch(/^[^\n]+$/)
    return `${broke?.stage} ${broke?.how}`
  }

  it('a name that does not resolve', async () => {
    const ran = await tlscope(['probe', 'nowhere.invalid', '--json', '--timeout', '5'])
    expect(await broken(ran)).toMatch(/^dns /)
    expect(analysis(ran).handshakes[0]).toMatchObject({ client: null, server: null })
  })

  it('a closed port', async () => {
    expect(await broken(await probe(await lab.closedPort(), ['--json']))).toBe('tcp rst')
  })

  it('a server that says nothing', async () => {
    const port = await lab.server(() => {})
    const began = Date.now()
    expect(await broken(await probe(port, ['--json', '--timeout', '1']))).toMatch(/^client-hello timeout/)
    expect(Date.now() - began).toBeLessThan(20_000)
  })

  it('a server that does not speak TLS', async () => {
    const port = await lab.server((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))
    const ran = await probe(port, ['--json'])
    await broken(ran)
    expect(analysis(ran).handshakes[0]?.findings.map(({ id }) => id)).toContain('not-tls')
  })

  it('a server that never stops sending', async () => {
    const noise = Buffer.alloc(65536, 0x17)
    const port = await lab.server((socket) => {
      const pour = (): void => {
        while (!socket.destroyed && socket.write(noise));
      }
      socket.on('drain', pour)
      pour()
    })
    const ran = await probe(port, ['--json', '--timeout', '2'])
    await broken(ran)
  })

  it('a server that never stops sending once the handshake is done', async () => {
    const noise = Buffer.alloc(65536, 0x41)
    const port = await lab.tlsServer({}, (socket) => {
      const pour = (): void => {
        while (!socket.destroyed && socket.write(noise));
      }
      socket.on('drain', pour)
      pour()
    })
    const ran = await probe(port, ['--json', '--timeout', '2', ...TRUST()])
    expect(ran).toMatchObject({ status: 1, stderr: '' })
    expect(ran.stdout.length).toBeLessThan(200_000)
    expect(probed(ran).stages.find(({ stage }) => stage === 'http')?.result).toBe('failed')
  })

  it('a chain of 5 MB', async () => {
    const [leaf, issuer] = [await certificates.server(), await certificates.serverIntermediate()]
    const copies = Math.ceil((5 * 1024 * 1024) / issuer.der.length)
    const port = await lab.tlsServer({ cert: `${leaf.pem}\n${`${issuer.pem}\n`.repeat(copies)}` })
    const ran = await probe(port, ['--json', ...TRUST()])
    expect(await broken(ran)).toMatch(/^server-certificate /)
    expect(ran.stdout.length).toBeLessThan(200_000)
    const text = await probe(port, ['--no-article', ...TRUST()])
    expect(text.stdout.split('\n').length).toBeLessThan(200)
    expect(text.stdout).toContain('… and ')
  })
})

describe('an interruption', () => {
  it('ends it at once, prints what is known and ends with 3', async () => {
    const port = await lab.server(() => {})
    const began = Date.now()
    const ran = await probe(port, ['--timeout', '60', '--no-article'], { interruptAfter: 4000 })
    expect(ran.status).toBe(3)
    expect(ran.stdout).toContain('✓ TCP')
    expect(Date.now() - began).toBeLessThan(20_000)
  })

  it('leaves a whole document behind', async () => {
    const port = await lab.server(() => {})
    const ran = await probe(port, ['--timeout', '60', '--json'], { interruptAfter: 3000 })
    expect(ran.status).toBe(3)
    expect(probed(ran).cancelled).toBe(true)
  })
})
