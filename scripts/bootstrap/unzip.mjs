import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * Unpacks part of a zip into `folder`, keeping the files' modes. `rename` is asked about each path in the
 * archive and gives the path below `folder`, or null to leave it out.
 */
export async function extractZip(zip, folder, rename) {
  const { openPromise } = await import('yauzl')
  const archive = await openPromise(zip)
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue
    const name = rename(entry.fileName)
    if (name === null) continue
    const target = resolve(folder, name)
    if (!target.startsWith(resolve(folder) + sep)) throw new Error(`${entry.fileName} would leave the folder`)
    mkdirSync(dirname(target), { recursive: true })
    const mode = (entry.externalFileAttributes >>> 16) & 0o777
    await pipeline(
      await archive.openReadStreamPromise(entry),
      createWriteStream(target, { mode: mode || 0o644 }),
    )
  }
}
