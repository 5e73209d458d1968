import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tcpFrame } from '../../../../src/main/capture-file/tcp-frame.ts'
import type { TcpStream } from '../../../../src/main/tcp/events.ts'
import { TcpReassembler } from '../../../../src/main/tcp/reassembler.ts'
import { PacketDecoder } from '../../../../src/shared/packet/decoder.ts'
import { LINKTYPE_ETHERNET } from '../../../../src/shared/packet/link-types.ts'
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../../../src/shared/packet/segment.ts'
import { ascii, Recorder } from '../../../support/tcp/segments.ts'

const FLAGS = {
  syn: TCP_SYN,
  'syn-ack': TCP_SYN | TCP_ACK,
  ack: TCP_ACK,
  fin: TCP_FIN | TCP_ACK,
  rst: TCP_RST,
} as const

interface Packet {
  readonly port: number
  readonly up: boolean
  readonly flags: keyof typeof FLAGS
  /** Relative to the initial number. */
  readonly sequence: number
  readonly acknowledgement: number
  readonly data: string
  readonly id?: number
  readonly micros?: number
  /** What is done to the frame. */
  readonly as?: 'snapped' | 'padded' | 'fragment' | 'with options' | null
}

const ISN = [0xffff_fff0, 0x7fff_fff8] as const
const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1)
const CLIENT = Uint8Array.of(10, 0, 0, 200)
const SERVER = Uint8Array.of(10, 0, 0, 3)

function frameOf(packet: Packet): Uint8Array {
  const client = { mac: MAC, address: CLIENT, port: packet.port }
  const server = { mac: MAC, address: SERVER, port: 443 }
  const [own, other] = packet.up ? ISN : [ISN[1], ISN[0]]
  const whole = tcpFrame({
    from: packet.up ? client : server,
    to: packet.up ? server : client,
    sequence: (own + packet.sequence) >>> 0,
    acknowledgement: (other + packet.acknowledgement) >>> 0,
    flags: FLAGS[packet.flags],
    id: packet.id ?? 0,
    options: packet.as === 'with options' ? Uint8Array.of(1, 1, 1, 1) : new Uint8Array(0),
    payload: ascii(packet.data),
  })
  if (packet.as === 'snapped') return whole.subarray(0, whole.length - 3)
  if (packet.as === 'padded') return Uint8Array.of(...whole, 0, 0, 0)
  if (packet.as === 'fragment') whole[20] = 0x20
  return whole
}

/** Reads packets with the express in front of the decoder, or without it. */
class Way {
  readonly seen = new Recorder()
  readonly reassembler = new TcpReassembler(this.seen)
  taken = 0
  readonly #express: boolean
  readonly #decoder = new PacketDecoder({
    tcp: (segment) => this.reassembler.segment(segment),
    udp: () => {},
    other: () => {},
  })
  #frame = 0
  #micros = 10_000_000

  constructor(express: boolean) {
    this.#express = express
  }

  read(packet: Packet): this {
    const frame = frameOf(packet)
    const bytes = new Uint8Array(frame.length + 20)
    bytes.set(frame, 7)
    this.#frame++
    this.#micros += packet.micros ?? 1000
    const at = { start: 7, end: 7 + frame.length, frame: this.#frame }
    const time = { seconds: Math.floor(this.#micros / 1e6), nanos: (this.#micros % 1e6) * 1000 }
    if (
      this.#express &&
      this.reassembler.express.take({ bytes, view: new DataView(bytes.buffer), ...at, ...time })
    ) {
      this.taken++
    } else {
      const length = packet.as === 'snapped' ? frame.length + 3 : frame.length
      this.#decoder.decode(LINKTYPE_ETHERNET, bytes, at.start, at.end, length, at.frame, this.#micros)
    }
    // Whoever kept the packet's bytes without a copy shows it here.
    bytes.fill(0xee)
    return this
  }

  get told(): unknown {
    return {
      lines: this.seen.lines,
      streams: this.seen.streams.map((stream) => ({
        firstFrame: stream.firstFrame,
        lastFrame: stream.lastFrame,
        sides: stream.sides.map(countersOf),
      })),
    }
  }
}

function countersOf(side: TcpStream['sides'][number]): unknown {
  const { delivered, acknowledged, unacknowledged, retransmissions, unansweredRetransmissions } = side
  const { largestPayload, missingBytes, snappedBytes, window, ttl, ipId, lastMicros, duplicateAcks } = side
  return [
    [delivered, acknowledged, unacknowledged, retransmissions, unansweredRetransmissions],
    [largestPayload, missingBytes, snappedBytes, window, ttl, ipId, lastMicros, duplicateAcks],
    [side.finSeen, side.rstSeen, side.ackSeen, side.firstUnanswered],
  ]
}

const opening = (port: number): Packet[] => [
  { port, up: true, flags: 'syn', sequence: 0, acknowledgement: 0, data: '' },
  { port, up: false, flags: 'syn-ack', sequence: 0, acknowledgement: 1, data: '' },
  { port, up: true, flags: 'ack', sequence: 1, acknowledgement: 1, data: '' },
]

/** Nearly always the first. */
const mostly = <T>(usual: T, ...odd: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) })

