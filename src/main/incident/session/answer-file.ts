import { readSavedFile, type SavedFile } from '../../azure/saved-file.ts'

/** Reads a file with an answer, `-` from standard input. Never rejects. */
export function readAnswerBytes(path: string): Promise<SavedFile> {
  return readSavedFile(path, 'the saved output of a command')
}
