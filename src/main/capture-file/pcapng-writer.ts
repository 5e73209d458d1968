import { utf8Bytes } from '../../shared/bytes/text.ts'
import { parseAddress } from '../../shared/packet/address.ts'
import {
  BLOCK_DECRYPTION_SECRETS,
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_NAME_RESOLUTION,
  BLOCK_OVERHEAD,
  BLOCK_SECTION_HEADER,
  BYTE_ORDER_MAGIC,
  INTERFACE_DESCRIPTION,
  INTERFACE_NAME,
  INTERFACE_TIME_RESOLUTION,
  OPTION_COMMENT,
  OPTION_END,
  padded,
  SECTION_HARDWARE,
  SECTION_OS,
  SECTION_USER_APPLICATION,
} from './pcapng-format.ts'

/** The blocks of a pcapng file, encoded one at a time, little-endian unless said otherwise. */

export interface SectionOptions {
  readonly hardware?: string
  readonly os?: string
  readonly userApplication?: string
  readonly comments?: readonly string[]
}

export interface InterfaceOptions {
  /** A LINKTYPE_ value. */
  readonly linkType: number
  /** 0: no limit. */
  readonly snapLength?: number
  /** Digits behind the point of a second: 6 or 9. */
  readonly timeDigits?: 6 | 9
  readonly name?: string
  readonly description?: string
}

export interface PacketFields {
  readonly interfaceId: number
  /** Seconds since 1970 UTC, and nanoseconds within the second. */
  readonly seconds: number
  readonly nanos: number
  /** As the interface says; 9 if not given. */
  readonly timeDigits?: 6 | 9
  readonly originalLength: number
  readonly comments?: readonly string[]
}

/** An option's value is at most this long; a longer text is cut. */
const MAX_OPTION = 65_532

/** A section of unknown length, so that blocks can be added without end. */
export function sectionHeaderBlock(options: SectionOptions = {}): Uint8Array {
  const writer = new BlockWriter(BLOCK_SECTION_HEADER, true)
  writer.u32(BYTE_ORDER_MAGIC).u16(1).u16(0).u32(0xffffffff).u32(0xffffffff)
  for (const comment of options.comments ?? []) writer.textOption(OPTION_COMMENT, comment)
  if (options.hardware !== undefined) writer.textOption(SECTION_HARDWARE, options.hardware)
  if (options.os !== undefined) writer.textOption(SECTION_OS, options.os)
  if (options.userApplication !== undefined) {
    writer.textOption(SECTION_USER_APPLICATION, options.userApplication)
  }
  return writer.endOptions().finish()
}

export function interfaceBlock(options: InterfaceOptions): Uint8Array {
  const writer = new BlockWriter(BLOCK_INTERFACE_DESCRIPTION, true)
  writer
    .u16(options.linkType)
    .u16(0)
    .u32(options.snapLength ?? 0)
  if (options.name !== undefined) writer.textOption(INTERFACE_NAME, options.name)
  if (options.description !== undefined) writer.textOption(INTERFACE_DESCRIPTION, options.description)
  writer.option(INTERFACE_TIME_RESOLUTION, Uint8Array.of(options.timeDigits ?? 9))
  return writer.endOptions().finish()
}

/** @param bytes `bytes[start, end)` is the packet as captured */
export function enhancedPacketBlock(
  fields: PacketFields,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): Uint8Array {
  const writer = new BlockWriter(BLOCK_ENHANCED_PACKET, true, end - start)
  const micros = fields.timeDigits === 6
  const units =
    BigInt(fields.seconds) * (micros ? 1_000_000n : 1_000_000_000n) +
    BigInt(micros ? Math.floor(fields.nanos / 1000) : fields.nanos)
  writer.u32(fields.interfaceId)
  writer.u32(Number((units >> 32n) & 0xffffffffn)).u32(Number(units & 0xffffffffn))
  writer.u32(end - start).u32(fields.originalLength)
  writer.raw(bytes, start, end).pad()
  const comments = fields.comments ?? []
  for (const comment of comments) writer.textOption(OPTION_COMMENT, comment)
  if (comments.length > 0) writer.endOptions()
  return writer.finish()
}

/** @param type SECRETS_TLS_KEY_LOG for a key log. Stands before the first packet it decrypts. */
export function decryptionSecretsBlock(type: number, secrets: Uint8Array): Uint8Array {
  const writer = new BlockWriter(BLOCK_DECRYPTION_SECRETS, true, secrets.length)
  return writer.u32(type).u32(secrets.length).raw(secrets).pad().finish()
}

/** @throws RangeError if an address is no literal address */
export function nameResolutionBlock(
  entries: readonly { readonly address: string; readonly names: readonly string[] }[],
): Uint8Array {
  const writer = new BlockWriter(BLOCK_NAME_RESOLUTION, true)
  for (const entry of entries) {
    const address = parseAddress(entry.address)
    if (address === null) throw new RangeError(`${entry.address} is no IP address`)
    const names = utf8Bytes(entry.names.map((name) => `${name}\0`).join(''))
    writer.u16(address.length === 4 ? 1 : 2).u16(address.length + names.length)
    writer.raw(address).raw(names).pad()
  }
  return writer.u16(0).u16(0).finish()
}

/** Assembles one block in either byte order; the two lengths are filled in at the end. */
export class BlockWriter {
  readonly #littleEndian: boolean
  #bytes: Uint8Array
  #view: DataView
  #length = 8

  /** @param expected roughly how many bytes the body will have */
  constructor(type: number, littleEndian: boolean, expected = 0) {
    this.#littleEndian = littleEndian
    this.#bytes = new Uint8Array(expected + 256)
    this.#view = new DataView(this.#bytes.buffer)
    this.#view.setUint32(0, type, littleEndian)
  }

  u16(value: number): this {
    this.#reserve(2)
    this.#view.setUint16(this.#length, value, this.#littleEndian)
    this.#length += 2
    return this
  }

  u32(value: number): this {
    this.#reserve(4)
    this.#view.setUint32(this.#length, value, this.#littleEndian)
    this.#length += 4
    return this
  }

  raw(bytes: Uint8Array, start = 0, end = bytes.length): this {
    this.#reserve(end - start)
    this.#bytes.set(bytes.subarray(start, end), this.#length)
    this.#length += end - start
    return this
  }

  /** Zeros up to the next multiple of four. */
  pad(): this {
    const length = padded(this.#length)
    this.#reserve(length - this.#length)
    this.#bytes.fill(0, this.#length, length)
    this.#length = length
    return this
  }

  option(code: number, value: Uint8Array): this {
    return this.u16(code).u16(value.length).raw(value).pad()
  }

  /** UTF-8; a text beyond an option's size is cut at a whole character. */
  textOption(code: number, text: string): this {
    const bytes = utf8Bytes(text)
    return this.option(code, bytes.length <= MAX_OPTION ? bytes : bytes.subarray(0, wholeCharacters(bytes)))
  }

  endOptions(): this {
    return this.u16(OPTION_END).u16(0)
  }

  /** The block; the writer is used up. */
  finish(): Uint8Array {
    this.pad()
    const total = this.#length + BLOCK_OVERHEAD - 8
    this.u32(total)
    this.#view.setUint32(4, total, this.#littleEndian)
    return this.#bytes.subarray(0, this.#length)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}

function wholeCharacters(bytes: Uint8Array): number {
  let end = MAX_OPTION
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return end
}
