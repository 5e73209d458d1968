import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { buildCap } from './native-cap.mjs'
import { inRoot } from './paths.mjs'
import { npm } from './run.mjs'
import { SetupError, say, seconds } from './say.mjs'

const stampFile = inRoot('node_modules', '.tlscope-stamp')

/**
 * Installs the locked npm dependencies when they are missing or not those of the lock file. Install
 * scripts are not run: none of the packages needs one, and the one native package is built apart.
 */
export async function ensureDependencies() {
  checkNodeVersion()
  const wanted = lockDigest()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === wanted) return
  if (!existsSync(stampFile) && installedMatchesLock()) {
    writeFileSync(stampFile, `${wanted}\n`)
    return
  }
  const startedAt = performance.now()
  say('Installing the locked npm dependencies (once, or when package-lock.json changes) …')
  const result = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: inRoot(),
    output: 'stderr',
  })
  if (result.code !== 0)
    throw new SetupError(
      `npm could not install the dependencies (exit ${result.code}).`,
      'Check that the npm registry can be reached (npm ping), set a proxy with "npm config set proxy …" if you need one, then run the same command again.',
    )
  writeFileSync(stampFile, `${wanted}\n`)
  say(`Dependencies installed in ${seconds(startedAt)}.`)
  await buildCap()
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex')
}

/**
 * True when npm itself installed exactly this lock before (a plain `npm ci`): npm leaves a copy of the lock
 * in node_modules, so a second installation can be spared.
 */
function installedMatchesLock() {
  const hidden = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  try {
    const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages
    const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages
    return Object.entries(wanted).every(
      ([name, entry]) =>
        name === '' ||
        entry.optional === true ||
        entry.devOptional === true ||
        (installed[name]?.version === entry.version && existsSync(inRoot(name))),
    )
  } catch {
    return false
  }
}

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return
  throw new SetupError(
    `This is Node ${process.versions.node}; tlscope needs Node 20.19 or newer, or 22.12 or newer.`,
    'Install a current Node, then run the same command again.',
  )
}
