import type { CaptureSink } from './events.ts'
import {
  AT_ONCE,
  emptyPacket,
  type FormatReader,
  MAX_PACKET,
  RESYNC_LIMIT,
  warnOfLinkType,
} from './format-reader.ts'
import type { ReadWindow } from './read-window.ts'
import type { WarningList } from './warnings.ts'

const MAGIC_MICROS = 0xa1b2c3d4
const MAGIC_NANOS = 0xa1b23c4d
/** Alexey Kuznetsov's variant: 8 more bytes in each record header (interface, protocol, packet type). */
const MAGIC_MODIFIED = 0xa1b2cd34

export const PCAP_HEADER_LENGTH = 24
const RECORD_HEADER_LENGTH = 16
const WEEK = 7 * 24 * 3600

/** What the magic number of a pcap file tells. */
export interface PcapVariant {
  readonly littleEndian: boolean
  readonly nanos: boolean
  readonly recordHeaderLength: number
}

/** What a reader knows between two records. */
export interface PcapPlace {
  readonly kind: 'pcap'
  readonly variant: PcapVariant
  readonly linkType: number
  /** Packets before, and the time of the last. */
  readonly packets: number
  readonly seconds: number
}

/** Reads the first four bytes of a file; `null` if they are no pcap's. */
export function pcapVariant(view: DataView, at: number): PcapVariant | null {
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(at, littleEndian)
    if (magic === MAGIC_MICROS || magic === MAGIC_NANOS || magic === MAGIC_MODIFIED) {
      const extra = magic === MAGIC_MODIFIED ? 8 : 0
      return {
        littleEndian,
        nanos: magic === MAGIC_NANOS,
        recordHeaderLength: RECORD_HEADER_LENGTH + extra,
      }
    }
  }
  return null
}

/**
 * Reads pcap (draft-ietf-opsawg-pcap). A record header that cannot be true is reported, and reading goes on
 * at the next two record headers that can.
 */
export class PcapReader implements FormatReader {
  readonly kind = 'pcap'
  readonly comments = 0
  packets = 0
  interfaces = 0
  readonly #variant: PcapVariant
  readonly #sink: CaptureSink
  readonly #warnings: WarningList
  readonly #packet = emptyPacket()
  #headerRead = false
  /** Offset of the damaged record while the next good one is searched for; else `null`. */
  #damagedAt: number | null = null
  #damage = ''

  /** @param from where it goes on, if not at the beginning of the file */
  constructor(variant: PcapVariant, sink: CaptureSink, warnings: WarningList, from?: PcapPlace) {
    this.#variant = variant
    this.#sink = sink
    this.#warnings = warnings
    if (from === undefined) return
    this.#headerRead = true
    this.interfaces = 1
    this.packets = from.packets
    this.#packet.linkType = from.linkType
    this.#packet.seconds = from.seconds
  }

  get place(): PcapPlace | null {
    if (!this.#headerRead || this.#damagedAt !== null) return null
    const { linkType, seconds } = this.#packet
    return { kind: 'pcap', variant: this.#variant, linkType, packets: this.packets, seconds }
  }

  consume(window: ReadWindow): boolean {
    if (!this.#headerRead && !this.#readFileHeader(window)) return !window.atEnd
    for (;;) {
      if (this.#damagedAt !== null) {
        const found = this.#resynchronise(window)
        if (found !== 'found') return found === 'more'
      }
      if (!this.#readRecords(window)) return window.needed === 0 || !window.atEnd
    }
  }

  /** The magic number was checked before. Snap length and link type: big or little end first, as it says. */
  #readFileHeader(window: ReadWindow): boolean {
    window.needed = PCAP_HEADER_LENGTH
    if (window.available < PCAP_HEADER_LENGTH) {
      if (window.atEnd) {
        this.#warnings.add(
          'truncated-file',
          window.offsetOf(window.end),
          `The file ends after ${window.available} bytes, inside the ${PCAP_HEADER_LENGTH}-byte file header.`,
        )
      }
      return false
    }
    const { view, start } = window
    const snapLength = view.getUint32(start + 16, this.#variant.littleEndian)
    // The upper six bits may hold the length of a frame check sequence.
    this.#packet.linkType = view.getUint32(start + 20, this.#variant.littleEndian) & 0x03ffffff
    window.start += PCAP_HEADER_LENGTH
    this.#headerRead = true
    this.interfaces = 1
    this.#sink.interface?.(0, this.#packet.linkType, snapLength, null)
    warnOfLinkType(this.#warnings, 0, this.#packet.linkType, null)
    return true
  }

  /** @returns true where a damaged record was met, false where the window holds no further whole record, or it pauses */
  #readRecords(window: ReadWindow): boolean {
    const { bytes, view } = window
    const { littleEndian, nanos, recordHeaderLength } = this.#variant
    const fractionLimit = this.#fractionLimit
    const packet = this.#packet
    packet.bytes = bytes
    packet.view = view
    const pauseAt = this.packets + AT_ONCE
    for (;;) {
      if (this.packets === pauseAt) {
        window.needed = 0
        return false
      }
      const at = window.start
      if (at + recordHeaderLength > window.end) return this.#wait(window, recordHeaderLength)
      const seconds = view.getUint32(at, littleEndian)
      const fraction = view.getUint32(at + 4, littleEndian)
      const captured = view.getUint32(at + 8, littleEndian)
      const original = view.getUint32(at + 12, littleEndian)
      const damage = this.#damageOf(seconds, fraction, captured, original)
      if (damage !== null) {
        this.#damagedAt = window.offsetOf(at)
        this.#damage = damage
        window.start = at + 1
        return true
      }
      const end = at + recordHeaderLength + captured
      if (end > window.end) return this.#wait(window, recordHeaderLength + captured)
      packet.frame = ++this.packets
      // Some writers let the fraction run over.
      const carry = fraction < fractionLimit ? 0 : Math.floor(fraction / fractionLimit)
      packet.seconds = seconds + carry
      packet.nanos = (fraction - carry * fractionLimit) * (nanos ? 1 : 1000)
      packet.start = at + recordHeaderLength
      packet.end = end
      packet.originalLength = Math.max(original, captured)
      window.start = end
      this.#sink.packet(packet)
    }
  }

  #wait(window: ReadWindow, needed: number): false {
    window.needed = needed
    if (window.atEnd && window.available > 0) {
      const offset = window.offsetOf(window.start)
      this.#warnings.add(
        'truncated-file',
        offset,
        `The file is cut off inside packet ${this.packets + 1} at byte ${offset}: ${needed} bytes were expected, ${window.available} are there.`,
      )
      window.start = window.end
    }
    return false
  }

  /** Why a record header cannot be true; `null` if it can. Only a wrong length loses the next record. */
  #damageOf(seconds: number, fraction: number, captured: number, original: number): string | null {
    if (captured > MAX_PACKET) return `its captured length is ${captured} bytes`
    if (captured === 0 && original === 0 && seconds === 0 && fraction === 0) return 'its header is all zeros'
    const timeDamaged = fraction >= this.#fractionLimit && this.packets > 0 && !this.#near(seconds)
    return timeDamaged ? 'its time cannot be' : null
  }

