import { constants } from 'node:fs'
import { access, type FileHandle, open, stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { CaptureError } from './events.ts'

/** Where a capture comes from: a path, `-` for standard input, bytes in memory, or chunks from anywhere. */
export type CaptureInput = string | Uint8Array | AsyncIterable<Uint8Array>

/** Bytes in order, pulled. Every `read` gives other work a turn on the event loop. */
export interface ByteSource {
  /** What messages call it. */
  readonly name: string
  /** Size in bytes if it is known. */
  readonly total: number | null
  /** Whether a read may be under way that nobody waits for: not where the next byte may never come. */
  readonly mayReadAhead: boolean
  /** Fills the front of `into`, at least one byte of it; 0 at the end. */
  read(into: Uint8Array): Promise<number>
  close(): Promise<void>
}

/** @throws CaptureError if the input cannot be opened */
export async function openSource(input: CaptureInput): Promise<ByteSource> {
  if (input instanceof Uint8Array) return memorySource(input, 0)
  if (typeof input !== 'string') return chunkSource('the input', input)
  if (input === '-') return chunkSource('standard input', process.stdin)
  return await fileSource(input, null)
}

/** From an offset on, what has offsets. @throws CaptureError if the input cannot be opened */
export async function openSourceAt(input: string | Uint8Array, offset: number): Promise<ByteSource> {
  return input instanceof Uint8Array ? memorySource(input, offset) : await fileSource(input, offset)
}

/** @param offset `null`: of what need not be a file, in the order in which it comes */
async function fileSource(path: string, offset: number | null): Promise<ByteSource> {
  let handle: FileHandle
  let total: number | null
  try {
    const status = await stat(path)
    if (status.isDirectory()) {
      throw new CaptureError('directory', path, `${path}: this is a directory, expected a capture file`)
    }
    total = status.isFile() ? status.size : null
    await access(path, constants.R_OK)
    handle = await open(path, 'r')
  } catch (failure) {
    throw asCaptureError(path, failure)
  }
  let at = offset
  return {
    name: path,
    total,
    mayReadAhead: total !== null,
    async read(into) {
      try {
        const { bytesRead } = await handle.read(into, 0, into.length, at)
        if (at !== null) at += bytesRead
        return bytesRead
      } catch (failure) {
        throw asCaptureError(path, failure)
      }
    },
    async close() {
      await handle.close()
    },
  }
}

function memorySource(bytes: Uint8Array, offset: number): ByteSource {
  let at = offset
  return {
    name: 'the input',
    total: bytes.length,
    mayReadAhead: false,
    async read(into) {
      await setImmediate()
      const length = Math.min(into.length, bytes.length - at)
      into.set(bytes.subarray(at, at + length))
      at += length
      return length
    },
    async close() {},
  }
}

/** Adapts any async iterable of chunks; a chunk larger than asked for is handed out in pieces. */
export function chunkSource(name: string, chunks: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]()
  let chunk: Uint8Array = new Uint8Array(0)
  let at = 0
  let ended = false
  return {
    name,
    total: null,
    mayReadAhead: false,
    async read(into) {
      await setImmediate()
      while (at === chunk.length && !ended) {
        const next = await nextChunk(name, iterator)
        if (next.done) ended = true
        else chunk = next.value
        at = 0
      }
      if (ended) return 0
      const length = Math.min(into.length, chunk.length - at)
      into.set(chunk.subarray(at, at + length))
      at += length
      return length
    },
    async close() {
      if (!ended) await iterator.return?.()
    },
  }
}

async function nextChunk(
  name: string,
  iterator: AsyncIterator<Uint8Array>,
): Promise<IteratorResult<Uint8Array>> {
  try {
    return await iterator.next()
  } catch (failure) {
    throw asCaptureError(name, failure)
  }
}

function asCaptureError(path: string, failure: unknown): CaptureError {
  if (failure instanceof CaptureError) return failure
  const code = failure instanceof Error && 'code' in failure ? String(failure.code) : ''
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new CaptureError('not-found', path, `${path}: there is no such file`)
    case 'EACCES':
    case 'EPERM':
      return new CaptureError('permission', path, `${path}: no permission to read this file`)
    case 'EISDIR':
      return new CaptureError('directory', path, `${path}: this is a directory, expected a capture file`)
    default: {
      const reason = failure instanceof Error ? failure.message : String(failure)
      return new CaptureError('io', path, `${path}: reading failed (${reason})`)
    }
  }
}
