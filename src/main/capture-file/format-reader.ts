import { printable } from '../../shared/bytes/text.ts'
import { isSupportedLinkType, linkTypeName } from '../../shared/packet/link-types.ts'
import type { CapturedPacket } from './events.ts'
import type { CapturePosition } from './position.ts'
import type { ReadWindow } from './read-window.ts'
import type { WarningList } from './warnings.ts'

/** What reads one file format out of the window. */
export interface FormatReader {
  readonly kind: 'pcap' | 'pcapng'
  readonly packets: number
  readonly interfaces: number
  readonly comments: number
  /**
   * Hands on everything that is whole and moves `window.start` behind it. Where more bytes are needed, sets
   * `window.needed`; where `window.atEnd`, says what is missing. After `AT_ONCE` packets it pauses: then `window.needed` is 0.
   * @returns false when nothing further can be read
   */
  consume(window: ReadWindow): boolean
  /** What another reader needs to go on from `window.start`; `null` in the midst of damage. Not every reader tells. */
  readonly place?: CapturePosition['place'] | null
}

/** No capture program writes a longer packet (libpcap's MAXIMUM_SNAPLEN, Wireshark's limit). */
export const MAX_PACKET = 256 * 1024

/**
 * Packets handed on before whoever takes them may catch up. A megabyte of the smallest is fifteen thousand: what they lead to
 * takes many times their room until it is printed.
 */
export const AT_ONCE = 2048

/** How far the next whole packet is searched for behind a damaged one. */
export const RESYNC_LIMIT = 4 * 1024 * 1024

export function emptyPacket(): CapturedPacket {
  const bytes = new Uint8Array(0)
  return {
    frame: 0,
    interfaceIndex: 0,
    linkType: 0,
    seconds: 0,
    nanos: 0,
    bytes,
    view: new DataView(bytes.buffer),
    start: 0,
    end: 0,
    originalLength: 0,
  }
}

/** Microseconds since 1970 UTC, with a fraction where the file has nanoseconds. */
export function microsOf(packet: CapturedPacket): number {
  return packet.seconds * 1_000_000 + packet.nanos / 1000
}

export function warnOfLinkType(
  warnings: WarningList,
  interfaceIndex: number,
  linkType: number,
  name: string | null,
): void {
  if (isSupportedLinkType(linkType)) return
  const which =
    name === null ? `Interface ${interfaceIndex}` : `Interface ${interfaceIndex} (${printable(name)})`
  warnings.add(
    'unsupported-link-type',
    null,
    `${which} has the link type ${linkTypeName(linkType)}, which is not supported: its packets are counted, not looked into.`,
  )
}
