import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { inRoot, sharedCache } from './paths.mjs'
import { run } from './run.mjs'
import { detail, say, seconds } from './say.mjs'

const packageFolder = inRoot('node_modules', 'electron')
const releaseSite = { host: 'github.com', port: 443 }
const connectMs = 4_000
const downloadMs = 240_000
const rememberMs = 24 * 3600_000

/**
 * The folder of the vendor's own binary for the installed `electron` package, fetched with that package's
 * installer (which checks its checksums) if need be. null when it is not there and cannot be had; that is
 * remembered for a day, so that a machine without access is not kept waiting at every start.
 */
export async function vendorRuntime() {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  if (isInstalled(version)) return join(packageFolder, 'dist')
  const memo = join(sharedCache(), 'electron-vendor-unreachable')
  if (failedLately(memo, version)) return null
  const startedAt = performance.now()
  if (await canTry()) {
    say(`Fetching Electron ${version} from its vendor …`)
    // The installer reads this variable as "where the runtime is"; here it must put it in its own place.
    const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env
    const result = await run(process.execPath, [join(packageFolder, 'install.js')], {
      cwd: packageFolder,
      env,
      output: 'capture',
      timeoutMs: downloadMs,
    })
    if (result.code === 0 && isInstalled(version)) {
      say(`Electron ${version} fetched in ${seconds(startedAt)}.`)
      return join(packageFolder, 'dist')
    }
    detail(result.text.trim())
    // A download cut off half-way may leave a half-unpacked runtime behind.
    rmSync(join(packageFolder, 'dist'), { recursive: true, force: true })
  }
  mkdirSync(sharedCache(), { recursive: true })
  writeFileSync(memo, `${version}\n`)
  say("The vendor's Electron cannot be fetched from here; tried again after a day.")
  return null
}

function isInstalled(version) {
  const file = join(packageFolder, 'dist', 'version')
  return (
    existsSync(file) &&
    readFileSync(file, 'utf8').trim().replace(/^v/, '') === version &&
    existsSync(join(packageFolder, 'path.txt'))
  )
}

function failedLately(memo, version) {
  if (!existsSync(memo) || readFileSync(memo, 'utf8').trim() !== version) return false
  return Date.now() - statSync(memo).mtimeMs < rememberMs
}

/** A mirror or a proxy is the user's word that it works; otherwise one short connection tells. */
function canTry() {
  const { env } = process
  if (env.ELECTRON_MIRROR || env.npm_config_electron_mirror || env.HTTPS_PROXY || env.https_proxy) return true
  return new Promise((done) => {
    const socket = connect(releaseSite)
    const answer = (reachable) => {
      socket.destroy()
      done(reachable)
    }
    socket.setTimeout(connectMs, () => answer(false))
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}
