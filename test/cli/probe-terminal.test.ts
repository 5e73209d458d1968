import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chainPem } from '../../src/main/lab/certificates/profile.ts'
import { certificates, loopback } from '../unit/main/probe/support/loopback.ts'
import { temporaryFolder } from './support/captures.ts'
import { warmUp } from './support/run.ts'
import { onTerminal, tellWhyNoTerminal } from './support/terminal.ts'

const PASSPHRASE = 'correct horse battery staple'
const CTRL_C = '\u0003'
const HOST = 'apim.contoso.internal'

const folder = temporaryFolder()
const lab = loopback()
let pair: string[] = []
let root = ''
let mutual = 0

beforeAll(async () => {
  await warmUp()
  const [client, issuer, clientRoot, serverRoot] = await Promise.all([
    certificates.client(),
    certificates.clientIntermediate(),
    certificates.clientRoot(),
    certificates.serverRoot(),
  ])
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const
  const cert = folder.file('client.pem', chainPem(client, issuer))
  const key = folder.file('locked.key', client.privateKey.export(locked).toString())
  pair = ['--cert', cert, '--key', key]
  root = folder.file('root.pem', serverRoot.pem)
  const asking = { requestCert: true, rejectUnauthorized: true, ca: [clientRoot.pem, issuer.pem] }
  mutual = await lab.tlsServer(asking)
}, 180_000)
afterAll(() => folder.remove())

const at = (port: number): string[] => ['probe', `${HOST}:${port}`, '--connect', `127.0.0.1:${port}`]

/** Each starts the program several times. */
const SLOW = { timeout: 120_000 }

describe.skipIf(tellWhyNoTerminal() !== null)('a probe at a terminal', SLOW, () => {
  it('asks for the passphrase without showing it, and again where it was wrong', async () => {
    const prompt = /Passphrase of the private key in \S+locked\.key: /
    const { status, screen } = await onTerminal(
      [...at(mutual), ...pair, '--trusted-root', root, '--no-article'],
      [
        { when: prompt, keys: 'not that one\r' },
        { when: /That did not open it\. Passphrase/, keys: `oops\u0015${PASSPHRASE}x\u007f\r` },
      ],
    )
    expect(status, screen).toBe(0)
    expect(screen).not.toContain(PASSPHRASE)
    expect(screen).not.toContain('not that one')
    expect(screen).toContain('Client certificate from')
  })

  it('ends with 3 where the answer is Ctrl-C, and sends nothing', async () => {
    let connections = 0
    const port = await lab.server((socket) => {
      connections++
      socket.destroy()
    })
    const { status, screen } = await onTerminal(
      [...at(port), ...pair],
      [{ when: /Passphrase/, keys: CTRL_C }],
    )
    expect(status, screen).toBe(3)
    expect(connections).toBe(0)
  })

  it('asks before it probes outside private address space, and takes silence for no', async () => {
    const question = /203\.0\.113\.1 lies outside private address space\. Probe it\? \[y\/N\] /
    for (const keys of ['\r', 'n\r', '\u0004']) {
      const { status, screen } = await onTerminal(
        ['probe', '203.0.113.1', '--timeout', '1'],
        [{ when: question, keys }],
      )
      expect(status, screen).toBe(2)
      expect(screen).toContain('tlscope: nothing was sent')
    }
    const { screen } = await onTerminal(
      ['probe', '203.0.113.1', '--timeout', '1', '--no-article'],
      [{ when: question, keys: 'y\r' }],
    )
    expect(screen).toContain('BROKEN at')
  })

  it('tells each stage as it ends and what it waits for, in colour unless NO_COLOR says otherwise', async () => {
    const port = await lab.server(() => {})
    const args = [...at(port), '--timeout', '3', '--no-article']
    const coloured = await onTerminal(args, [])
    expect(coloured.status).toBe(1)
    expect(coloured.screen).toContain('\u001b[32m✓')
    expect(coloured.screen.indexOf('TCP')).toBeLessThan(coloured.screen.indexOf('… TLS, 1 s of 3'))
    const plain = await onTerminal(args, [], { NO_COLOR: '1' })
    expect(plain.screen).not.toContain('\u001b[3')
  })

  it('ends at Ctrl-C at once, with what is known', async () => {
    const port = await lab.server(() => {})
    const began = Date.now()
    const { status, screen } = await onTerminal(
      [...at(port), '--timeout', '50', '--no-article'],
      [{ when: /… TLS, 1 s of 50/, keys: CTRL_C }],
    )
    expect(status, screen).toBe(3)
    expect(screen).toContain('unknown')
    expect(Date.now() - began).toBeLessThan(30_000)
  })
})
