import { mkdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { analysis, HOST, PASSPHRASE, probe, probeBench, probed } from './support/probe-bench.ts'
import { tlscope } from './support/run.ts'

const { lab, at, ports } = probeBench()
const PAIR = () => ['--cert', at('client.pem'), '--key', at('client.key')]
const TRUST = () => ['--trusted-root', at('root.pem')]

describe('tlscope probe of a server where all is well', () => {
  it('ends with 0, and the document holds what happened', async () => {
    const ran = await probe(ports.plain, ['--json', ...TRUST()])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    const document = analysis(ran)
    expect(document.sources).toMatchObject([{ kind: 'probe' }])
    expect(document.handshakes).toMatchObject([{ outcome: 'completed', break: null, sni: HOST }])
    expect(probed(ran)).toMatchObject({
      host: HOST,
      port: ports.plain,
      http: { status: 200 },
      trust: { trusted: 'yes' },
      cancelled: false,
    })
  })

  it('is valid by the schema that tlscope schema prints', async () => {
    const schema = JSON.parse((await tlscope(['schema', 'analysis'])).stdout)
    const valid = new Ajv2020({ strict: false }).compile(schema)
    const document = JSON.parse((await probe(ports.mutual, ['--json', ...PAIR()])).stdout)
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true)
  })

  it('prints one handshake a line and a summary with --ndjson', async () => {
    const ran = await probe(ports.plain, ['--ndjson', ...TRUST()])
    const [handshake, summary] = ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(handshake).toMatchObject({ outcome: 'completed' })
    expect(summary).toMatchObject({ type: 'summary', sources: [{ kind: 'probe' }] })
  })

  it('gives the certificate that it is asked for, in both versions', async () => {
    for (const port of [ports.mutual, ports.mutual12]) {
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

describe('a certificate in a PKCS#12 file', () => {
  it('is opened with the passphrase of the environment, and sent with its issuer or without', async () => {
    const args = ['--pfx', at('client.pfx'), '--passphrase-env', 'TLSCOPE_TEST_PASSPHRASE', '--json']
    const env = { TLSCOPE_TEST_PASSPHRASE: PASSPHRASE }
    const sent = async (more: readonly string[]): Promise<number | undefined> => {
      const ran = await probe(ports.mutual, [...args, ...more, ...TRUST()], { env })
      expect(ran, ran.stdout).toMatchObject({ status: 0, stderr: '' })
      expect(ran.stdout).not.toContain(PASSPHRASE)
      return analysis(ran).handshakes[0]?.certificates.client.length
    }
    expect(await sent([])).toBe(2)
    expect(await sent(['--send-chain', 'leaf'])).toBe(1)
  })
})

describe('a probe through a proxy', () => {
  it('opens a tunnel by CONNECT, and needs leave where the proxy resolves the name', async () => {
    const tunnels: string[] = []
    const port = await lab.server((socket) => {
      socket.once('data', (chunk: Buffer) => {
        tunnels.push(chunk.toString().split('\r\n')[0] ?? '')
        const onward = connect(ports.plain, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
          socket.pipe(onward).pipe(socket)
        })
        onward.on('error', () => socket.destroy())
      })
    })
    const args = ['probe', `${HOST}:8443`, '--proxy', `127.0.0.1:${port}`, '--json', ...TRUST()]
    const denied = await tlscope(args)
    expect(denied.status).toBe(2)
    expect(tunnels).toEqual([])
    const ran = await tlscope([...args, '--yes'])
    expect(ran, ran.stderr).toMatchObject({ status: 0, stderr: '' })
    expect(tunnels).toEqual([`CONNECT ${HOST}:8443 HTTP/1.1`])
    expect(probed(ran).stages.map(({ stage }) => stage)).toContain('proxy')
  })
})

describe('tlscope probe of a server that breaks it off', () => {
  it('ends with 1, says who and how, and brings the article', async () => {
    const ran = await probe(ports.mutual12, ['--cert', at('rogue.pem'), ...TRUST()])
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
    const ran = await probe(ports.mutual, ['--json', ...TRUST()])
    expect(ran.status).toBe(1)
    expect(analysis(ran).handshakes[0]?.break).toMatchObject({ endedBy: 'server', how: 'alert' })
  })

  it('expects to be asked for a certificate only where told so', async () => {
    expect((await probe(ports.plain, ['--json', ...TRUST()])).status).toBe(0)
    expect((await probe(ports.plain, ['--json', ...TRUST(), '--expect-mtls'])).status).toBe(1)
  })
})

describe('the text of a probe', () => {
  it('fits 80 columns but for paths, addresses and commands, with the verdict near the top and at the end', async () => {
    const ran = await probe(ports.mutual12, [...PAIR(), ...TRUST(), '--no-article'])
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
    const other = await probe(ports.plain, [...gateway, '--trusted-root', at('client-root.pem')])
    expect(other.status).toBe(1)
    expect(other.stdout).toContain('What Application Gateway v2 would say')
    expect(other.stdout).toContain('UNHEALTHY')
    expect(other.stdout).toMatch(/Fix, trustedRootCertificates/)
    expect(other.stdout).toContain('UNVERIFIED')
    const json = await probe(ports.plain, [
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
    const refused = await probe(ports.plain, args)
    expect(refused.status).toBe(1)
    expect(refused.stdout).toMatch(/^COMPLETED, BUT: .*would refuse this server/m)
    const accepted = await probe(ports.plain, [...args, ...TRUST()])
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
    ['broken', () => ports.mutual12, () => ['--cert', at('rogue.pem')]],
    ['completed', () => ports.mutual, PAIR],
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
    await probe(ports.plain, ['--json', '--save', without])
    await probe(ports.plain, ['--json', '--save', within, '--with-secrets'])
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
