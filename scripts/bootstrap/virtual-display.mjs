import { spawn } from 'node:child_process'
import { endGroup } from './run.mjs'
import { SetupError } from './say.mjs'
import { asUser } from './unprivileged.mjs'

/** Starts Xvfb as `user` on a display it chooses. Resolves to `{ display, stop }`. */
export function startDisplay(user) {
  const command = [
    ...asUser(user),
    'Xvfb',
    '-displayfd',
    '3',
    '-screen',
    '0',
    '1600x1000x24',
    '-nolisten',
    'tcp',
  ]
  const child = spawn(command[0], command.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const stop = () => endGroup(child)
  process.once('exit', stop)
  return new Promise((done, fail) => {
    let said = ''
    let complaint = ''
    child.stderr.on('data', (chunk) => {
      complaint += chunk
    })
    const refuse = (why) => {
      stop()
      fail(new SetupError(`Xvfb did not start: ${why}`, 'Try it by hand: Xvfb :99'))
    }
    const timer = setTimeout(() => refuse('no display after 20 s'), 20_000)
    child.on('error', (error) => refuse(error.message))
    child.on('exit', () => refuse(complaint.trim().split('\n').at(-1) ?? 'it ended'))
    child.stdio[3].on('data', (chunk) => {
      said += chunk
      if (!said.includes('\n')) return
      clearTimeout(timer)
      child.removeAllListeners('exit')
      done({ display: `:${said.trim()}`, stop })
    })
  })
}
