import { execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** Other people's servers as processes on loopback: each in a folder of its own, with a bounded life. */

/** No run of these tests takes as long; what is forgotten ends by itself. */
const LIFETIME_SECONDS = 420
const READY_MILLIS = 60_000
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/usr/lib/nss/unsupported-tools']

/** Debian's configuration forbids what some of these tests ask about. */
const ENVIRONMENT = { ...process.env, OPENSSL_CONF: '/dev/null', LC_ALL: 'C', LANG: 'C' }

/** Where a program is; `null` where it is not installed. Debian keeps some servers out of a user's path. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), ...SYSTEM_FOLDERS]
  return (
    folders
      .filter((folder) => folder !== '')
      .map((folder) => join(folder, name))
      .find((path) => existsSync(path)) ?? null
  )
}

const run = promisify(execFile)

/** Runs a tool to its end. @throws Error with what it printed where it fails */
export async function runTool(program: string, args: readonly string[], folder: string): Promise<void> {
  await run(program, [...args], { cwd: folder, env: ENVIRONMENT, timeout: 60_000 })
}

/** Below those that the system gives to clients, which connect by the hundred meanwhile. */
const FIRST_PORT = 20_000
const PORTS = 12_000

/** A port that nobody listens on. Servers that cannot choose one themselves are told it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + randomInt(PORTS)
    const placeholder = createServer()
    const free = await new Promise<boolean>((resolve) => {
      placeholder.once('error', () => resolve(false))
      placeholder.listen(port, '127.0.0.1', () => placeholder.close(() => resolve(true)))
    })
    if (free) return port
  }
}

/** A server's working folder; removed when it stops. */
export class ServerFolder {
  readonly path: string
  constructor(name: string) {
    this.path = mkdtempSync(join(tmpdir(), `tlscope-${name}-`))
  }

  at(name: string): string {
    return join(this.path, name)
  }

  /** @returns the path; keys are for this user alone */
  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.at(name), content, { mode: 0o600 })
    return this.at(name)
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

export interface Running {
  /** Everything it printed so far. */
  log(): string
  type(text: string): void
  stop(): Promise<void>
}

/**
 * Starts a server that stays in the foreground and prints its log.
 * @param ready what its log says then, or the ports that take connections then
 * @throws Error with its log where it ends, or is not ready in time
 */
export async function startServer(
  program: string,
  args: readonly string[],
  folder: ServerFolder,
  ready: RegExp | readonly number[],
): Promise<Running> {
  // `timeout` outlives this process: whatever happens here, the server ends.
  // A line is to be in the log when it is printed, not when a buffer is full.
  const bounded = ['--kill-after=2', String(LIFETIME_SECONDS), 'stdbuf', '-oL', '-eL', program, ...args]
  // Into a file: what a server opens again by the name /dev/stderr must be neither socket nor pipe.
  const file = openSync(folder.at('log'), 'a', 0o666)
  const child = spawn('timeout', bounded, { cwd: folder.path, env: ENVIRONMENT, stdio: ['pipe', file, file] })
  closeSync(file)
  const log = (): string => readFileSync(folder.at('log'), 'latin1')
  child.stdin?.on('error', () => {})
  const over = once(child, 'close')
  const deadline = Date.now() + READY_MILLIS
  while (!(await isReady(ready, log()))) {
    const late = Date.now() > deadline
    if (child.exitCode === null && !late) {
      await sleep(25)
      continue
    }
    const said = log()
    child.kill()
    folder.remove()
    throw new Error(`${program} ${late ? 'is not ready in time' : 'ended'}: ${said}`)
  }
  return {
    log,
    type: (text) => {
      child.stdin?.write(text)
    },
    stop: async () => {
      child.kill()
      await over
      folder.remove()
    },
  }
}

async function isReady(ready: RegExp | readonly number[], printed: string): Promise<boolean> {
  if (ready instanceof RegExp) return ready.test(printed)
  const open = await Promise.all(ready.map((port) => takesConnections(port)))
  return open.every((each) => each)
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
