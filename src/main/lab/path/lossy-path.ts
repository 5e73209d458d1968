import type { Endpoint } from '../../../shared/packet/segment.ts'
import { TCP_ACK, TCP_FIN, TCP_SYN } from '../../../shared/packet/segment.ts'
import { PacketWriter } from '../../capture-file/packet-writer.ts'
import type { SynthesisedFrame } from '../../capture-file/synthesise.ts'
import { type Segment, TcpEnd } from './tcp-end.ts'

export type Peer = 'client' | 'server'

/** A packet on the path that carries more than an acknowledgement. */
export interface PathPacket {
  readonly from: Peer
  /** TCP flags. */
  readonly flags: number
  /** Bytes of the IP packet, its header included. */
  readonly size: number
  /** How often this one was sent by now: 1, the first time. */
  readonly times: number
}

/** What a path does to packets, and where on it they are written down. */
export interface PathFault {
  readonly loses: (packet: PathPacket) => boolean
  /** At that end: what it sends is seen, whatever becomes of it; what is lost before it arrives is not. */
  readonly capturedAt: Peer
}

/** Hears what arrives. */
export interface PathEnds {
  /** The server answered the client's SYN, and the client heard it. */
  opened(): void
  data(to: Peer, bytes: Uint8Array): void
  closed(to: Peer): void
}

/** IPv4 and TCP headers without options. */
const HEADERS = 40
const NO_BYTES = new Uint8Array(0)

/**
 * A modelled network path that loses packets, between two ends of a modelled TCP. The bytes are those that real
 * endpoints give it, what arrives is given to them; time is what it is told, and nothing is waited for.
 */
export class LossyPath {
  readonly frames: SynthesisedFrame[] = []
  readonly #ends = { client: new TcpEnd(), server: new TcpEnd() } as const
  readonly #writer: PacketWriter
  readonly #fault: PathFault
  readonly #heard: PathEnds
  #nowMicros = 0

  constructor(client: Endpoint, server: Endpoint, fault: PathFault, heard: PathEnds) {
    this.#writer = new PacketWriter(client, server)
    this.#fault = fault
    this.#heard = heard
  }

  /** The client connects. */
  open(nowMicros: number): void {
    this.#at(nowMicros)
    this.#ends.client.syn(TCP_SYN)
    this.#sendNew('client')
  }

  write(from: Peer, bytes: Uint8Array, nowMicros: number): void {
    this.#at(nowMicros)
    this.#ends[from].write(bytes)
    this.#sendNew(from)
  }

  close(from: Peer, nowMicros: number): void {
    this.#at(nowMicros)
    this.#ends[from].fin()
    this.#sendNew(from)
  }

  /** When the next timer runs out; `null`: nothing is missing, and nothing will happen by itself. */
  get dueMicros(): number | null {
    const [up, down] = [this.#ends.client.dueMicros, this.#ends.server.dueMicros]
    return up === null ? down : down === null ? up : Math.min(up, down)
  }

  /** The next timer runs out. */
  timeOut(): void {
    const due = this.dueMicros
    if (due === null) return
    this.#at(due)
    for (const from of ['client', 'server'] as const) {
      if (this.#ends[from].dueMicros === due) this.#send(from, this.#ends[from].timeOut(due))
    }
  }

  /** Two packets never stand at the same moment: a file sorted by time keeps their order. */
  #at(nowMicros: number): void {
    this.#nowMicros = Math.max(this.#nowMicros + 1, nowMicros)
  }

  #sendNew(from: Peer): void {
    this.#send(from, this.#ends[from].takeNew(this.#nowMicros))
  }

  #send(from: Peer, segments: readonly Segment[]): void {
    const to = other(from)
    let arrived = false
    for (const segment of segments) arrived = this.#carry(from, segment) || arrived
    // One acknowledgement for what came at once; each piece behind a gap was answered as it came.
    if (arrived) this.#acknowledge(to)
  }

  /** @returns whether something arrived in order, which is still to be acknowledged */
  #carry(from: Peer, segment: Segment): boolean {
    const to = other(from)
    const { flags, payload, times } = segment
    const lost = this.#fault.loses({ from, flags, size: HEADERS + payload.length, times })
    if (!lost || this.#fault.capturedAt === from) this.#note(from, segment.sequence, flags, payload)
    if (lost) return false
    if ((flags & TCP_ACK) !== 0) this.#acknowledgedBy(from)
    const read = this.#ends[to].receive(segment)
    if (read.length === 0) {
      // A SYN that was answered before: the answer has its own timer.
      if ((flags & TCP_SYN) === 0) this.#acknowledge(to)
      return false
    }
    let answers = true
    for (const one of read) answers = this.#read(to, one) && answers
    return answers
  }

  /** @returns whether it is acknowledged by itself, not with an answer */
  #read(to: Peer, { flags, payload }: Segment): boolean {
    if ((flags & TCP_SYN) !== 0 && to === 'server') {
      this.#ends.server.syn(TCP_SYN | TCP_ACK)
      this.#sendNew('server')
      return false
    }
    if ((flags & TCP_SYN) !== 0) this.#heard.opened()
    else if ((flags & TCP_FIN) !== 0) this.#heard.closed(to)
    else this.#heard.data(to, payload)
    return true
  }

  /** A bare acknowledgement; small, and never lost. */
  #acknowledge(from: Peer): void {
    this.#note(from, null, TCP_ACK, NO_BYTES)
    this.#acknowledgedBy(from)
  }

  #acknowledgedBy(from: Peer): void {
    const sender = other(from)
    this.#send(sender, this.#ends[sender].acknowledged(this.#ends[from].expected, this.#nowMicros))
  }

  #note(from: Peer, sequence: number | null, flags: number, payload: Uint8Array): void {
    this.#at(0)
    const end = this.#ends[from]
    const bytes = this.#writer.frame(from, sequence ?? end.next, end.expected, flags, payload)
    this.frames.push({ atMicros: this.#nowMicros, bytes })
  }
}

function other(peer: Peer): Peer {
  return peer === 'client' ? 'server' : 'client'
}
