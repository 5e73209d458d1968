import type { Direction, TcpSink, TcpStream } from '../../../src/main/tcp/events.ts'
import { TcpReassembler } from '../../../src/main/tcp/reassembler.ts'
import { concat } from '../../../src/shared/bytes/text.ts'
import type { UdpDatagramView } from '../../../src/shared/packet/datagram.ts'
import { classifyUdp } from '../../../src/shared/packet/datagram.ts'
import { PacketDecoder } from '../../../src/shared/packet/decoder.ts'
import { emptySegment, type TcpSegmentView } from '../../../src/shared/packet/segment.ts'
import { ipv4 } from '../../support/packets/frame.ts'
import type { Element } from '../element.ts'
import { packetElements } from '../grammar/capture.ts'
import { IP_PACKETS, PACKETS } from '../seeds/captures.ts'
import { TALKS } from '../seeds/sessions.ts'
import { must, type Target } from '../target.ts'

function viewHolds(view: TcpSegmentView | UdpDatagramView): void {
  const { bytes, payloadStart, payloadEnd, missing, sourceAt, destinationAt, addressLength } = view
  must(payloadStart <= payloadEnd && payloadEnd <= bytes.length, () => 'the payload leaves the packet')
  must(missing >= 0, () => `${missing} bytes are missing`)
  must(sourceAt >= 0 && sourceAt + addressLength <= bytes.length, () => 'the source leaves the packet')
  must(
    destinationAt >= 0 && destinationAt + addressLength <= bytes.length,
    () => 'the destination leaves the packet',
  )
}

let calls = 0
const watch: ConstructorParameters<typeof PacketDecoder>[0] = {
  tcp: (view) => {
    calls++
    viewHolds(view)
  },
  udp: (view) => {
    calls++
    viewHolds(view)
    classifyUdp(view.bytes, view.payloadStart, view.payloadEnd, view.sourcePort, view.destinationPort)
  },
  icmp: ({ saidByAt, mtu, refusedLength, segment: { sourceAt, destinationAt, addressLength, bytes } }) => {
    calls++
    must(saidByAt >= 0 && saidByAt + addressLength <= bytes.length, () => 'who says so leaves the packet')
    must(mtu >= 0 && refusedLength >= 0, () => `an MTU of ${mtu} for ${refusedLength} bytes`)
    must(sourceAt >= 0 && sourceAt + addressLength <= bytes.length, () => 'a quoted source leaves the packet')
    must(
      destinationAt >= 0 && destinationAt + addressLength <= bytes.length,
      () => 'a quoted destination leaves the packet',
    )
  },
  other: () => {
    calls++
  },
}
const decoder = new PacketDecoder(watch)

/** Two bytes of link type, two of what the wire had more, then the packet. */
const packet: Target = {
  name: 'packet',
  seeds: () =>
    PACKETS.map(({ linkType, bytes }) => {
      const input = new Uint8Array(bytes.length + 4)
      input.set([linkType >> 8, linkType & 0xff, 0, 0])
      input.set(bytes, 4)
      return input
    }),
  grammar: (bytes) => packetElements(bytes, 4, bytes.length),
  run: (bytes) => {
    if (bytes.length < 4) return
    const linkType = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)
    const more = (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0)
    calls = 0
    decoder.decode(linkType, bytes, 4, bytes.length, bytes.length - 4 + more, 1, 0)
    must(calls === 1, () => `one packet gave ${calls} calls`)
  },
}

/** Packets of one link type behind one another, each with two bytes of length: fragments meet, and give way. */
const series: Target = {
  name: 'packets',
  seeds: () => [
    inSeries(IP_PACKETS),
    inSeries(IP_PACKETS.slice(4, 8)),
    inSeries([...IP_PACKETS.slice(4, 8)].reverse()),
    inSeries([...IP_PACKETS.slice(4, 6), ...IP_PACKETS.slice(4, 6), ...MANY_FRAGMENTS]),
  ],
  grammar: (bytes) => {
    const found: Element[] = []
    for (let at = 0; at + 2 <= bytes.length; ) {
      const end = at + 2 + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0)
      if (end > bytes.length) break
      found.push({ start: at, end, lengths: [{ at, size: 2 }] }, ...packetElements(bytes, at + 2, end))
      at = end
    }
    return found
  },
  run: (bytes) => {
    const fresh = new PacketDecoder(watch)
    let frame = 0
    for (let at = 0; at + 2 <= bytes.length; ) {
      const end = Math.min(bytes.length, at + 2 + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0))
      calls = 0
      fresh.decode(101, bytes, at + 2, end, end - at - 2, ++frame, frame * 1_000_000)
      must(calls === 1, () => `packet ${frame} gave ${calls} calls`)
      at = end
    }
    must(
      fresh.incompleteDatagrams >= 0 && fresh.incompleteDatagrams <= frame,
      () => 'more datagrams than packets',
    )
  },
}

