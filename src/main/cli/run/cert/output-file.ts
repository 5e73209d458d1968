import { open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandError } from '../../exit-status.ts'

/** Says before anything is read or sent that the output could not be written. @throws CommandError */
export async function checkOutput(path: string, force: boolean): Promise<void> {
  const there = await stat(path).catch(() => null)
  if (there?.isDirectory() === true) throw new CommandError(`--out ${path}: is a folder, expected a file`)
  if (there !== null && !force)
    throw new CommandError(`--out ${path}: is there already; --force overwrites it`)
  const folder = await stat(dirname(path)).catch(() => null)
  if (folder?.isDirectory() !== true)
    throw new CommandError(`--out ${path}: there is no folder ${dirname(path)}`)
}

/** Writes the whole file, and none in place of one that came to be meanwhile. @throws CommandError */
export async function writeOutput(path: string, text: string, force: boolean): Promise<void> {
  try {
    const file = await open(path, force ? 'w' : 'wx')
    try {
      await file.writeFile(text)
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    const why =
      code === 'EEXIST'
        ? 'is there already; --force overwrites it'
        : code === 'EACCES' || code === 'EPERM'
          ? 'may not be written by this user'
          : `cannot be written (${code})`
    throw new CommandError(`--out ${path}: ${why}`)
  }
}
