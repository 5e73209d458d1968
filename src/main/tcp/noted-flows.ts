import {
  emptySegment,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
  type TcpSegmentView,
} from '../../shared/packet/segment.ts'
import type { FlowTable } from './flow-table.ts'

const LOW_ISN_KNOWN = 1
const HIGH_ISN_KNOWN = 2
/** The SYN came from the endpoint that stands first in the flow's key. */
const FROM_LOW = 4
/** It is a SYN, not the numbers of a connection that is over. */
const ASKED = 8

/** Numbers of four bytes and of two that are noted of one flow, by their place. */
const WORDS = 5
const WORD = { lowIsn: 0, highIsn: 1, index: 2, frame: 3, acknowledgement: 4 } as const
const HALVES = 5
const HALF = { window: 0, mss: 1, ipId: 2, ttlAndScale: 3, flags: 4 } as const

/** An opening packet that says nothing but SYN: until another one follows, its numbers are all there is to know. */
export function isBareSyn(view: TcpSegmentView): boolean {
  return (
    (view.flags & (TCP_SYN | TCP_ACK | TCP_RST | TCP_FIN)) === TCP_SYN &&
    view.payloadStart === view.payloadEnd &&
    view.missing === 0
  )
}

/**
 * What is kept of a flow that needs no object, under its slot, in typed arrays: of a connection that is over the two
 * initial sequence numbers, by which a late packet is told from a new connection's; of one that nobody answered its
 * SYN. A million of these cost some hundred bytes each and the garbage collector nothing.
 */
export class NotedFlows {
  readonly #flows: FlowTable
  #words = new Uint32Array(0)
  #halves = new Uint16Array(0)
  #flags = new Uint8Array(0)
  #micros = new Float64Array(0)
  /** The SYN that was asked for last. */
  readonly #view = emptySegment()

  constructor(flows: FlowTable) {
    this.#flows = flows
    this.#view.bytes = new Uint8Array(32)
    this.#view.flags = TCP_SYN
  }

  /** Sees to it that every slot below `capacity` has its place. */
  makeRoom(capacity: number): void {
    if (capacity <= this.#flags.length) return
    const [words, halves, flags, micros] = [this.#words, this.#halves, this.#flags, this.#micros]
    this.#words = new Uint32Array(capacity * WORDS)
    this.#halves = new Uint16Array(capacity * HALVES)
    this.#flags = new Uint8Array(capacity)
    this.#micros = new Float64Array(capacity)
    this.#words.set(words)
    this.#halves.set(halves)
    this.#flags.set(flags)
    this.#micros.set(micros)
  }

  /** Of a connection that is over; `null`: that side's number is not known. */
  noteNumbers(slot: number, lowIsn: number | null, highIsn: number | null): void {
    this.#flags[slot] = (lowIsn === null ? 0 : LOW_ISN_KNOWN) | (highIsn === null ? 0 : HIGH_ISN_KNOWN)
    this.#words[slot * WORDS + WORD.lowIsn] = lowIsn ?? 0
    this.#words[slot * WORDS + WORD.highIsn] = highIsn ?? 0
  }

  /** Initial sequence number of the endpoint that stands first in the key, or of the other; `null`: not known. */
  isnOf(slot: number, ofLow: boolean): number | null {
    const known = (this.#flags[slot] ?? 0) & (ofLow ? LOW_ISN_KNOWN : HIGH_ISN_KNOWN)
    return known === 0 ? null : (this.#words[slot * WORDS + (ofLow ? WORD.lowIsn : WORD.highIsn)] ?? 0)
  }

  /** @param index the stream's number */
  noteSyn(slot: number, index: number, fromLow: boolean, view: TcpSegmentView): void {
    this.noteNumbers(slot, fromLow ? view.sequence : null, fromLow ? null : view.sequence)
    this.#flags[slot] = (this.#flags[slot] ?? 0) | ASKED | (fromLow ? FROM_LOW : 0)
    const words = slot * WORDS
    this.#words[words + WORD.index] = index
    this.#words[words + WORD.frame] = view.frame
    this.#words[words + WORD.acknowledgement] = view.acknowledgement
    const halves = slot * HALVES
    this.#halves[halves + HALF.window] = view.window
    this.#halves[halves + HALF.mss] = view.mss
    this.#halves[halves + HALF.ipId] = view.ipId
    this.#halves[halves + HALF.ttlAndScale] = (view.ttl << 8) | view.windowScale
    this.#halves[halves + HALF.flags] = view.flags
    this.#micros[slot] = view.atMicros
  }

  isAsked(slot: number): boolean {
    return ((this.#flags[slot] ?? 0) & ASKED) !== 0
  }

  /** The stream's number. */
  indexOf(slot: number): number {
    return this.#words[slot * WORDS + WORD.index] ?? 0
  }

  synFromLow(slot: number): boolean {
    return ((this.#flags[slot] ?? 0) & FROM_LOW) !== 0
  }

  /** The SYN as it was captured; a view that is filled again by the next call. */
  syn(slot: number): TcpSegmentView {
    const view = this.#view
    const fromLow = this.synFromLow(slot)
    this.#flows.endpoints(slot, fromLow, view)
    const words = slot * WORDS
    view.sequence = this.#words[words + (fromLow ? WORD.lowIsn : WORD.highIsn)] ?? 0
    view.frame = this.#words[words + WORD.frame] ?? 0
    view.acknowledgement = this.#words[words + WORD.acknowledgement] ?? 0
    const halves = slot * HALVES
    view.window = this.#halves[halves + HALF.window] ?? 0
    view.mss = this.#halves[halves + HALF.mss] ?? 0
    view.ipId = this.#halves[halves + HALF.ipId] ?? 0
    view.ttl = (this.#halves[halves + HALF.ttlAndScale] ?? 0) >> 8
    view.windowScale = (this.#halves[halves + HALF.ttlAndScale] ?? 0) & 0xff
    view.flags = this.#halves[halves + HALF.flags] ?? TCP_SYN
    view.atMicros = this.#micros[slot] ?? 0
    return view
  }
}
