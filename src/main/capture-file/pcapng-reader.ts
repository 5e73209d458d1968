import { utf8 } from '../../shared/bytes/text.ts'
import { addressText } from '../../shared/packet/address.ts'
import type { CaptureSink } from './events.ts'
import { emptyPacket, type FormatReader, MAX_PACKET, warnOfLinkType } from './format-reader.ts'
import { type BlockHandler, BlockWalker } from './pcapng-blocks.ts'
import {
  BLOCK_DECRYPTION_SECRETS,
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_INTERFACE_STATISTICS,
  BLOCK_NAME_RESOLUTION,
  BLOCK_PACKET,
  BLOCK_SECTION_HEADER,
  BLOCK_SIMPLE_PACKET,
  forEachOption,
  INTERFACE_NAME,
  INTERFACE_TIME_OFFSET,
  INTERFACE_TIME_RESOLUTION,
  OPTION_COMMENT,
  padded,
} from './pcapng-format.ts'
import { setTime, type TimeScale, timeScale } from './pcapng-time.ts'
import type { ReadWindow } from './read-window.ts'
import type { WarningList } from './warnings.ts'

interface Interface {
  /** Over all sections. */
  readonly index: number
  readonly linkType: number
  readonly snapLength: number
  readonly name: string | null
  readonly time: TimeScale
  used: boolean
}

/** What a reader knows between two blocks. */
export interface PcapngPlace {
  readonly kind: 'pcapng'
  readonly littleEndian: boolean
  /** Interfaces of the section, of which so many were described before; further ones may have come since. */
  readonly section: readonly Interface[]
  readonly described: number
  /** Interfaces and packets before, over all sections. */
  readonly interfaces: number
  readonly packets: number
}

/** A file with more interfaces than this is hostile. */
const MAX_INTERFACES = 65_536

const TOO_SHORT = 'it is shorter than its fixed fields'

/** Reads pcapng (draft-ietf-opsawg-pcapng), all sections, whatever byte order each has. */
export class PcapngReader implements FormatReader, BlockHandler {
  readonly kind = 'pcapng'
  packets = 0
  interfaces = 0
  comments = 0
  readonly #sink: CaptureSink
  readonly #warnings: WarningList
  readonly #walker: BlockWalker
  readonly #packet = emptyPacket()
  /** Of the current section; packets name them by position. */
  #sectionInterfaces: Interface[] = []
  #interfaceLimitTold = false

  /** @param from where it goes on, if not at the beginning of the file */
  constructor(sink: CaptureSink, warnings: WarningList, from?: PcapngPlace) {
    this.#sink = sink
    this.#warnings = warnings
    this.#walker = new BlockWalker(this, warnings)
    if (from === undefined) return
    this.#walker.resume(from.littleEndian)
    this.#sectionInterfaces = from.section.slice(0, from.described)
    this.interfaces = from.interfaces
    this.packets = from.packets
  }

  get place(): PcapngPlace | null {
    const { littleEndian } = this.#walker
    if (littleEndian === null) return null
    const { interfaces, packets } = this
    const section = this.#sectionInterfaces
    return { kind: 'pcapng', littleEndian, section, described: section.length, interfaces, packets }
  }

  consume(window: ReadWindow): boolean {
    return this.#walker.consume(window)
  }

  block(type: number, window: ReadWindow, start: number, end: number, littleEndian: boolean): void {
    const body = start + 8
    const bodyEnd = end - 4
    switch (type) {
      case BLOCK_ENHANCED_PACKET:
        if (body + 20 > bodyEnd) this.#damagedPacket(window, body, TOO_SHORT)
        else this.#timedPacket(window, body, bodyEnd, window.view.getUint32(body, littleEndian), littleEndian)
        break
      case BLOCK_PACKET:
        if (body + 20 > bodyEnd) this.#damagedPacket(window, body, TOO_SHORT)
        else this.#timedPacket(window, body, bodyEnd, window.view.getUint16(body, littleEndian), littleEndian)
        break
      case BLOCK_SIMPLE_PACKET:
        if (body + 4 > bodyEnd) this.#damagedPacket(window, body, TOO_SHORT)
        else this.#simplePacket(window, body, bodyEnd, littleEndian)
        break
      case BLOCK_SECTION_HEADER:
        this.#sectionInterfaces = []
        this.#comments(window, body + 16, bodyEnd, littleEndian, null)
        break
      case BLOCK_INTERFACE_DESCRIPTION:
        this.#interface(window, body, bodyEnd, littleEndian)
        break
      case BLOCK_NAME_RESOLUTION:
        this.#names(window, body, bodyEnd, littleEndian)
        break
      case BLOCK_DECRYPTION_SECRETS:
        this.#secrets(window, body, bodyEnd, littleEndian)
        break
      case BLOCK_INTERFACE_STATISTICS:
        this.#comments(window, body + 12, bodyEnd, littleEndian, null)
        break
    }
  }