function inSeries(packets: readonly Uint8Array[]): Uint8Array {
  return concat(packets.flatMap((one) => [Uint8Array.of(one.length >> 8, one.length & 0xff), one]))
}

/** First pieces without their last, more than are kept: each begins a datagram of its own. */
const MANY_FRAGMENTS = Array.from({ length: 300 }, (_, id) =>
  ipv4(Uint8Array.of(id & 0xff, 1, 2, 3, 4, 5, 6, 7), { moreFragments: true, id }),
)

/** What a segment of the `tcp` target is made from. */
const STEP = 8
const FLAGS = [0x10, 0x18, 0x02, 0x12, 0x11, 0x04, 0x14, 0x00]

class Streams implements TcpSink {
  readonly delivered = new Map<TcpStream, [number, number]>()
  readonly closedStreams = new Set<TcpStream>()
  opened(stream: TcpStream): void {
    must(!this.delivered.has(stream), () => 'a stream opened twice')
    this.delivered.set(stream, [0, 0])
  }
  mark(stream: TcpStream): void {
    this.#open(stream)
  }
  data(stream: TcpStream, direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    this.#open(stream)
    must(
      start >= 0 && start < end && end <= bytes.length,
      () => `data [${start}, ${end}) of ${bytes.length} bytes`,
    )
    this.#add(stream, direction, end - start)
  }
  hole(stream: TcpStream, direction: Direction, length: number): void {
    this.#open(stream)
    must(length >= 0 && Number.isSafeInteger(length), () => `a hole of ${length} bytes`)
    this.#add(stream, direction, 0)
  }
  closed(stream: TcpStream): void {
    this.#open(stream)
    this.closedStreams.add(stream)
    for (const direction of [0, 1] as const) {
      const side = stream.sides[direction]
      must(
        side.delivered === this.delivered.get(stream)?.[direction],
        () => `delivered is told as ${side.delivered}`,
      )
      for (const [name, value] of Object.entries({
        unacknowledged: side.unacknowledged,
        acknowledged: side.acknowledged,
        retransmissions: side.retransmissions,
        unanswered: side.unansweredRetransmissions,
        missing: side.missingBytes,
        snapped: side.snappedBytes,
      })) {
        must(value >= 0 && Number.isSafeInteger(value), () => `${name} is ${value}`)
      }
    }
  }
  #open(stream: TcpStream): void {
    must(
      this.delivered.has(stream) && !this.closedStreams.has(stream),
      () => 'an event of a stream that is not open',
    )
  }
  #add(stream: TcpStream, direction: Direction, bytes: number): void {
    const counts = this.delivered.get(stream)
    if (counts !== undefined) counts[direction] += bytes
  }
}

/**
 * Each 8 bytes are a segment: who and flags, which connection and time, where it stands (signed, 16 bits),
 * what it acknowledges, its length, and the bytes the snaplen took. In the first byte also: over IPv6 (20), and that
 * it is not the segment but its refusal by a router (80); in the seventh a port of its own (40).
 */
