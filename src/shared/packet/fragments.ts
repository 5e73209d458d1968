import { latin1 } from '../bytes/text.ts'
import type { IpHeader } from './internet.ts'

/** How much may wait for its missing pieces; beyond it the oldest datagram is given up. */
export interface FragmentLimits {
  readonly datagrams: number
  readonly bytes: number
  /** Capture time after which a datagram is given up; RFC 8200 section 4.5 says 60 seconds. */
  readonly micros: number
}

export const DEFAULT_FRAGMENT_LIMITS: FragmentLimits = {
  datagrams: 256,
  bytes: 8 * 1024 * 1024,
  micros: 60_000_000,
}

/** The largest payload of an IP datagram. */
const MAX_PAYLOAD = 65_535
/** More separate pieces than this are no accident of the network. */
const MAX_PIECES = 64

/** One datagram on its way: `bytes` is source address, destination address, payload. */
interface Datagram {
  readonly key: string
  readonly startedMicros: number
  bytes: Uint8Array
  /** Sorted, disjoint, not touching: start and end of each range of the payload that is there, in turn. */
  readonly ranges: number[]
  /** Length of the payload; -1 until the last fragment was seen. */
  length: number
  /** Protocol of the first fragment: with IPv6 the only one that counts (RFC 8200 section 4.5). */
  protocol: number
  spoilt: boolean
}

/**
 * Puts fragmented IPv4 and IPv6 datagrams together again, within bounded memory. Where IPv4 fragments overlap,
 * the bytes that came first stay; overlapping IPv6 fragments spoil their datagram (RFC 5722), exact
 * repetitions excepted.
 */
export class FragmentAssembler {
  readonly #limits: FragmentLimits
  readonly #waiting = new Map<string, Datagram>()
  #bytes = 0
  #abandoned = 0
  /** A datagram was given up for want of room, or had more pieces than are put together. */
  limitMet = false

  constructor(limits: FragmentLimits = DEFAULT_FRAGMENT_LIMITS) {
    this.#limits = limits
  }

  /** Datagrams that never became whole, those still waiting included. */
  get incomplete(): number {
    return this.#abandoned + this.#waiting.size
  }

  /**
   * Takes the fragment that `header` describes. When it completes its datagram, rewrites `header` to describe
   * the whole and returns the bytes it now points into; otherwise `null`.
   */
  add(bytes: Uint8Array, header: IpHeader, atMicros: number): Uint8Array | null {
    const captured = header.payloadEnd - header.payloadStart
    const announced = header.payloadWireEnd - header.payloadStart
    const start = header.fragmentOffset
    const end = start + captured
    if (captured <= 0 || start + announced > MAX_PAYLOAD) return null
    const datagram = this.#find(bytes, header, atMicros)
    if (!header.moreFragments) {
      if (datagram.length >= 0 && datagram.length !== start + announced) datagram.spoilt = true
      datagram.length = start + announced
    }
    if (start === 0) datagram.protocol = header.protocol
    this.#store(datagram, bytes, header, start, end)
    if (datagram.spoilt || !isWhole(datagram)) return null
    this.#forget(datagram)
    describeWhole(datagram, header)
    return datagram.bytes
  }

  #find(bytes: Uint8Array, header: IpHeader, atMicros: number): Datagram {
    const { sourceAt, destinationAt, addressLength } = header
    const addresses =
      latin1(bytes, sourceAt, sourceAt + addressLength) +
      latin1(bytes, destinationAt, destinationAt + addressLength)
    // IPv4 tells datagrams apart by protocol too (RFC 791), IPv6 does not.
    const key = `${addresses}${header.id}/${addressLength === 4 ? header.protocol : ''}`
    const known = this.#waiting.get(key)
    if (known && Math.abs(atMicros - known.startedMicros) <= this.#limits.micros) return known
    if (known) this.#abandon(known)
    const datagram: Datagram = {
      key,
      startedMicros: atMicros,
      bytes: new Uint8Array(addressLength * 2 + 4096),
      ranges: [],
      length: -1,
      protocol: header.protocol,
      spoilt: false,
    }
    datagram.bytes.set(bytes.subarray(sourceAt, sourceAt + addressLength), 0)
    datagram.bytes.set(bytes.subarray(destinationAt, destinationAt + addressLength), addressLength)
    this.#waiting.set(key, datagram)
    this.#bytes += datagram.bytes.length
    this.#makeRoom(datagram)
    return datagram
  }

