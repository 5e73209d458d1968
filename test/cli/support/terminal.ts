import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

/** Runs the command line on a pseudo-terminal of util-linux's script, as somebody at a keyboard would. */

const BIN = resolve(import.meta.dirname, '../../../bin/tlscope.mjs')
const LIMIT_MILLIS = 60_000

/** Why there is no terminal to be had here; `null` where there is. Printed, so that a skipped test tells. */
export function tellWhyNoTerminal(): string | null {
  const { status } = spawnSync('script', ['--version'])
  if (process.platform === 'linux' && status === 0) return null
  const why = 'no pseudo-terminal: script of util-linux is not here'
  console.warn(`skipped: ${why}`)
  return why
}

export interface Typed {
  /** A text that the screen shows by then. */
  readonly when: RegExp
  readonly keys: string
}

export interface OnTerminal {
  readonly status: number | null
  /** Everything that went to the screen, control sequences too. */
  readonly screen: string
}

export function onTerminal(
  args: readonly string[],
  typed: readonly Typed[],
  env: Readonly<Record<string, string>> = {},
): Promise<OnTerminal> {
  const quoted = [process.execPath, BIN, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  // Where tests run unattended, Node itself takes every terminal for one without colours.
  const { NO_COLOR: _, CI: __, ...inherited } = process.env
  const child = spawn('script', ['-qefc', `stty cols 100; exec ${quoted.join(' ')}`, '/dev/null'], {
    env: { ...inherited, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
  })
  const waiting = [...typed]
  let screen = ''
  let seen = 0
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString()
    const next = waiting[0]
    if (next === undefined || !next.when.test(screen.slice(seen))) return
    waiting.shift()
    seen = screen.length
    child.stdin.write(next.keys)
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MILLIS)
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (status) => {
      clearTimeout(limit)
      done({ status, screen })
    })
  })
}
