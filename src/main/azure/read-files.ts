import { readFile, stat } from 'node:fs/promises'
import { emptyParts } from '../../shared/azure/documents/model-parts.ts'
import { type FileRead, LARGEST_FILE, readAzureFile } from '../../shared/azure/documents/read-file.ts'

/** Reads saved `az` output, `-` from standard input. A file that cannot be read is told of; the others are read. */
export async function readAzureFiles(paths: readonly string[], signal?: AbortSignal): Promise<FileRead[]> {
  const files: FileRead[] = []
  for (const path of paths) {
    if (signal?.aborted === true) break
    files.push(await readOne(path))
  }
  return files
}

async function readOne(path: string): Promise<FileRead> {
  try {
    if (path === '-') return readAzureFile(await standardInput(), 'standard input')
    const { size } = await stat(path)
    // The pure reader says the same of bytes; this many are not even fetched.
    if (size > LARGEST_FILE) return unread(path, `${size} bytes are more than this reads (${LARGEST_FILE})`)
    return readAzureFile(await readFile(path), path)
  } catch (error) {
    return unread(path, reason(error))
  }
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    // One byte more than is allowed lets the reader say so.
    if (length > LARGEST_FILE) break
  }
  return Buffer.concat(chunks)
}

function unread(file: string, sentence: string): FileRead {
  return { file, documents: [], parts: emptyParts(), problems: [`${file}: ${sentence}`], notes: [] }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return 'no such file, expected JSON that az printed'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return 'is a directory, expected a file with JSON that az printed'
  return 'could not be read'
}
