import { emptyParts } from '../../shared/azure/documents/model-parts.ts'
import { type FileRead, readAzureFile } from '../../shared/azure/documents/read-file.ts'
import { readSavedFile } from './saved-file.ts'

/** Reads saved `az` output, `-` from standard input. A file that cannot be read is told of; the others are read. */
export async function readAzureFiles(paths: readonly string[], signal?: AbortSignal): Promise<FileRead[]> {
  const files: FileRead[] = []
  for (const path of paths) {
    if (signal?.aborted === true) break
    const file = await readSavedFile(path, 'JSON that az printed')
    files.push(file.ok ? readAzureFile(file.bytes, file.name) : unread(file))
  }
  return files
}

function unread({ name, problem }: { readonly name: string; readonly problem: string }): FileRead {
  return { file: name, documents: [], parts: emptyParts(), problems: [problem], notes: [] }
}
