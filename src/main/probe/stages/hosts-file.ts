import { open } from 'node:fs/promises'
import { parseAddress } from '../../../shared/packet/address.ts'
import type { NameResolution } from '../probe.ts'

export type HostsEntry = NameResolution['hostsEntries'][number]

/** Real ones have a few lines; ad blockers' a few hundred thousand. */
const READ = 16 * 1024 * 1024
const ENTRIES = 64

/** The lines of a hosts file that name a host. A file that cannot be read names nobody. */
export async function hostsEntries(file: string, name: string): Promise<HostsEntry[]> {
  const text = await start(file)
  if (text === null) return []
  const wanted = plain(name)
  const entries: HostsEntry[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (entries.length >= ENTRIES) break
    // Most lines of a long file are somebody else's.
    if (!line.toLowerCase().includes(wanted)) continue
    const [address = '', ...names] = line.replace(/#.*$/, '').trim().split(/\s+/)
    if (parseAddress(address.replace(/%.*$/, '')) === null) continue
    if (names.some((each) => plain(each) === wanted)) entries.push({ file, line: index + 1, address })
  }
  return entries
}

async function start(path: string): Promise<string | null> {
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.min(size, READ)) })
      return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '')
    } finally {
      await file.close()
    }
  } catch {
    return null
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
