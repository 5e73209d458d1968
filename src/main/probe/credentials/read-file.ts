import { open } from 'node:fs/promises'
import { CredentialError } from './credential-error.ts'
import { elsewhereByName } from './elsewhere.ts'

/** Room for a chain of any length that anybody ever sent; more is no credential. */
const LARGEST_FILE = 16 * 1024 * 1024

/**
 * Reads a whole file with a certificate or key.
 * @param name as the user gave it; what names no file but a place where keys lie is told apart here
 * @throws CredentialError
 */
export async function readCredentialFile(name: string): Promise<Uint8Array> {
  let file: Awaited<ReturnType<typeof open>>
  try {
    file = await open(name, 'r')
  } catch (error) {
    const elsewhere = elsewhereByName(name)
    if (elsewhere)
      throw new CredentialError('unsupported-store', `${name}: ${elsewhere.what}`, elsewhere.wayRound)
    throw new CredentialError('unreadable', `${name}: ${reason(error)}`)
  }
  try {
    return await upTo(name, file)
  } catch (error) {
    if (error instanceof CredentialError) throw error
    throw new CredentialError('unreadable', `${name}: ${reason(error)}`)
  } finally {
    await file.close()
  }
}

/** Not by the size that is announced: a device or a pipe has none, and a file may grow. */
async function upTo(name: string, file: Awaited<ReturnType<typeof open>>): Promise<Uint8Array> {
  if ((await file.stat()).isDirectory()) {
    throw new CredentialError(
      'unreadable',
      `${name}: is a folder, expected a certificate, a key or a PKCS#12 file`,
    )
  }
  const pieces: Uint8Array[] = []
  for (let length = 0; ; ) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(256 * 1024))
    if (bytesRead === 0) break
    length += bytesRead
    if (length > LARGEST_FILE) {
      throw new CredentialError(
        'too-large',
        `${name}: is larger than ${LARGEST_FILE / 1024 / 1024} MiB, expected a certificate, a key or a PKCS#12 file`,
      )
    }
    pieces.push(buffer.subarray(0, bytesRead))
  }
  if (pieces.length === 0) {
    throw new CredentialError('empty', `${name}: is empty, expected a certificate, a key or a PKCS#12 file`)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'no such file'
    case 'ENOTDIR':
      return 'no such file: part of its path is no folder'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user'
    case 'EISDIR':
      return 'is a folder, expected a certificate, a key or a PKCS#12 file'
    default:
      return `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`
  }
}
