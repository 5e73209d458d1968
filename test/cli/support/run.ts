import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** Runs the command line as a user does: `node bin/tlscope.mjs …`, which builds itself where it is stale. */

const BIN = resolve(import.meta.dirname, '../../../bin/tlscope.mjs')

export interface Ran {
  /** `null` where a signal ended it. */
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  /** Without the lines in which the checkout tells that it builds. */
  readonly stderr: string
}

export interface How {
  /** What to feed to standard input; left open and empty where `null`. */
  readonly stdin?: Uint8Array | null
  readonly cwd?: string
  /** Words in front of node: another user, another limit. */
  readonly through?: readonly string[]
  /** Sends SIGINT after so many milliseconds. */
  readonly interruptAfter?: number
  /** Sends SIGINT when this resolves. */
  readonly interruptWhen?: Promise<unknown>
  /** Sends SIGINT when it prints its first bytes. */
  readonly interruptOnOutput?: boolean
  /** Leaves standard input open behind what was fed. */
  readonly keepsInputOpen?: boolean
  /** Closes its standard output after the first bytes, as `head` does. */
  readonly closeOutput?: boolean
  /** Variables of the environment, beside this one's. */
  readonly env?: Readonly<Record<string, string>>
}

/** No run of these tests takes a tenth of it; a hang is killed and shows as a signal. */
const LIMIT_MILLIS = 60_000

export function tlscope(args: readonly string[], how: How = {}): Promise<Ran> {
  const [command = '', ...rest] = [...(how.through ?? []), process.execPath, BIN, ...args]
  const child = spawn(command, rest, { cwd: how.cwd, env: { ...process.env, NO_COLOR: '1', ...how.env } })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    out.push(chunk)
    if (how.closeOutput === true) child.stdout.destroy()
    if (how.interruptOnOutput === true && out.length === 1) child.kill('SIGINT')
  })
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // A command that never reads its input closes it early.
  child.stdin.on('error', () => {})
  if (how.keepsInputOpen === true) child.stdin.write(how.stdin ?? new Uint8Array(0))
  else if (how.stdin !== null) child.stdin.end(how.stdin ?? new Uint8Array(0))
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MILLIS)
  const interrupt =
    how.interruptAfter === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), how.interruptAfter)
  void how.interruptWhen?.then(() => child.kill('SIGINT'))
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (status, signal) => {
      clearTimeout(limit)
      clearTimeout(interrupt)
      done({ status, signal, stdout: Buffer.concat(out).toString(), stderr: withoutBuilding(err) })
    })
  })
}

function withoutBuilding(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => !line.startsWith('› '))
    .join('\n')
}

/** Builds, where that is due, before any test measures anything. */
export async function warmUp(): Promise<void> {
  const { status, stderr } = await tlscope(['--version'])
  if (status !== 0) throw new Error(`the command line does not start: ${stderr}`)
}
