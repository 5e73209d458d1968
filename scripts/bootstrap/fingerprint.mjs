import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './paths.mjs'

/** What the bundles are made from. A change in any of these asks for a new build. */
const buildInputs = [
  'src',
  'resources',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'tsconfig.base.json',
]

/** Paths below the checkout, relative, sorted, of every file the bundles are made from. */
export function buildInputFiles() {
  return buildInputs.flatMap((input) => list(input)).sort()
}

/** Changes when any file's path, size or time changes: stat only, a few milliseconds. */
export function listingDigest(files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const { size, mtimeMs } = statSync(inRoot(file))
    hash.update(`${file}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** Changes only when a file's path or content changes. */
export function contentDigest(files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0')
  return hash.digest('hex')
}

function list(relative) {
  let stat
  try {
    stat = statSync(inRoot(relative))
  } catch {
    return []
  }
  if (!stat.isDirectory()) return [relative]
  return readdirSync(inRoot(relative), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? list(join(relative, entry.name)) : [join(relative, entry.name)],
  )
}
