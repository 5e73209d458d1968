import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { certificates } from '../unit/main/probe/support/loopback.ts'
import { analysis, PASSPHRASE, probe, probeBench, probed } from './support/probe-bench.ts'
import { type Ran, tlscope } from './support/run.ts'

const { lab, at, ports } = probeBench()
const TRUST = () => ['--trusted-root', at('root.pem')]

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
    const ran = await probe(ports.mutual, args, { env })
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
      const ran = await probe(ports.mutual, [...args, ...TRUST(), ...how], { env })
      expect(ran).toMatchObject({ status: 0, stderr: '' })
      expect(ran.stdout).not.toContain(PASSPHRASE)
      expect(ran.stdout).not.toContain('PRIVATE KEY')
    }
    expect(readFileSync(at('quiet.pcapng')).includes(PASSPHRASE)).toBe(false)
  })

  it('an expired one is a warning beforehand, and then goes out: the server has the last word', async () => {
    const ran = await probe(ports.mutual12, ['--cert', at('expired.pem'), ...TRUST(), '--no-article'])
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
    const proxied = await tlscope(['probe', 'contoso.com', '--proxy', `127.0.0.1:${ports.plain}`])
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