  /** Enhanced and obsolete packets differ in their first 32 bits only: the interface, or that and a drop count. */
  #timedPacket(window: ReadWindow, at: number, end: number, position: number, littleEndian: boolean): void {
    const { view } = window
    const on = this.#interfaceAt(window, at, position)
    if (on === null) return
    setTime(this.#packet, on.time, view.getUint32(at + 4, littleEndian), view.getUint32(at + 8, littleEndian))
    const captured = view.getUint32(at + 12, littleEndian)
    const original = view.getUint32(at + 16, littleEndian)
    if (!this.#emit(window, on, at + 20, end, captured, original)) return
    this.#comments(window, at + 20 + padded(captured), end, littleEndian, this.packets)
  }

  /** No time, no interface (the section's first), no captured length: the shorter of wire and snap length. */
  #simplePacket(window: ReadWindow, at: number, end: number, littleEndian: boolean): void {
    const on = this.#interfaceAt(window, at, 0)
    if (on === null) return
    const original = window.view.getUint32(at, littleEndian)
    const snapLength = on.snapLength === 0 ? original : on.snapLength
    this.#packet.seconds = 0
    this.#packet.nanos = 0
    this.#emit(window, on, at + 4, end, Math.min(original, snapLength, end - at - 4), original)
  }

  #emit(
    window: ReadWindow,
    on: Interface,
    start: number,
    limit: number,
    captured: number,
    original: number,
  ): boolean {
    if (captured > MAX_PACKET || start + captured > limit) {
      this.#damagedPacket(window, start, `its captured length is ${captured} bytes`)
      return false
    }
    if (!on.used) {
      on.used = true
      warnOfLinkType(this.#warnings, on.index, on.linkType, on.name)
    }
    const packet = this.#packet
    packet.frame = ++this.packets
    packet.interfaceIndex = on.index
    packet.linkType = on.linkType
    packet.bytes = window.bytes
    packet.view = window.view
    packet.start = start
    packet.end = start + captured
    packet.originalLength = Math.max(original, captured)
    this.#sink.packet(packet)
    return true
  }

  #interface(window: ReadWindow, at: number, end: number, littleEndian: boolean): void {
    const { view, bytes } = window
    if (this.interfaces >= MAX_INTERFACES) {
      const message = `More than ${MAX_INTERFACES} interfaces: the packets of the further ones are left out.`
      if (!this.#interfaceLimitTold) this.#warnings.add('limit-reached', window.offsetOf(at - 8), message)
      this.#interfaceLimitTold = true
      return
    }
    if (at + 8 > end) {
      const offset = window.offsetOf(at - 8)
      this.#warnings.add(
        'damaged-block',
        offset,
        `The interface description at byte ${offset} is not usable.`,
      )
      return
    }
    let name: string | null = null
    let resolution = 6
    let offsetSeconds = 0
    forEachOption(view, littleEndian, at + 8, end, (code, from, to) => {
      if (code === INTERFACE_NAME) name = utf8(bytes, from, to)
      if (code === INTERFACE_TIME_RESOLUTION && to > from) resolution = bytes[from] ?? 6
      if (code === INTERFACE_TIME_OFFSET && to - from === 8) {
        offsetSeconds = Number(view.getBigInt64(from, littleEndian))
      }
    })
    const description: Interface = {
      index: this.interfaces++,
      linkType: view.getUint16(at, littleEndian),
      snapLength: view.getUint32(at + 4, littleEndian),
      name,
      time: timeScale(resolution, offsetSeconds),
      used: false,
    }
    this.#sectionInterfaces.push(description)
    this.#sink.interface?.(description.index, description.linkType, description.snapLength, description.name)
    this.#comments(window, at + 8, end, littleEndian, null)
  }

  #names(window: ReadWindow, at: number, end: number, littleEndian: boolean): void {
    const { view, bytes } = window
    while (at + 4 <= end) {
      const type = view.getUint16(at, littleEndian)
      const length = view.getUint16(at + 2, littleEndian)
      const value = at + 4
      at = value + padded(length)
      if (type === 0 || at > end) break
      const addressLength = type === 1 ? 4 : type === 2 ? 16 : 0
      if (addressLength === 0 || length <= addressLength) continue
      const names = utf8(bytes, value + addressLength, value + length)
        .split('\0')
        .filter((name) => name !== '')
      this.#sink.name?.(addressText(bytes, value, addressLength), names)
    }
    this.#comments(window, at, end, littleEndian, null)
  }

  #secrets(window: ReadWindow, at: number, end: number, littleEndian: boolean): void {
    const length = at + 8 <= end ? window.view.getUint32(at + 4, littleEndian) : 0
    if (at + 8 + length > end || at + 8 > end) {
      const offset = window.offsetOf(at - 8)
      this.#warnings.add('damaged-block', offset, `The decryption secrets at byte ${offset} are cut short.`)
      return
    }
    const type = window.view.getUint32(at, littleEndian)
    this.#sink.secrets?.(type, window.bytes.subarray(at + 8, at + 8 + length))
    this.#comments(window, at + 8 + padded(length), end, littleEndian, null)
  }

  #comments(window: ReadWindow, at: number, end: number, littleEndian: boolean, frame: number | null): void {
    // Most packets have no options: nothing is allocated for them.
    if (at + 4 > end) return
    forEachOption(window.view, littleEndian, at, end, (code, from, to) => {
      if (code !== OPTION_COMMENT) return
      this.comments++
      this.#sink.comment?.(frame, utf8(window.bytes, from, to))
    })
  }

  #interfaceAt(window: ReadWindow, at: number, position: number): Interface | null {
    const on = this.#sectionInterfaces[position]
    if (on !== undefined) return on
    this.#damagedPacket(window, at, `interface ${position} was never described`)
    return null
  }

  #damagedPacket(window: ReadWindow, at: number, damage: string): void {
    const offset = window.offsetOf(at)
    this.#warnings.add(
      'damaged-packet',
      offset,
      `The packet after packet ${this.packets} is damaged at byte ${offset}: ${damage}; it is left out.`,
    )
  }
}
