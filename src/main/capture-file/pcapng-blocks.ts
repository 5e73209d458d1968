import { hexNumber } from '../../shared/bytes/text.ts'
import { AT_ONCE, RESYNC_LIMIT } from './format-reader.ts'
import {
  BLOCK_CUSTOM,
  BLOCK_CUSTOM_NO_COPY,
  BLOCK_DECRYPTION_SECRETS,
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_INTERFACE_STATISTICS,
  BLOCK_JOURNAL_EXPORT,
  BLOCK_NAME_RESOLUTION,
  BLOCK_OVERHEAD,
  BLOCK_PACKET,
  BLOCK_SECTION_HEADER,
  BLOCK_SIMPLE_PACKET,
  BYTE_ORDER_MAGIC,
  padded,
} from './pcapng-format.ts'
import type { ReadWindow } from './read-window.ts'
import type { WarningList } from './warnings.ts'

/** Receives the blocks of a pcapng file in order. */
export interface BlockHandler {
  /** A whole block, `window.bytes[start, end)`: type, lengths and padding included. */
  block(type: number, window: ReadWindow, start: number, end: number, littleEndian: boolean): void
  /** A piece of a block that is not kept whole: of an unknown type, or beyond all reason in size. */
  passed?(bytes: Uint8Array, start: number, end: number, littleEndian: boolean): void
  /** Packets so far, for messages. */
  readonly packets: number
}

/** A block up to this size is handed on whole. */
const MAX_WHOLE_BLOCK = 16 * 1024 * 1024
/** A longer block is taken for a damaged length. */
const MAX_BLOCK = 256 * 1024 * 1024
/** What a block found behind damage may measure: the longest packet and generous options. */
const MAX_RESYNC_BLOCK = 512 * 1024

const KNOWN: ReadonlySet<number> = new Set([
  BLOCK_SECTION_HEADER,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_PACKET,
  BLOCK_SIMPLE_PACKET,
  BLOCK_NAME_RESOLUTION,
  BLOCK_INTERFACE_STATISTICS,
  BLOCK_ENHANCED_PACKET,
  BLOCK_DECRYPTION_SECRETS,
])

/** Known to carry nothing that concerns a packet's bytes. */
const PASSED_SILENTLY: ReadonlySet<number> = new Set([
  BLOCK_CUSTOM,
  BLOCK_CUSTOM_NO_COPY,
  BLOCK_JOURNAL_EXPORT,
])

/**
 * Walks over the blocks of a pcapng file: byte order by section, lengths, unknown blocks, damage. A block whose
 * length cannot be true is reported, and the walk goes on at the next block whose two lengths agree.
 */
export class BlockWalker {
  readonly #handler: BlockHandler
  readonly #warnings: WarningList
  readonly #unknownTypes = new Set<number>()
  #littleEndian = true
  /** Bytes of the current block still to be passed over. */
  #passing = 0
  #damagedAt: number | null = null
  #damage = ''

  constructor(handler: BlockHandler, warnings: WarningList) {
    this.#handler = handler
    this.#warnings = warnings
  }

  /** Of the current section; `null` within damage, or a block that is passed over. */
  get littleEndian(): boolean | null {
    return this.#damagedAt !== null || this.#passing > 0 ? null : this.#littleEndian
  }

  /** Goes on in the middle of a section. */
  resume(littleEndian: boolean): void {
    this.#littleEndian = littleEndian
  }