/** What two sides say that send text, mostly in order; with everything that may go wrong on the way. */
const packets = fc
  .array(
    fc.record({
      port: fc.constantFrom(40_000, 40_001),
      up: fc.boolean(),
      flags: mostly<keyof typeof FLAGS>('ack', 'fin', 'rst', 'syn'),
      length: fc.nat(12),
      strayed: mostly(0, 5, -5, 20_000_000),
      behind: mostly(0, 3, 8, -40),
      id: fc.nat(30),
      micros: mostly(1000, 10, 300_000, -5_000),
      as: mostly<Packet['as']>(null, 'snapped', 'padded', 'fragment', 'with options'),
    }),
    { maxLength: 60 },
  )
  .map((drawn) => {
    const sent = new Map<string, number>()
    return drawn.map(({ length, strayed, behind, as, ...rest }): Packet => {
      const own = `${rest.port}${rest.up}`
      const sequence = sent.get(own) ?? 1
      const other = sent.get(`${rest.port}${!rest.up}`) ?? 1
      if (strayed === 0) sent.set(own, sequence + length)
      const data = 'abcdefghijkl'.slice(0, length)
      const acknowledgement = Math.max(0, other - behind)
      return { ...rest, sequence: sequence + strayed, acknowledgement, data, as: as ?? null }
    })
  })

describe('the express', () => {
  it('tells, packet for packet, what is told without it', () => {
    let taken = 0
    fc.assert(
      fc.property(packets, fc.boolean(), (drawn, opened) => {
        const [fast, slow] = [new Way(true), new Way(false)]
        for (const packet of [...(opened ? [40_000, 40_001].flatMap(opening) : []), ...drawn]) {
          fast.read(packet)
          slow.read(packet)
        }
        expect(fast.told).toEqual(slow.told)
        fast.reassembler.end()
        slow.reassembler.end()
        expect(fast.told).toEqual(slow.told)
        expect(fast.reassembler.express.segmentMicros).toBe(slow.reassembler.express.segmentMicros)
        taken += fast.taken
      }),
      { numRuns: 1500 },
    )
    // Else it told nothing.
    expect(taken).toBeGreaterThan(5_000)
  })

  it('takes what is left of a connection that nobody wants', () => {
    const way = new Way(true)
    for (const packet of opening(40_000)) way.read(packet)
    way.seen.streams[0]?.ignore()
    const data = (sequence: number): Packet => ({
      port: 40_000,
      up: true,
      flags: 'ack',
      sequence,
      acknowledgement: 1,
      data: 'x',
    })
    const taken = way.taken
    way.read(data(1))
    expect(way.taken).toBe(taken)
    expect(way.seen.lines.at(-1)).toBe('closed 0 end')
    way.read(data(2)).read(data(900))
    expect(way.taken).toBe(taken + 2)
    expect(way.seen.streams).toHaveLength(1)
  })

  it('tells a skimmer lengths as long as it skims, and the sink the rest', () => {
    const way = new Way(true)
    for (const packet of opening(40_000)) way.read(packet)
    const skimmed: number[] = []
    const side = way.seen.streams[0]?.sides[0]
    if (side === undefined) throw new Error('no stream')
    side.skimmer = {
      skims: 4,
      skim: (length) => {
        skimmed.push(length)
      },
    }
    let sequence = 1
    for (const data of ['a', 'abcd', 'abcde']) {
      way.read({ port: 40_000, up: true, flags: 'ack', sequence, acknowledgement: 1, data })
      sequence += data.length
    }
    expect(skimmed).toEqual([1, 4])
    expect(way.seen.payload).toEqual(['0 "abcde" @6'])
    expect(side.delivered).toBe(10)
  })
})
