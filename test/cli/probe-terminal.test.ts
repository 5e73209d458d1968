import { describe, expect, it } from 'vitest'
import { HOST, PASSPHRASE, probeBench } from './support/probe-bench.ts'
import { onTerminal, tellWhyNoTerminal } from './support/terminal.ts'

const CTRL_C = '\u0003'
const { lab, at, ports } = probeBench()
const PAIR = () => ['--cert', at('client.pem'), '--key', at('locked.key')]

const target = (port: number): string[] => ['probe', `${HOST}:${port}`, '--connect', `127.0.0.1:${port}`]

/** Each starts the program several times. */
const SLOW = { timeout: 120_000 }

describe.skipIf(tellWhyNoTerminal() !== null)('a probe at a terminal', SLOW, () => {
  it('asks for the passphrase without showing it, and again where it was wrong', async () => {
    const prompt = /Passphrase of the private key in \S+locked\.key: /
    const { status, screen } = await onTerminal(
      [...target(ports.mutual), ...PAIR(), '--trusted-root', at('root.pem'), '--no-article'],
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
      [...target(port), ...PAIR()],
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
    const args = [...target(port), '--timeout', '3', '--no-article']
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
      [...target(port), '--timeout', '50', '--no-article'],
      [{ when: /… TLS, 1 s of 50/, keys: CTRL_C }],
    )
    expect(status, screen).toBe(3)
    expect(screen).toContain('unknown')
    expect(Date.now() - began).toBeLessThan(30_000)
  })
})
