/** Builds capture files byte by byte, independently of the product's writer. */

export interface RecordFields {
  seconds?: number
  /** Microseconds or nanoseconds, as the file says. */
  fraction?: number
  originalLength?: number
  capturedLength?: number
}

export interface PcapFields {
  bigEndian?: boolean
  magic?: number
  linkType?: number
  snapLength?: number
}

/** Integers in one byte order, joined. */
export class OrderedBytes {
  readonly #bytes: number[] = []
  readonly #bigEndian: boolean

  constructor(bigEndian = false) {
    this.#bigEndian = bigEndian
  }

  u16(value: number): this {
    return this.#integer(value, 2)
  }

  u32(value: number): this {
    return this.#integer(value, 4)
  }

  /** Two halves, the high one first or last as the byte order asks. */
  u64(value: bigint): this {
    const high = Number((value >> 32n) & 0xffffffffn)
    const low = Number(value & 0xffffffffn)
    return this.#bigEndian ? this.u32(high).u32(low) : this.u32(low).u32(high)
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte)
    return this
  }

  pad(): this {
    while (this.#bytes.length % 4 !== 0) this.#bytes.push(0)
    return this
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }

  #integer(value: number, size: number): this {
    for (let i = 0; i < size; i++) {
      const shift = this.#bigEndian ? size - 1 - i : i
      this.#bytes.push(Math.floor(value / 256 ** shift) & 0xff)
    }
    return this
  }
}

export function pcapHeader(fields: PcapFields = {}): Uint8Array {
  return new OrderedBytes(fields.bigEndian)
    .u32(fields.magic ?? 0xa1b2c3d4)
    .u16(2)
    .u16(4)
    .u32(0)
    .u32(0)
    .u32(fields.snapLength ?? 262_144)
    .u32(fields.linkType ?? 1)
    .bytes()
}

export function pcapRecord(frame: Uint8Array, fields: RecordFields & PcapFields = {}): Uint8Array {
  const writer = new OrderedBytes(fields.bigEndian)
    .u32(fields.seconds ?? 1_790_000_000)
    .u32(fields.fraction ?? 0)
    .u32(fields.capturedLength ?? frame.length)
    .u32(fields.originalLength ?? frame.length)
  if (fields.magic === 0xa1b2cd34) writer.u32(3).u16(0x0800).u16(0)
  return writer.raw(frame).bytes()
}

/** A pcap of `frames`, one a millisecond. */
export function pcapOf(frames: readonly Uint8Array[], fields: PcapFields = {}): Uint8Array {
  const unit = fields.magic === 0xa1b23c4d ? 1_000_000 : 1000
  return join([
    pcapHeader(fields),
    ...frames.map((frame, index) => pcapRecord(frame, { ...fields, fraction: index * unit })),
  ])
}

/** A pcapng block around a body that is padded here. */
export function block(type: number, body: Uint8Array, bigEndian = false): Uint8Array {
  const length = 12 + Math.ceil(body.length / 4) * 4
  return new OrderedBytes(bigEndian).u32(type).u32(length).raw(body).pad().u32(length).bytes()
}

export function option(code: number, value: Uint8Array, bigEndian = false): Uint8Array {
  return new OrderedBytes(bigEndian).u16(code).u16(value.length).raw(value).pad().bytes()
}

export const END_OF_OPTIONS = new Uint8Array(4)

export function sectionHeader(bigEndian = false, options: readonly Uint8Array[] = []): Uint8Array {
  const body = new OrderedBytes(bigEndian).u32(0x1a2b3c4d).u16(1).u16(0).u32(0xffffffff).u32(0xffffffff)
  for (const each of options) body.raw(each)
  return block(0x0a0d0d0a, body.bytes(), bigEndian)
}

export function interfaceDescription(
  linkType = 1,
  bigEndian = false,
  options: readonly Uint8Array[] = [],
  snapLength = 0,
): Uint8Array {
  const body = new OrderedBytes(bigEndian).u16(linkType).u16(0).u32(snapLength)
  for (const each of options) body.raw(each)
  return block(1, body.bytes(), bigEndian)
}

export function enhancedPacket(
  frame: Uint8Array,
  fields: {
    time?: bigint
    interfaceId?: number
    originalLength?: number
    bigEndian?: boolean
    options?: readonly Uint8Array[]
  } = {},
): Uint8Array {
  const time = fields.time ?? 1_790_000_000_000_000n
  const body = new OrderedBytes(fields.bigEndian)
    .u32(fields.interfaceId ?? 0)
    .u32(Number(time >> 32n))
    .u32(Number(time & 0xffffffffn))
    .u32(frame.length)
    .u32(fields.originalLength ?? frame.length)
    .raw(frame)
    .pad()
  for (const each of fields.options ?? []) body.raw(each)
  return block(6, body.bytes(), fields.bigEndian)
}

export function simplePacket(
  frame: Uint8Array,
  originalLength = frame.length,
  bigEndian = false,
): Uint8Array {
  return block(3, new OrderedBytes(bigEndian).u32(originalLength).raw(frame).bytes(), bigEndian)
}

/** A pcapng of one Ethernet interface and `frames`, one a millisecond. */
export function pcapngOf(frames: readonly Uint8Array[], bigEndian = false): Uint8Array {
  return join([
    sectionHeader(bigEndian),
    interfaceDescription(1, bigEndian),
    ...frames.map((frame, index) =>
      enhancedPacket(frame, { time: 1_790_000_000_000_000n + BigInt(index) * 1000n, bigEndian }),
    ),
  ])
}

export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
