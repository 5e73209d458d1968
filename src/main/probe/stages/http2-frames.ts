import { concat } from '../../../shared/bytes/text.ts'

/** Frames of HTTP/2 (RFC 9113 4.1, 6): those that one request and its answer need. */
export const FRAME = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

export const FLAG = { ack: 0x1, endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Uint8Array
}

const HEADER = 9
const NOTHING: Uint8Array = new Uint8Array(0)

export function encodeFrame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = NOTHING,
): Uint8Array {
  const { length } = payload
  const header = [length >> 16, (length >> 8) & 0xff, length & 0xff, type, flags, ...uint32(stream)]
  return concat([Uint8Array.from(header), payload])
}

/** Big-endian. */
export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff)
}

/** Cuts bytes into frames, each handed out when it is whole. Linear; holds one frame, within the limit. */
export class FrameCutter {
  readonly #limit: number
  #pieces: Uint8Array[] = []
  #held = 0
  #wanted = HEADER
  #start: Uint8Array = NOTHING
  /** A frame was announced that is longer than the limit; nothing is cut behind it. */
  tooLong = false

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The first bytes of all, as far as needed to name what they are. */
  get start(): Uint8Array {
    return this.#start
  }

  /** @param bytes kept as they are until their frame is whole */
  push(bytes: Uint8Array): Frame[] {
    if (this.#start.length < SHOWN)
      this.#start = concat([this.#start, bytes.subarray(0, SHOWN - this.#start.length)])
    this.#pieces.push(bytes)
    this.#held += bytes.length
    if (this.#held < this.#wanted || this.tooLong) return []
    const whole = concat(this.#pieces)
    const frames: Frame[] = []
    let at = 0
    for (;;) {
      const end = at + HEADER + lengthAt(whole, at)
      if (whole.length >= at + HEADER && end - at - HEADER > this.#limit) this.tooLong = true
      if (this.tooLong || whole.length < at + HEADER || whole.length < end) {
        this.#wanted = whole.length < at + HEADER ? HEADER : end - at
        break
      }
      frames.push(frameAt(whole, at, end))
      at = end
    }
    const rest = whole.subarray(at)
    this.#pieces = rest.length === 0 ? [] : [rest]
    this.#held = rest.length
    return frames
  }
}

const SHOWN = 64

function lengthAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
}

function frameAt(bytes: Uint8Array, at: number, end: number): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  return {
    type: view.getUint8(3),
    flags: view.getUint8(4),
    stream: view.getUint32(5) & 0x7fffffff,
    payload: bytes.subarray(at + HEADER, end),
  }
}
