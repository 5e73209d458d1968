import { ask, onPath } from './run.mjs'
import { SetupError, say } from './say.mjs'

const name = 'tlscope-e2e'

/**
 * The user as whom Chromium is started. Root gets an unprivileged account made for it, because Chromium's
 * sandbox refuses root and the tests are to prove what ships; anyone else is used as they are (null).
 * Resolves to `{ name, uid, gid }`.
 */
export function unprivilegedUser() {
  if (process.getuid?.() !== 0) return null
  if (!onPath('setpriv')) throw new SetupError('setpriv is missing.', 'Install the package util-linux.')
  const found = lookUp()
  if (found !== null) return found
  say(`Making the unprivileged user ${name} for the window's tests …`)
  const made = ask('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    name,
  ])
  const user = lookUp()
  if (made === null || user === null)
    throw new SetupError(`The unprivileged user ${name} could not be made.`, `Try: useradd --system ${name}`)
  return user
}

/** The words that stand before a command to run it as that user; none for null. */
export function asUser(user) {
  if (user === null) return []
  return ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--inh-caps=-all', '--']
}

function lookUp() {
  const entry = ask('getent', ['passwd', name])
  if (entry === null) return null
  const [, , uid, gid] = entry.split(':')
  return { name, uid: Number(uid), gid: Number(gid) }
}
