import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * The folder of captures shared between checkouts: TLSCOPE_SHARED, else `../shared` beside this checkout;
 * null where there is none.
 */
export const sharedFolder: string | null = find()

function find(): string | null {
  const folder = resolve(process.env.TLSCOPE_SHARED || join(import.meta.dirname, '../../../shared'))
  return existsSync(folder) ? folder : null
}

/** A path inside the shared folder; null where the folder or the file is not there. */
export function sharedPath(...parts: string[]): string | null {
  if (sharedFolder === null) return null
  const path = join(sharedFolder, ...parts)
  return existsSync(path) ? path : null
}

/**
 * Why a test that needs `parts` of the shared folder cannot run; null when it can. To be used as
 * `it.skipIf(tellWhyAbsent('scenarios') !== null)(…)`; the reason is printed once for each path.
 */
export function tellWhyAbsent(...parts: string[]): string | null {
  if (sharedPath(...parts) !== null) return null
  const name = parts.join('/') || 'itself'
  const reason =
    sharedFolder === null
      ? 'the shared folder is absent (set TLSCOPE_SHARED)'
      : `the shared folder has no ${name}`
  if (!told.has(name)) console.warn(`skipped: ${reason}`)
  told.add(name)
  return reason
}

const told = new Set<string>()
