import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ask } from './run.mjs'

/**
 * Why Chromium's sandbox cannot start here for this runtime folder and this user, as a clause; null when it
 * can. Chromium refuses it to root, and otherwise needs either unprivileged user namespaces or its own
 * helper owned by root with the set-uid bit.
 */
export function whyNoSandbox(folder) {
  if (process.platform !== 'linux') return null
  if (process.getuid() === 0) return "Chromium's sandbox does not run as root"
  const helper = join(folder, 'chrome-sandbox')
  if (helperIsSetUid(helper) || ask('unshare', ['-Ur', 'true']) !== null) return null
  return `this system forbids Chromium's sandbox (allow it with: sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}')`
}

function helperIsSetUid(helper) {
  if (!existsSync(helper)) return false
  const { uid, mode } = statSync(helper)
  return uid === 0 && (mode & 0o7777) === 0o4755
}