  /** Looks for the next place where one record header leads to another, or to the end of the file. */
  #resynchronise(window: ReadWindow): 'found' | 'more' | 'stop' {
    const damagedAt = this.#damagedAt ?? 0
    for (let at = window.start; ; at++) {
      window.start = at
      const offset = window.offsetOf(at)
      if (offset - damagedAt > RESYNC_LIMIT) {
        this.#warnDamaged(`no further packet was found within ${RESYNC_LIMIT} bytes; the rest is not read`)
        return 'stop'
      }
      switch (this.#leadsOn(window, at)) {
        case 'more':
          return 'more'
        case 'yes':
          this.#warnDamaged(`reading goes on at byte ${offset}`)
          this.#damagedAt = null
          return 'found'
        case 'end':
          this.#warnDamaged('no further packet was found behind it')
          window.start = window.end
          return 'stop'
        case 'no':
          break
      }
    }
  }

  #leadsOn(window: ReadWindow, at: number): 'yes' | 'no' | 'more' | 'end' {
    const { recordHeaderLength, littleEndian } = this.#variant
    if (at + recordHeaderLength > window.end) {
      window.needed = recordHeaderLength
      return window.atEnd ? 'end' : 'more'
    }
    if (!this.#plausible(window, at)) return 'no'
    const next = at + recordHeaderLength + window.view.getUint32(at + 8, littleEndian)
    if (next + recordHeaderLength > window.end) {
      window.needed = next + recordHeaderLength - at
      if (!window.atEnd) return 'more'
      return next === window.end ? 'yes' : 'no'
    }
    return this.#plausible(window, next) ? 'yes' : 'no'
  }

  /** Stricter than `#damageOf`: this is looked for among arbitrary bytes. */
  #plausible(window: ReadWindow, at: number): boolean {
    const { littleEndian } = this.#variant
    const captured = window.view.getUint32(at + 8, littleEndian)
    if (captured === 0 || captured > MAX_PACKET) return false
    const original = window.view.getUint32(at + 12, littleEndian)
    return (
      original >= captured &&
      original <= MAX_PACKET &&
      window.view.getUint32(at + 4, littleEndian) < this.#fractionLimit &&
      this.#near(window.view.getUint32(at, littleEndian))
    )
  }

  get #fractionLimit(): number {
    return this.#variant.nanos ? 1_000_000_000 : 1_000_000
  }

  /** Within a week of the packet before; anything but zero where there was none. */
  #near(seconds: number): boolean {
    if (this.packets === 0) return seconds !== 0
    return Math.abs(seconds - this.#packet.seconds) <= WEEK
  }

  #warnDamaged(outcome: string): void {
    this.#warnings.add(
      'damaged-packet',
      this.#damagedAt,
      `The packet after packet ${this.packets} is damaged at byte ${this.#damagedAt}: ${this.#damage}; ${outcome}.`,
    )
  }
}
