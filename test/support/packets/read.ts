import type { CaptureInput } from '../../../src/main/capture-file/byte-source.ts'
import type { CaptureSummary, CaptureWarning } from '../../../src/main/capture-file/events.ts'
import { readCapture } from '../../../src/main/capture-file/read-capture.ts'

export interface ReadPacket {
  readonly frame: number
  readonly interfaceIndex: number
  readonly linkType: number
  readonly seconds: number
  readonly nanos: number
  readonly bytes: Uint8Array
  readonly originalLength: number
}

/** Everything a capture holds, copied out. */
export interface ReadResult {
  readonly summary: CaptureSummary
  readonly packets: ReadPacket[]
  readonly warnings: CaptureWarning[]
  readonly interfaces: { linkType: number; snapLength: number; name: string | null }[]
  readonly secrets: { type: number; bytes: Uint8Array }[]
  readonly names: { address: string; names: readonly string[] }[]
  readonly comments: { frame: number | null; text: string }[]
}

/** Reads a whole capture from a path, chunks, or bytes (handed over in pieces of `chunkSize`). */
export async function readAll(
  input: CaptureInput | Uint8Array,
  chunkSize = Number.MAX_SAFE_INTEGER,
): Promise<ReadResult> {
  const rest: Omit<ReadResult, 'summary'> = {
    packets: [],
    warnings: [],
    interfaces: [],
    secrets: [],
    names: [],
    comments: [],
  }
  const source = input instanceof Uint8Array ? chunksOf(input, () => chunkSize) : input
  const summary = await readCapture(source, {
    interface: (_, linkType, snapLength, name) => rest.interfaces.push({ linkType, snapLength, name }),
    packet: ({ start, end, bytes, ...packet }) => {
      rest.packets.push({ ...packet, bytes: bytes.slice(start, end) })
    },
    secrets: (type, bytes) => rest.secrets.push({ type, bytes: bytes.slice() }),
    name: (address, names) => rest.names.push({ address, names }),
    comment: (frame, text) => rest.comments.push({ frame, text }),
    warning: (warning) => rest.warnings.push(warning),
  })
  return { summary, ...rest }
}

export async function* chunksOf(bytes: Uint8Array, size: () => number): AsyncGenerator<Uint8Array> {
  let at = 0
  while (at < bytes.length) {
    const end = Math.min(bytes.length, at + size())
    yield bytes.subarray(at, end)
    at = end
  }
}
