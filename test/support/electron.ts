import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** An unpacked runtime: the one given, or what the set-up put into the cache. Nothing is fetched for this. */
export function findElectron(): string | null {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tlscope')
  const cached = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('electron-')) : []
  const folders = [process.env.TLSCOPE_ELECTRON ?? '', ...cached.map((name) => join(cache, name))]
  const executables = folders.filter((at) => at !== '').map((at) => join(at, 'electron'))
  return executables.find((file) => existsSync(file)) ?? null
}
