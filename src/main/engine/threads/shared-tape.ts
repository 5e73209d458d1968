import { NOBODY } from '../record-receiver.ts'
import { PART, TAPE_FULL } from './tape.ts'
import { playConnection } from './tape-reader.ts'

/** More wait at no time. */
const SPARE = 8
/** u8 kind, u32 length. */
const PART_HEADER = 5

/** Room for tapes that two threads see at once, used again and again. */
export class SharedTapes {
  readonly #spare: SharedArrayBuffer[] = []

  /** A tape with the same on it. */
  copyOf(written: Uint8Array): Uint8Array<SharedArrayBuffer> {
    const fits = written.length <= TAPE_FULL
    const room = (fits && this.#spare.pop()) || new SharedArrayBuffer(Math.max(TAPE_FULL, written.length))
    const tape = new Uint8Array(room, 0, written.length)
    tape.set(written)
    return tape
  }

  /** Nobody reads it any more. */
  giveBack({ buffer }: Uint8Array<SharedArrayBuffer>): void {
    if (buffer.byteLength === TAPE_FULL && this.#spare.length < SPARE) this.#spare.push(buffer)
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
  const view = new DataView(tape.buffer, tape.byteOffset, tape.length)
  let left = connection
  for (let at = 0; at < tape.length; ) {
    const end = at + PART_HEADER + view.getUint32(at + 1, true)
    if (view.getUint8(at) === PART.connection && --left === 0) {
      const tcpStream = streamOf(tape.slice(at + PART_HEADER, end))
      tape.copyWithin(at, end)
      return { tape: tape.subarray(0, tape.length - (end - at)), tcpStream }
    }
    at = end
  }
  return null
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
