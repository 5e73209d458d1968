import { open, stat } from 'node:fs/promises'
import { decodeText } from '../../shared/azure/documents/decode-text.ts'
import { isLogTable } from '../../shared/azure/documents/log-table.ts'
import { readCurl } from '../../shared/incident/answer/curl.ts'
import { captureForm } from '../../shared/incident/answer/read-answer.ts'
import { readSClient } from '../../shared/incident/answer/s-client.ts'
import type { FileKind } from '../../shared/ipc/file-channels.ts'

/** What the window is given, sorted by what is in it: names lie, and many files have no extension at all. */
export class WindowFiles {
  readonly answers = {
    'files:kinds': async ({ paths }: { readonly paths: readonly string[] }) => {
      const kinds: FileKind[] = []
      for (const path of paths) kinds.push(await kindOf(path))
      return { kinds }
    },
  }
}

/** Enough for whatever stands above the first PEM block, and for the warnings of az. */
const LOOKED_AT = 64 * 1024

async function kindOf(path: string): Promise<FileKind> {
  const about = await stat(path).catch(() => null)
  if (about?.isDirectory() === true) return 'folder'
  // Not even opened: a pipe is read once, by whoever reads it.
  if (about?.isFile() !== true) return 'unknown'
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return 'unknown'
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(LOOKED_AT), 0, LOOKED_AT, 0)
    return bytesRead === 0 ? 'unknown' : kindOfBytes(buffer.subarray(0, bytesRead))
  } catch {
    return 'unknown'
  } finally {
    await file.close()
  }
}

/** Told by the first bytes of a file. */
export function kindOfBytes(bytes: Uint8Array): FileKind {
  if (captureForm(bytes) !== null) return 'capture'
  // A sequence with a length of its own: a certificate, a key, PKCS#7, PKCS#12.
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80 && (bytes[1] ?? 0) <= 0x84) return 'certificates'
  const { text } = decodeText(bytes)
  if (!isText(text)) return 'other'
  if (KEY_LOG.test(text)) return 'key-log'
  if (JSON_BEGINS.test(text) || isLogTable(text)) return 'saved-output'
  if (readSClient(text).length > 0 || readCurl(text) !== null) return 'answer'
  return PEM.test(text) ? 'certificates' : 'text'
}

const JSON_BEGINS = /^\s*[[{]/
const PEM = /-----BEGIN [A-Z0-9 ]+-----/
/** NSS key log: label, client random of 32 bytes, secret. */
const KEY_LOG = /^(?:[A-Z_]+_SECRET(?:_0)?|EXPORTER_SECRET|CLIENT_RANDOM) [0-9a-f]{64} [0-9a-f]{32,}/im

/** Text has no control characters but white space and escapes (az colours its output). */
function isText(text: string): boolean {
  let odd = 0
  const looked = Math.min(text.length, 4096)
  for (let at = 0; at < looked; at++) {
    const code = text.charCodeAt(at)
    if (code === 0xfffd || (code < 0x20 && !(code >= 0x09 && code <= 0x0d) && code !== 0x1b)) odd++
  }
  return odd * 50 <= looked
}
