import { readFile, stat } from 'node:fs/promises'

/** A file with an answer, as it was found. */
export type AnswerFile =
  | { readonly ok: true; readonly name: string; readonly bytes: Uint8Array }
  /** One sentence that names the file. */
  | { readonly ok: false; readonly problem: string }

/** An answer is the output of a command; the reader of `az` output has the same bound. */
export const LARGEST_ANSWER = 32 * 1024 * 1024

/** Reads a file, `-` from standard input. Never rejects. */
export async function readAnswerBytes(path: string): Promise<AnswerFile> {
  try {
    if (path === '-') return sized('standard input', await standardInput())
    const { size } = await stat(path)
    if (size > LARGEST_ANSWER) return tooLarge(path, size)
    return sized(path, await readFile(path))
  } catch (error) {
    return { ok: false, problem: `${path}: ${reason(error)}` }
  }
}

function sized(name: string, bytes: Uint8Array): AnswerFile {
  return bytes.length > LARGEST_ANSWER ? tooLarge(name, bytes.length) : { ok: true, name, bytes }
}

function tooLarge(name: string, size: number): AnswerFile {
  const problem = `${name}: ${size} bytes are more than an answer may have (${LARGEST_ANSWER}); save the output of one command`
  return { ok: false, problem }
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LARGEST_ANSWER) break
  }
  return Buffer.concat(chunks)
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return 'no such file, expected the saved output of a command'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return 'is a directory, expected a file with the output of a command'
  return 'could not be read'
}
