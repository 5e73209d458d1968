import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The checkout this script belongs to. */
export const root = resolve(import.meta.dirname, '../..')

/** A path inside the checkout. */
export const inRoot = (...parts) => join(root, ...parts)

/** Build and packaging stamps; ignored by git, safe to delete. */
export const localCache = inRoot('.cache')

/**
 * What is worth sharing between checkouts: the Electron runtime. TLSCOPE_CACHE moves it; otherwise the
 * platform's own cache folder is used.
 */
export function sharedCache() {
  if (process.env.TLSCOPE_CACHE) return resolve(process.env.TLSCOPE_CACHE)
  if (process.platform === 'win32')
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'tlscope', 'Cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'tlscope')
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tlscope')
}
