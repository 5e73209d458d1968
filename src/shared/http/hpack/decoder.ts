import { latin1 } from '../../bytes/text.ts'
import { DynamicTable, type HeaderField, sizeOf } from './dynamic-table.ts'
import { decodeHuffman } from './huffman.ts'
import { STATIC_TABLE } from './static-table.ts'

/** SETTINGS_HEADER_TABLE_SIZE before anybody sets it (RFC 9113 6.5.2). */
export const INITIAL_TABLE_SIZE = 4096
/** The largest table kept, whatever the peers agree on. */
const LARGEST_TABLE = 256 * 1024
/** Fields handed out of one block, as RFC 7541 4.1 counts them; the rest only moves the table. */
const LIST_LIMIT = 64 * 1024

/** `bad` where the block is no HPACK: what was read before stands, and the table can no longer be trusted. */
export interface DecodedBlock {
  readonly fields: readonly HeaderField[]
  readonly bad: boolean
}

/**
 * Decodes one direction's header blocks (RFC 7541), all of them and in order: each block moves the dynamic table.
 * Linear in the block; memory is bounded by the table and by what one block hands out.
 */
export class HpackDecoder {
  readonly #table = new DynamicTable(INITIAL_TABLE_SIZE)
  #allowed = INITIAL_TABLE_SIZE

  get tableSize(): number {
    return this.#table.size
  }

  /** The receiver's SETTINGS_HEADER_TABLE_SIZE: the largest size the sender may now choose. */
  allow(size: number): void {
    this.#allowed = Math.min(size, LARGEST_TABLE)
  }

  decode(block: Uint8Array): DecodedBlock {
    const reader = new BlockReader(block)
    const fields: HeaderField[] = []
    let listed = 0
    while (!reader.done) {
      const field = this.#next(reader)
      if (field === 'bad' || reader.bad) return { fields, bad: true }
      if (field === null) continue
      listed += sizeOf(field)
      if (listed <= LIST_LIMIT) fields.push(field)
    }
    return { fields, bad: false }
  }

  /** One representation (RFC 7541 6). `null`: a size update, which carries no field. */
  #next(reader: BlockReader): HeaderField | null | 'bad' {
    const first = reader.peek()
    if ((first & 0x80) !== 0) {
      const index = reader.integer(7)
      return index === 0 ? 'bad' : (this.#field(index) ?? 'bad')
    }
    if ((first & 0x40) !== 0) {
      const field = this.#literal(reader, 6)
      if (field !== 'bad') this.#table.add(field)
      return field
    }
    if ((first & 0x20) !== 0) {
      const size = reader.integer(5)
      if (size > Math.max(this.#allowed, INITIAL_TABLE_SIZE)) return 'bad'
      this.#table.resize(size)
      return null
    }
    return this.#literal(reader, 4)
  }

  #literal(reader: BlockReader, prefix: number): HeaderField | 'bad' {
    const index = reader.integer(prefix)
    const name = index === 0 ? reader.string() : (this.#field(index)?.name ?? null)
    const value = reader.string()
    return name === null || value === null ? 'bad' : { name, value }
  }

  #field(index: number): HeaderField | null {
    const known = STATIC_TABLE[index - 1]
    if (known !== undefined) return { name: known[0], value: known[1] }
    return this.#table.at(index - STATIC_TABLE.length - 1)
  }
}

/** The primitive types of RFC 7541 5, over one block. Reading past the end sets `bad`. */
class BlockReader {
  readonly #bytes: Uint8Array
  #at = 0
  bad = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  peek(): number {
    return this.#bytes[this.#at] ?? 0
  }

  /** RFC 7541 5.1; nothing in use needs more than 28 bits behind the prefix. */
  integer(prefix: number): number {
    const mask = 2 ** prefix - 1
    let value = this.#byte() & mask
    if (value < mask) return value
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#byte()
      value += (byte & 0x7f) * 2 ** shift
      if ((byte & 0x80) === 0) return value
    }
    this.bad = true
    return 0
  }

  /** RFC 7541 5.2. */
  string(): string | null {
    const huffman = (this.peek() & 0x80) !== 0
    const length = this.integer(7)
    const start = this.#at
    const end = start + length
    if (this.bad || end > this.#bytes.length) {
      this.bad = true
      return null
    }
    this.#at = end
    return huffman ? decodeHuffman(this.#bytes, start, end) : latin1(this.#bytes, start, end)
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) {
      this.bad = true
      return 0
    }
    this.#at++
    return byte
  }
}
