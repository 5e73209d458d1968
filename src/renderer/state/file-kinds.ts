import type { FileKind } from '../../shared/ipc/file-channels.ts'

/** Which view reads a file: by what is in it; by its name where that does not tell. Pure. */

export type Reader = 'capture' | 'certificates' | 'azure' | 'session'

/** Files by the view that reads them, and those that none does, each with why in a sentence. */
export interface SortedFiles extends Readonly<Record<Reader, readonly string[]>> {
  readonly refused: readonly string[]
}

const READERS: Readonly<Partial<Record<FileKind, Reader>>> = {
  capture: 'capture',
  certificates: 'certificates',
  'saved-output': 'azure',
  answer: 'session',
}

const BY_NAME: readonly (readonly [RegExp, Reader])[] = [
  [/\.(pem|cer|crt|der|pfx|p12|p7b|p7c|key)$/i, 'certificates'],
  [/\.(json|jsonl|txt|csv)$/i, 'azure'],
  [/\.(pcap|pcapng|cap|dmp)(\d+|\.gz)?$/i, 'capture'],
]

/** @param kinds of the paths, in their order; where there is none, the name decides */
export function sortFiles(paths: readonly string[], kinds: readonly FileKind[]): SortedFiles {
  const sorted: Record<Reader, string[]> = { capture: [], certificates: [], azure: [], session: [] }
  const refused: string[] = []
  for (const [at, path] of paths.entries()) {
    const kind = kinds[at] ?? 'unknown'
    const reader = READERS[kind] ?? readerByName(path, kind)
    if (reader === null) refused.push(refusal(path, kind))
    else sorted[reader].push(path)
  }
  return { ...sorted, refused }
}

/** A damaged file still goes to whoever can say what is wrong with it. */
function readerByName(path: string, kind: FileKind): Reader | null {
  if (kind === 'folder' || kind === 'key-log') return null
  const named = BY_NAME.find(([pattern]) => pattern.test(path))?.[1]
  if (named !== undefined) return named
  if (kind === 'text') return 'azure'
  // What cannot be looked at, as it is not there, or a pipe: a capture, whose reader says so.
  return kind === 'other' ? null : 'capture'
}

function refusal(path: string, kind: FileKind): string {
  const name = path.replace(/^.*[\\/](?=.)/, '')
  switch (kind) {
    case 'folder':
      return `${name} is a folder. Open the files in it.`
    case 'key-log':
      return `${name} is a key log. Open the capture first, then choose the key log with the Decrypt button.`
    default:
      return `${name} is neither a capture, nor a certificate file, nor the output of a command. It was not opened.`
  }
}
