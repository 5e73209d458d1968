import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from './run.mjs'
import { SetupError } from './say.mjs'
import { asUser } from './unprivileged.mjs'

/**
 * A copy of the packaged application where `user` can reach it (a clone may lie below a private folder),
 * with Chromium's sandbox helper as an installer leaves it, a launcher that changes to that user, and
 * folders it may write to. Resolves to `{ launcher, home, captures, remove }`.
 */
export function stageApp(packaged, user) {
  const folder = mkdtempSync(join(stagePlace(user), 'tlscope-e2e-'))
  chmodSync(folder, 0o755)
  const application = join(folder, 'app')
  cpSync(packaged, application, { recursive: true, mode: constants.COPYFILE_FICLONE })
  const helper = join(application, 'chrome-sandbox')
  if (process.getuid() === 0 && existsSync(helper)) {
    chownSync(helper, 0, 0)
    chmodSync(helper, 0o4755)
  }
  const launcher = join(folder, 'launch')
  const words = [...asUser(user), join(application, 'tlscope')].map((word) => `'${word}'`)
  writeFileSync(launcher, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 })
  const home = join(folder, 'home')
  const captures = join(folder, 'captures')
  for (const place of [home, captures]) {
    mkdirSync(place)
    if (user !== null) chownSync(place, user.uid, user.gid)
  }
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  return { launcher, home, captures, remove }
}

/** A temporary folder that `user` can enter and where the set-uid bit counts. */
function stagePlace(user) {
  const places = [tmpdir(), '/tmp', '/var/tmp']
  const fit = places.find((place) => {
    const reachable =
      user === null ||
      ask(asUser(user)[0], [...asUser(user).slice(1), 'test', '-x', place, '-a', '-w', place]) !== null
    return (
      reachable &&
      !/\b(nosuid|noexec)\b/.test(ask('findmnt', ['-no', 'OPTIONS', '-T', place]) ?? '') &&
      writable(place)
    )
  })
  if (fit === undefined)
    throw new SetupError(
      `None of ${places.join(', ')} can hold the packaged application.`,
      'Set TMPDIR to a folder that can.',
    )
  return fit
}

function writable(place) {
  try {
    accessSync(place, constants.W_OK)
    return true
  } catch {
    return false
  }
}
