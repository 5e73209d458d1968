import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { CommandError } from '../../exit-status.ts'

/** Says before a packet is sent what would only be found out after the last one. @throws CommandError */
export async function checkSaveTarget(path: string | undefined, withSecrets: boolean): Promise<void> {
  if (path === undefined) {
    if (withSecrets) throw new CommandError('--with-secrets needs a file to put them into: --save F.pcapng')
    return
  }
  if (extname(path).toLowerCase() !== '.pcapng') {
    throw new CommandError(`--save ${path}: probes are saved as pcapng; name a file that ends in .pcapng`)
  }
  const there = await stat(path).catch(() => null)
  if (there?.isDirectory() === true) throw new CommandError(`--save ${path}: is a folder, expected a file`)
  const place = there === null ? dirname(path) : path
  const writable = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable) {
    const why = there === null ? `no file can be made in ${place}` : 'may not be written by this user'
    throw new CommandError(`--save ${path}: ${why}`)
  }
}