  #store(datagram: Datagram, bytes: Uint8Array, header: IpHeader, start: number, end: number): void {
    const { ranges } = datagram
    const base = header.addressLength * 2
    this.#grow(datagram, base + end)
    // Fills only what is not there yet: between the ranges that [start, end) meets.
    let index = 0
    while (index < ranges.length && (ranges[index + 1] as number) < start) index += 2
    const first = index
    let from = start
    let to = end
    let at = start
    while (index < ranges.length && (ranges[index] as number) <= end) {
      const rangeStart = ranges[index] as number
      const rangeEnd = ranges[index + 1] as number
      const overlaps = rangeStart < end && rangeEnd > start
      const repeats = rangeStart <= start && rangeEnd >= end
      if (overlaps && !repeats && header.addressLength === 16) datagram.spoilt = true
      if (rangeStart > at) copy(datagram.bytes, base, bytes, header.payloadStart, start, at, rangeStart)
      at = Math.max(at, rangeEnd)
      from = Math.min(from, rangeStart)
      to = Math.max(to, rangeEnd)
      index += 2
    }
    if (at < end) copy(datagram.bytes, base, bytes, header.payloadStart, start, at, end)
    ranges.splice(first, index - first, from, to)
    if (ranges.length <= MAX_PIECES * 2) return
    datagram.spoilt = true
    this.limitMet = true
  }

  #grow(datagram: Datagram, needed: number): void {
    if (needed <= datagram.bytes.length) return
    const grown = new Uint8Array(Math.min(Math.max(needed, datagram.bytes.length * 2), 32 + MAX_PAYLOAD))
    grown.set(datagram.bytes)
    this.#bytes += grown.length - datagram.bytes.length
    datagram.bytes = grown
    this.#makeRoom(datagram)
  }

  #makeRoom(keep: Datagram): void {
    for (const oldest of this.#waiting.values()) {
      if (this.#waiting.size <= this.#limits.datagrams && this.#bytes <= this.#limits.bytes) return
      if (oldest === keep) continue
      this.limitMet = true
      this.#abandon(oldest)
    }
  }

  #abandon(datagram: Datagram): void {
    this.#forget(datagram)
    this.#abandoned++
  }

  #forget(datagram: Datagram): void {
    if (this.#waiting.delete(datagram.key)) this.#bytes -= datagram.bytes.length
  }
}

function isWhole(datagram: Datagram): boolean {
  const { ranges, length } = datagram
  return length >= 0 && ranges.length === 2 && ranges[0] === 0 && ranges[1] === length
}

function describeWhole(datagram: Datagram, header: IpHeader): void {
  const { addressLength } = header
  header.sourceAt = 0
  header.destinationAt = addressLength
  header.protocol = datagram.protocol
  header.payloadStart = addressLength * 2
  header.payloadEnd = header.payloadStart + datagram.length
  header.payloadWireEnd = header.payloadEnd
  header.fragmented = false
  header.fragmentOffset = 0
  header.moreFragments = false
}

/** Copies the payload's `[at, end)`, of which the fragment carries what begins at `start`. */
function copy(
  into: Uint8Array,
  base: number,
  bytes: Uint8Array,
  payloadStart: number,
  start: number,
  at: number,
  end: number,
): void {
  into.set(bytes.subarray(payloadStart + at - start, payloadStart + end - start), base + at)
}
