/**
 * `npm run package`: the unpacked application for this platform, without any download.
 *
 *   npm run package                         dist/linux-unpacked and the like
 *   npm run package -- --test-build         dist/test/…: the same, but Playwright may attach to it
 *   npm run package -- --targets deb,rpm    installers, on a machine that can fetch their tools
 *
 * Nothing here is signed, so everything but a build with TLSCOPE_RELEASE=1 calls itself a test or unsigned build.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './bootstrap/build.mjs'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { contentDigest } from './bootstrap/fingerprint.mjs'
import { inRoot, localCache, root } from './bootstrap/paths.mjs'
import { SetupError, say, seconds, stop, warn } from './bootstrap/say.mjs'
import { announce, electronRuntime } from './electron-runtime.mjs'

/**
 * Packages the current bundles for this platform. Resolves to `{ folder, executable, runtime }`, the
 * unpacked application. A test build that is current is not made again.
 */
export async function packageApp({ testBuild = false, targets = ['dir'] } = {}) {
  const digest = await ensureBuilt()
  const runtime = await electronRuntime()
  announce(runtime)
  const output = testBuild ? 'dist/test' : 'dist'
  const folder = unpackedFolder(output)
  const executable = join(folder, process.platform === 'win32' ? 'tlscope.exe' : 'tlscope')
  const result = { folder, executable, runtime }
  const stampFile = join(localCache, 'package-stamp')
  const stamp = `${digest} ${contentDigest(['electron-builder.yml', 'bin/tlscope.mjs', 'scripts/package.mjs'])} ${runtime.folder} ${runtime.version}`
  if (
    testBuild &&
    existsSync(executable) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp
  )
    return result
  const startedAt = performance.now()
  say(testBuild ? 'Packaging the test build …' : 'Packaging …')
  rmSync(folder, { recursive: true, force: true })
  rmSync(stampFile, { force: true })
  await runBuilder(runtime, output, testBuild, targets)
  if (!existsSync(executable)) throw new SetupError(`Packaging ended without the application in ${output}.`)
  mkdirSync(localCache, { recursive: true })
  if (testBuild) writeFileSync(stampFile, stamp)
  say(`Packaged in ${seconds(startedAt)}.`)
  return result
}

async function runBuilder(runtime, output, testBuild, targets) {
  // Its chatter is of no use when all goes well, and its errors are thrown.
  if (!process.env.TLSCOPE_VERBOSE) process.env.ELECTRON_BUILDER_LOG_LEVEL ??= 'error'
  const { Arch, build, Platform } = await import('electron-builder')
  gatherCommandLine()
  const platform = Platform.current()
  const arch = { x64: Arch.x64, arm64: Arch.arm64 }[process.arch] ?? Arch.x64
  await build({
    projectDir: root,
    targets: platform.createTarget(targets, arch),
    publish: 'never',
    config: {
      electronDist: runtime.folder,
      electronVersion: runtime.version,
      directories: { output },
      // What opens a folder named on the command line has no business in an application.
      afterPack: ({ appOutDir }) => rmSync(join(appOutDir, 'resources', 'default_app.asar'), { force: true }),
      ...naming(runtime, testBuild),
      ...(testBuild ? { electronFuses: { enableNodeCliInspectArguments: true } } : {}),
    },
  })
}

/** The command line as it lies beside the app. electron-builder leaves out of the archive what it finds here. */
function gatherCommandLine() {
  const folder = join(localCache, 'cli')
  rmSync(folder, { recursive: true, force: true })
  const electronOnly = new Set(['index.js', 'engine.js'].map((file) => inRoot('out/main', file)))
  for (const part of ['package.json', 'bin/tlscope.mjs', 'out/main', 'resources/runbook'])
    cpSync(inRoot(part), join(folder, part), {
      recursive: true,
      filter: (source) => !electronOnly.has(source) && !source.endsWith('.map'),
    })
}

/** An unsigned or test build says so in its name, its title bar and its file names. */
function naming(runtime, testBuild) {
  const named = (productName, suffix) => ({
    productName,
    extraMetadata: { productName },
    artifactName: nameWith(suffix),
  })
  if (!testBuild && runtime.origin === 'npm')
    warn(`Electron ${runtime.version} is out of support: this build is for testing, not for release.`)
  if (testBuild || runtime.origin === 'npm') return named('tlscope (test build)', 'test-build')
  return process.env.TLSCOPE_RELEASE === '1' ? {} : named('tlscope (unsigned)', 'unsigned')
}

// electron-builder's own placeholders, not JavaScript's.
const nameWith = (suffix) =>
  ['$', '{name}-$', '{version}-$', '{os}-$', `{arch}-${suffix}.$`, '{ext}'].join('')

function unpackedFolder(output) {
  const platform = { linux: 'linux', win32: 'win', darwin: 'mac' }[process.platform]
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`
  return inRoot(output, platform === 'mac' ? `mac${arch}` : `${platform}${arch}-unpacked`)
}

async function main(args) {
  await ensureDependencies()
  const at = args.indexOf('--targets')
  const targets = at < 0 ? ['dir'] : (args[at + 1] ?? '').split(',').filter(Boolean)
  const { folder } = await packageApp({ testBuild: args.includes('--test-build'), targets })
  process.stdout.write(`${folder}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(process.argv.slice(2)).catch(stop)
