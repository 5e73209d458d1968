import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { buildInputFiles, contentDigest, listingDigest } from './fingerprint.mjs'
import { withLock } from './lock.mjs'
import { inRoot, localCache } from './paths.mjs'
import { run } from './run.mjs'
import { SetupError, say, seconds } from './say.mjs'

const stampFile = join(localCache, 'build-stamp.json')
const outputs = [
  'out/main/index.js',
  'out/main/engine.js',
  'out/main/cli.js',
  'out/main/judge.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
]

/** True when the bundles are there and made from the sources as they are. */
export function isBuilt() {
  return freshness() !== null
}

/** Builds the bundles unless they are current. Resolves to the content digest they were made from. */
export async function ensureBuilt({ force = false } = {}) {
  const known = force ? null : freshness()
  if (known !== null) return known
  return withLock('build', async () => {
    const meanwhile = force ? null : freshness()
    if (meanwhile !== null) return meanwhile
    const startedAt = performance.now()
    say('Building …')
    const files = buildInputFiles()
    const stamp = { listing: listingDigest(files), content: contentDigest(files) }
    const result = await run(
      process.execPath,
      [inRoot('node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: inRoot(),
        output: 'capture',
        timeoutMs: 300_000,
        env: { ...process.env, NODE_ENV: 'production' },
      },
    )
    if (result.code !== 0 || !outputs.every((file) => existsSync(inRoot(file)))) {
      process.stderr.write(process.stderr.isTTY ? result.text : stripVTControlCharacters(result.text))
      throw new SetupError(
        result.timedOut
          ? 'The build did not end within 5 minutes.'
          : 'The build failed; its own message is above.',
        'Correct the source it names and run the same command again; "npm run typecheck" often says more.',
      )
    }
    save(stamp)
    say(`Built in ${seconds(startedAt)}.`)
    return stamp.content
  })
}

/** The content digest of the current bundles, or null when they are missing or stale. */
function freshness() {
  if (!outputs.every((file) => existsSync(inRoot(file)))) return null
  const stamp = readStamp()
  if (stamp === null) return null
  const files = buildInputFiles()
  const listing = listingDigest(files)
  if (stamp.listing === listing) return stamp.content
  // Times move without content on a checkout or a copy; hashing some megabytes is cheaper than a build.
  const content = contentDigest(files)
  if (stamp.content !== content) return null
  save({ listing, content })
  return content
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'))
  } catch {
    return null
  }
}

function save(stamp) {
  mkdirSync(localCache, { recursive: true })
  writeFileSync(stampFile, JSON.stringify(stamp))
}