const tcp: Target = {
  name: 'tcp',
  seeds: () => [
    conversation(0),
    conversation(3),
    conversation(0).map((byte, at) => (at % STEP === 0 ? byte | (at % 48 === 0 ? 0xa0 : 0x20) : byte)),
    conversation(1).map((byte, at) => (at % STEP === 6 ? byte | 0x40 : byte)),
    TALKS[0]?.turns[1]?.bytes.slice(0, 4000) ?? new Uint8Array(0),
  ],
  grammar: (bytes) => {
    const steps: Element[] = []
    for (let at = 0; at + STEP <= bytes.length; at += STEP)
      steps.push({ start: at, end: at + STEP, lengths: [] })
    return steps
  },
  run: (bytes) => {
    const streams = new Streams()
    const reassembler = new TcpReassembler(streams, {
      limits: {
        connections: 3,
        waitingBytesPerSide: 4096,
        waitingPiecesPerSide: 8,
        waitingBytes: 6000,
        historyBytes: 4096,
        historyBytesPerSide: 512,
      },
    })
    let atMicros = 0
    for (let at = 0; at + STEP <= bytes.length; at += STEP) {
      atMicros += segment(reassembler, bytes, at, atMicros)
      must(reassembler.remembered <= 3, () => `${reassembler.remembered} connections are remembered`)
    }
    reassembler.end()
    must(streams.closedStreams.size === streams.delivered.size, () => 'a stream was never closed')
  },
}

const buffer = new Uint8Array(512).map((_, at) => at * 7)

function segment(reassembler: TcpReassembler, bytes: Uint8Array, at: number, atMicros: number): number {
  const byte = (index: number): number => bytes[at + index] ?? 0
  const up = (byte(0) & 8) === 0
  const signed = (high: number, low: number): number => ((high << 24) >> 16) + low
  const length = (byte(6) & 0x3f) * (byte(6) & 0x80 ? 4 : 1)
  const own = up ? 1000 : 0xffffff00
  const other = up ? 0xffffff00 : 1000
  const pass = 2 ** ((byte(1) >> 3) & 0x1f)
  const addressLength = byte(0) & 0x20 ? 16 : 4
  buffer.fill(0, 0, 32)
  buffer[addressLength - 1] = up ? 1 : 2
  buffer[2 * addressLength - 1] = up ? 2 : 1
  // A port of its own for each segment that wants one: connections without end.
  const port = byte(6) & 0x40 ? 1024 + at : 50_000 + (byte(1) & 7)
  const payloadStart = 32 + (byte(7) & 15)
  const view: TcpSegmentView = {
    ...emptySegment(),
    frame: at / STEP + 1,
    atMicros: atMicros + pass,
    bytes: buffer,
    sourceAt: 0,
    destinationAt: addressLength,
    addressLength,
    sourcePort: up ? port : 443,
    destinationPort: up ? 443 : port,
    sequence: (own + signed(byte(2), byte(3))) >>> 0,
    acknowledgement: (other + signed(byte(4), byte(5))) >>> 0,
    flags: FLAGS[byte(0) & 7] ?? 0,
    window: 1000,
    payloadStart,
    payloadEnd: payloadStart + length,
    missing: byte(7) >> 6 === 3 ? byte(7) & 63 : 0,
    ttl: 64,
    ipId: byte(0) & 0x40 ? 7 : 0,
    mss: 0,
    windowScale: 0,
  }
  if ((byte(0) & 0x80) === 0) reassembler.segment(view)
  else {
    const { frame, atMicros: now } = view
    reassembler.refused({
      frame,
      atMicros: now,
      kind: 'fragmentation needed',
      mtu: 1400,
      refusedLength: 1500,
      saidByAt: addressLength,
      segment: view,
    })
  }
  return pass
}

/** A connection that opens, talks in both directions, loses and repeats a little, and closes. */
function conversation(shuffle: number): Uint8Array {
  const steps: number[][] = [
    [2, 0, 0xff, 0xff, 0, 0, 0, 0],
    [11, 0, 0xff, 0xff, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0],
  ]
  for (let i = 0; i < 20; i++) {
    const offset = ((i * 7) % (20 + shuffle)) * 40
    steps.push([i % 3 === 0 ? 9 : 1, i % 8 === 7 ? 1 : 0, offset >> 8, offset & 255, 0, i * 10, 40, 0])
  }
  steps.push([4, 0, 3, 32, 3, 32, 0, 0], [12, 0, 3, 32, 3, 32, 0, 0], [5, 0, 0, 0, 0, 0, 0, 0])
  return Uint8Array.from(steps.flat())
}

export const PACKET_TARGETS: readonly Target[] = [packet, series, tcp]
