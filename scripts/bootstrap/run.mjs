import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const windows = process.platform === 'win32'

/**
 * Runs a program to its end.
 *
 * options: `cwd`, `env`, `timeoutMs` (none if absent), `output`: 'inherit' shows it, 'stderr' shows all of
 * it on standard error, 'capture' keeps it. Resolves to `{ code, signal, timedOut, text }`; a program that
 * cannot be started gives code 127. On a timeout the whole process group is ended, so no child outlives it.
 */
export function run(command, args, options = {}) {
  const { cwd, env = process.env, timeoutMs, output = 'stderr', uid, gid } = options
  const stdio =
    output === 'inherit' ? 'inherit' : output === 'stderr' ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe']
  return new Promise((done) => {
    const grouped = timeoutMs !== undefined && !windows
    const child = spawn(command, args, { cwd, env, stdio, detached: grouped, uid, gid })
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    let timedOut = false
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            endGroup(child)
          }, timeoutMs)
    // A grouped child does not receive the terminal's Ctrl-C; without this it would go on alone.
    const passOn = (signal) => {
      endGroup(child)
      process.exit(128 + (signal === 'SIGINT' ? 2 : 15))
    }
    if (grouped) for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, passOn)
    const finish = (code, signal, text) => {
      clearTimeout(timer)
      for (const name of ['SIGINT', 'SIGTERM']) process.removeListener(name, passOn)
      done({ code, signal, timedOut, text })
    }
    child.on('error', (error) => finish(127, null, error.message))
    child.on('close', (code, signal) => finish(code ?? 1, signal, Buffer.concat(chunks).toString('utf8')))
  })
}

/** Ends a child and, where it leads a process group, everything it started. */
export function endGroup(child) {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    if (windows) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'])
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** The output of a short command, trimmed, or null when it is missing or fails. */
export function ask(command, args) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
  })
  return result.status === 0 ? result.stdout.trim() : null
}

/** Whether a program can be found on the PATH or in the system's administration folders. */
export function onPath(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...(windows ? [] : ['/usr/sbin', '/sbin'])]
  const names = windows ? [`${name}.exe`, `${name}.cmd`, name] : [name]
  return folders.some((folder) => folder !== '' && names.some((file) => existsSync(join(folder, file))))
}

/** npm, started the same way on every platform: the npm that started us, else the one beside Node. */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath
  if (cli && /npm-cli\.c?js$/.test(cli)) return run(process.execPath, [cli, ...args], options)
  const beside = join(process.execPath, '..', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  if (existsSync(beside)) return run(process.execPath, [beside, ...args], options)
  return run('npm', args, options)
}