  /** See `FormatReader.consume`. */
  consume(window: ReadWindow): boolean {
    for (;;) {
      if (this.#passing > 0 && !this.#pass(window)) return !window.atEnd
      if (this.#damagedAt !== null) {
        const found = this.#resynchronise(window)
        if (found !== 'found') return found === 'more'
      }
      if (!this.#readBlocks(window)) return window.needed === 0 || !window.atEnd
    }
  }

  /** @returns true where the walk changes its pace (damage, a block to pass over), false where bytes are missing, or it pauses */
  #readBlocks(window: ReadWindow): boolean {
    for (let blocks = 0; ; blocks++) {
      if (blocks === AT_ONCE) {
        window.needed = 0
        return false
      }
      const at = window.start
      if (at + BLOCK_OVERHEAD > window.end) return this.#wait(window, BLOCK_OVERHEAD)
      const type = window.view.getUint32(at, this.#littleEndian)
      if (type === BLOCK_SECTION_HEADER && !this.#readByteOrder(window, at)) {
        return this.#damaged(window, 'its byte-order magic is unknown')
      }
      const length = window.view.getUint32(at + 4, this.#littleEndian)
      if (length < BLOCK_OVERHEAD || length > MAX_BLOCK) {
        return this.#damaged(window, `its length is ${length} bytes`)
      }
      const size = padded(length)
      if (!KNOWN.has(type) || size > MAX_WHOLE_BLOCK) {
        this.#warnUnknown(type, size, window.offsetOf(at))
        this.#passing = size
        return true
      }
      if (at + size > window.end) return this.#wait(window, size)
      if (!this.#lengthsAgree(window, at, length)) {
        return this.#damaged(window, 'the lengths at its beginning and its end differ')
      }
      window.start = at + size
      this.#handler.block(type, window, at, at + size, this.#littleEndian)
    }
  }

  #readByteOrder(window: ReadWindow, at: number): boolean {
    for (const littleEndian of [true, false]) {
      if (window.view.getUint32(at + 8, littleEndian) !== BYTE_ORDER_MAGIC) continue
      this.#littleEndian = littleEndian
      return true
    }
    return false
  }

  #lengthsAgree(window: ReadWindow, at: number, length: number): boolean {
    const behind = at + padded(length) - 4
    return (
      window.view.getUint32(behind, this.#littleEndian) === length ||
      // Writers that forget to pad put it right behind the data.
      window.view.getUint32(at + length - 4, this.#littleEndian) === length
    )
  }

  #pass(window: ReadWindow): boolean {
    const length = Math.min(this.#passing, window.available)
    this.#handler.passed?.(window.bytes, window.start, window.start + length, this.#littleEndian)
    window.start += length
    this.#passing -= length
    if (this.#passing === 0) return true
    window.needed = 1
    if (window.atEnd) {
      const offset = window.offsetOf(window.end)
      this.#warnings.add(
        'truncated-file',
        offset,
        `The file is cut off at byte ${offset}: ${this.#passing} more bytes of a block were expected.`,
      )
      this.#passing = 0
    }
    return false
  }

  #wait(window: ReadWindow, needed: number): false {
    window.needed = needed
    if (window.atEnd && window.available > 0) {
      const offset = window.offsetOf(window.start)
      this.#warnings.add(
        'truncated-file',
        offset,
        `The file is cut off inside the block at byte ${offset}, after packet ${this.#handler.packets}: ${needed} bytes were expected, ${window.available} are there.`,
      )
      window.start = window.end
    }
    return false
  }

  #damaged(window: ReadWindow, damage: string): true {
    this.#damagedAt = window.offsetOf(window.start)
    this.#damage = damage
    window.start += 1
    return true
  }

  #resynchronise(window: ReadWindow): 'found' | 'more' | 'stop' {
    const damagedAt = this.#damagedAt ?? 0
    for (let at = window.start; ; at++) {
      window.start = at
      const offset = window.offsetOf(at)
      if (offset - damagedAt > RESYNC_LIMIT) {
        this.#warnDamaged(`no further block was found within ${RESYNC_LIMIT} bytes; the rest is not read`)
        return 'stop'
      }
      if (at + BLOCK_OVERHEAD > window.end) {
        window.needed = BLOCK_OVERHEAD
        if (!window.atEnd) return 'more'
        this.#warnDamaged('no further block was found behind it')
        window.start = window.end
        return 'stop'
      }
      const size = this.#plausibleBlock(window, at)
      if (size === 0) continue
      if (at + size > window.end) {
        window.needed = size
        if (!window.atEnd) return 'more'
        continue
      }
      const littleEndian = this.#orderAt(window, at)
      if (window.view.getUint32(at + size - 4, littleEndian) !== size) continue
      this.#warnDamaged(`reading goes on at byte ${offset}`)
      this.#damagedAt = null
      return 'found'
    }
  }

  /** Size of the block that might begin here; 0 if none can. */
  #plausibleBlock(window: ReadWindow, at: number): number {
    const littleEndian = this.#orderAt(window, at)
    if (!KNOWN.has(window.view.getUint32(at, littleEndian))) return 0
    const length = window.view.getUint32(at + 4, littleEndian)
    return length >= BLOCK_OVERHEAD + 4 && length <= MAX_RESYNC_BLOCK && length % 4 === 0 ? length : 0
  }

  /** A section header brings its own byte order. */
  #orderAt(window: ReadWindow, at: number): boolean {
    if (window.view.getUint32(at, true) !== BLOCK_SECTION_HEADER) return this.#littleEndian
    return window.view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC
  }

  #warnUnknown(type: number, size: number, offset: number): void {
    if (PASSED_SILENTLY.has(type) || this.#unknownTypes.has(type) || this.#unknownTypes.size >= 100) return
    this.#unknownTypes.add(type)
    const what = KNOWN.has(type)
      ? `The block of type ${hexNumber(type, 8)} at byte ${offset} has ${size} bytes, more than is looked into`
      : `Blocks of the unknown type ${hexNumber(type, 8)} (the first at byte ${offset})`
    this.#warnings.add('unsupported-block', offset, `${what}: skipped.`)
  }

  #warnDamaged(outcome: string): void {
    this.#warnings.add(
      'damaged-block',
      this.#damagedAt,
      `The block at byte ${this.#damagedAt}, after packet ${this.#handler.packets}, is damaged: ${this.#damage}; ${outcome}.`,
    )
  }
}
