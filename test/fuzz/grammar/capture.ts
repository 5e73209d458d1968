import type { Element, LengthField } from '../element.ts'
import { recordElements } from './tls.ts'

/** Records of a pcap file, the packets in them and what is in the packets. */
export function pcapElements(bytes: Uint8Array): Element[] {
  const littleEndian = bytes[0] === 0xd4 || bytes[0] === 0x4d || bytes[0] === 0x34
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: Element[] = []
  let at = 24
  while (at + 16 <= bytes.length) {
    const length = view.getUint32(at + 8, littleEndian)
    const end = at + 16 + length
    if (end > bytes.length) break
    found.push({ start: at, end, lengths: fields([at + 8, at + 12], littleEndian) })
    found.push(...packetElements(bytes, at + 16, end))
    at = end
  }
  return found
}

/** Blocks of a pcapng file, their options, their packets. */
export function pcapngElements(bytes: Uint8Array): Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: Element[] = []
  let littleEndian = bytes[8] === 0x4d
  let at = 0
  while (at + 12 <= bytes.length) {
    const type = view.getUint32(at, littleEndian)
    if (type === 0x0a0d0d0a) littleEndian = bytes[at + 8] === 0x4d
    const length = view.getUint32(at + 4, littleEndian)
    const end = at + length
    if (length < 12 || end > bytes.length) break
    found.push({ start: at, end, lengths: fields([at + 4, end - 4], littleEndian) })
    if (type === 6 && at + 32 <= end) {
      const packetEnd = at + 28 + view.getUint32(at + 20, littleEndian)
      if (packetEnd <= end) {
        found.push({ start: at + 28, end: packetEnd, lengths: fields([at + 20, at + 24], littleEndian) })
        found.push(...packetElements(bytes, at + 28, packetEnd))
      }
      options(view, at + 28 + Math.ceil((packetEnd - at - 28) / 4) * 4, end - 4, littleEndian, found)
    } else if (type === 1) options(view, at + 16, end - 4, littleEndian, found)
    else if (type === 0x0a0d0d0a) options(view, at + 24, end - 4, littleEndian, found)
    at = end
  }
  return found
}

/** IP, TCP and TLS of an Ethernet frame, an IPv4 or an IPv6 packet. */
export function packetElements(bytes: Uint8Array, start: number, end: number): Element[] {
  const found: Element[] = []
  const etherType = (bytes[start + 12] ?? 0) * 256 + (bytes[start + 13] ?? 0)
  const ip = etherType === 0x0800 || etherType === 0x86dd ? start + 14 : start
  const version = (bytes[ip] ?? 0) >> 4
  if (version === 4) {
    found.push({ start: ip, end, lengths: [{ at: ip + 2, size: 2 }] })
    const transport = ip + ((bytes[ip] ?? 0) & 0x0f) * 4
    if (bytes[ip + 9] === 6) tcpElements(bytes, transport, end, found)
    else if (bytes[ip + 9] === 17)
      found.push({ start: transport, end, lengths: [{ at: transport + 4, size: 2 }] })
  } else if (version === 6) {
    found.push({ start: ip, end, lengths: [{ at: ip + 4, size: 2 }] })
    if (bytes[ip + 6] === 6) tcpElements(bytes, ip + 40, end, found)
  }
  return found.filter((element) => element.end > element.start)
}

function tcpElements(bytes: Uint8Array, start: number, end: number, found: Element[]): void {
  if (start + 20 > end) return
  const payload = start + ((bytes[start + 12] ?? 0) >> 4) * 4
  if (payload > end) return
  found.push({ start, end: payload, lengths: [{ at: start + 12, size: 1 }] })
  if (payload < end) found.push({ start: payload, end, lengths: [] }, ...recordElements(bytes, payload, end))
}

function options(view: DataView, start: number, end: number, littleEndian: boolean, found: Element[]): void {
  let at = start
  while (at + 4 <= end) {
    const length = view.getUint16(at + 2, littleEndian)
    const next = at + 4 + Math.ceil(length / 4) * 4
    if (next > end) return
    found.push({ start: at, end: next, lengths: [{ at: at + 2, size: 2, littleEndian }] })
    at = next
  }
}

function fields(at: readonly number[], littleEndian: boolean): LengthField[] {
  return at.map((one) => ({ at: one, size: 4, littleEndian }))
}
