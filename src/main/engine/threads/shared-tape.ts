import { NOBODY } from '../record-receiver.ts'
import { PART, roomFor } from './tape.ts'
import { playConnection } from './tape-reader.ts'

/** Bytes that are kept for the next tapes: no thread sees how much of what is shared is garbage. */
const SPARE = 4 * 1024 * 1024
/** u8 kind, u32 length. */
const PART_HEADER = 5

/** Room for tapes that two threads see at once, used again and again. */
export class SharedTapes {
  readonly #spare: SharedArrayBuffer[] = []

  #spareBytes = 0

  /** A tape with the same on it. */
  copyOf(written: Uint8Array): Uint8Array<SharedArrayBuffer> {
    const tape = new Uint8Array(this.#room(written.length), 0, written.length)
    tape.set(written)
    return tape
  }

  /** Nobody reads it any more. */
  giveBack({ buffer }: Uint8Array<SharedArrayBuffer>): void {
    if (this.#spareBytes + buffer.byteLength > SPARE) return
    this.#spareBytes += buffer.byteLength
    this.#spare.push(buffer)
  }

  #room(length: number): SharedArrayBuffer {
    const at = this.#spare.findIndex(({ byteLength }) => byteLength >= length)
    const [spare] = at < 0 ? [] : this.#spare.splice(at, 1)
    if (spare === undefined) return new SharedArrayBuffer(roomFor(length))
    this.#spareBytes -= spare.byteLength
    return spare
  }
}

/**
 * Takes one connection off a tape, in place.
 * @param connection counted from 1, over the connections alone
 * @returns the tape, shorter, and the connection's number; `null`: there are not so many
 */
export function withoutConnection<Room extends ArrayBufferLike>(
  tape: Uint8Array<Room>,
  connection: number,
): { readonly tape: Uint8Array<Room>; readonly tcpStream: number } | null {
  let left = connection
  for (const { kind, start, content, end } of partsOf(tape)) {
    if (kind !== PART.connection || --left > 0) continue
    const tcpStream = streamOf(tape.slice(content, end))
    tape.copyWithin(start, end)
    return { tape: tape.subarray(0, tape.length - (end - start)), tcpStream }
  }
  return null
}

/** Key logs that stand on a tape, copied. */
export function keyLogsOn(tape: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  for (const { kind, content, end } of partsOf(tape)) {
    if (kind === PART.secrets) found.push(tape.slice(content, end))
  }
  return found
}

/** Each with where it starts, where its content does, and where both end. */
function* partsOf(
  tape: Uint8Array,
): Generator<{ kind: number; start: number; content: number; end: number }> {
  const view = new DataView(tape.buffer, tape.byteOffset, tape.length)
  for (let start = 0; start < tape.length; ) {
    const content = start + PART_HEADER
    const end = content + view.getUint32(start + 1, true)
    yield { kind: view.getUint8(start), start, content, end }
    start = end
  }
}

function streamOf(content: Uint8Array): number {
  let stream = 0
  playConnection(content, {
    ...NOBODY,
    finish: ({ tcpStream }) => {
      stream = tcpStream
    },
  })
  return stream
}
