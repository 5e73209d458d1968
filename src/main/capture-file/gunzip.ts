import { createGunzip, type Gunzip } from 'node:zlib'
import type { ByteSource } from './byte-source.ts'

/** Compressed bytes handed to zlib at a time; bounds what one step can unpack to (about 1000 times as much). */
const STEP = 32 * 1024

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * The unpacked bytes of a gzip file of one or several members (RFC 1952). Damage or a missing end gives what
 * could be unpacked, then one call of `damaged`, then the end.
 * @param head bytes of `source` that were read already
 */
export async function* gunzip(
  source: ByteSource,
  head: Uint8Array,
  damaged: (reason: string) => void,
): AsyncGenerator<Uint8Array> {
  const inflater = createGunzip({ chunkSize: 128 * 1024 })
  const unpacked: Uint8Array[] = []
  const state: { ended: boolean; reason: string | null } = { ended: false, reason: null }
  inflater.on('data', (chunk: Uint8Array) => unpacked.push(chunk))
  inflater.on('end', () => {
    state.ended = true
  })
  inflater.on('error', (error) => {
    state.reason = error.message
  })
  try {
    for await (const packed of steps(source, head)) {
      await write(inflater, packed)
      yield* unpacked.splice(0)
      // zlib ends by itself where something other than a further member follows the last one.
      if (state.reason !== null || state.ended) break
    }
    if (state.reason === null && !state.ended) {
      await finish(inflater)
      yield* unpacked.splice(0)
    }
    if (state.reason !== null) damaged(state.reason)
  } finally {
    inflater.destroy()
  }
}

/** The compressed bytes in pieces; each is valid until the next is asked for. */
async function* steps(source: ByteSource, head: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < head.length; at += STEP) yield head.subarray(at, at + STEP)
  const packed = new Uint8Array(STEP)
  for (;;) {
    const length = await source.read(packed)
    if (length === 0) return
    yield packed.subarray(0, length)
  }
}

/** Resolves when `packed` is used up, or unpacking failed: zlib holds on to it until then. */
function write(inflater: Gunzip, packed: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      inflater.off('error', done)
      resolve()
    }
    inflater.once('error', done)
    inflater.write(packed, done)
  })
}

function finish(inflater: Gunzip): Promise<void> {
  return new Promise((resolve) => {
    inflater.once('end', resolve)
    inflater.once('error', () => resolve())
    inflater.end()
  })
}
