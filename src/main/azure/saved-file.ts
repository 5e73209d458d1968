import { readFile, stat } from 'node:fs/promises'
import { LARGEST_FILE, largerThanRead } from '../../shared/azure/documents/read-file.ts'

/** The bytes of what somebody saved, as they were found. */
export type SavedFile =
  | { readonly ok: true; readonly name: string; readonly bytes: Uint8Array }
  /** One sentence that names the file. */
  | { readonly ok: false; readonly name: string; readonly problem: string }

/**
 * Reads a file, `-` from standard input, up to `LARGEST_FILE`. Never rejects.
 * @param expected what it should hold, in a sentence: `the saved output of a command`
 */
export async function readSavedFile(path: string, expected: string): Promise<SavedFile> {
  try {
    if (path === '-') return sized('standard input', await standardInput())
    const { size } = await stat(path)
    // More are not even fetched.
    return size > LARGEST_FILE ? unread(path, largerThanRead(size)) : sized(path, await readFile(path))
  } catch (error) {
    return unread(path, reason(error, expected))
  }
}

function sized(name: string, bytes: Uint8Array): SavedFile {
  return bytes.length > LARGEST_FILE ? unread(name, largerThanRead(bytes.length)) : { ok: true, name, bytes }
}

function unread(name: string, sentence: string): SavedFile {
  return { ok: false, name, problem: `${name}: ${sentence}` }
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    // One byte more than is allowed is enough to say so.
    if (length > LARGEST_FILE) break
  }
  return Buffer.concat(chunks)
}

function reason(error: unknown, expected: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return `no such file, expected ${expected}`
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return `is a directory, expected ${expected}`
  return 'could not be read'
}
