import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PacketDecoder } from '../../../../src/shared/packet/decoder.ts'
import { Collector } from '../../../support/packets/collect.ts'
import {
  counting,
  ethernet,
  ipv4,
  ipv6,
  ipv6Extension,
  ipv6Fragment,
  tcp,
} from '../../../support/packets/frame.ts'

const PAYLOAD = counting(3000)
const SEGMENT = tcp({ payload: PAYLOAD })

interface Piece {
  readonly start: number
  readonly end: number
}

const PIECES: readonly Piece[] = [
  { start: 0, end: 1000 },
  { start: 1000, end: 2000 },
  { start: 2000, end: SEGMENT.length },
]

function v4(piece: Piece, bytes = SEGMENT, id = 5): Uint8Array {
  const moreFragments = piece.end < SEGMENT.length
  return ethernet(
    ipv4(bytes.subarray(piece.start, piece.end), { fragmentOffset: piece.start, moreFragments, id }),
  )
}

function v6(piece: Piece, bytes = SEGMENT): Uint8Array {
  const more = piece.end < bytes.length
  const fragment = ipv6Fragment(bytes.subarray(piece.start, piece.end), { offset: piece.start, more })
  return ethernet(ipv6(fragment, { protocol: 44 }))
}

function collect(frames: readonly Uint8Array[]): Collector {
  const collector = new Collector()
  for (const frame of frames) collector.packet(frame)
  return collector
}

describe('IP fragments', () => {
  it.each([
    ['IPv4', v4, '10.0.0.4'],
    ['IPv6', v6, '2001:db8::4'],
  ])('of %s become whole in any order, in the frame that completes them', (_, build, source) => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [0, 2, 1],
      [1, 0, 2],
      [2, 0, 1],
    ]) {
      const collector = collect(order.map((index) => build(PIECES[index] as Piece)))
      expect(collector.others).toBe(2)
      expect(collector.tcp).toHaveLength(1)
      expect(collector.tcp[0]?.payload).toEqual(PAYLOAD)
      expect(collector.tcp[0]?.source).toBe(source)
      expect(collector.tcp[0]?.view.frame).toBe(3)
      expect(collector.decoder.incompleteDatagrams).toBe(0)
    }
  })

  it('arriving twice change nothing', () => {
    for (const build of [v4, v6]) {
      const frames = [0, 0, 1, 1, 0, 2].map((index) => build(PIECES[index] as Piece))
      expect(collect(frames).tcp[0]?.payload).toEqual(PAYLOAD)
    }
  })

  it('of IPv4 that overlap keep the bytes that came first', () => {
    const other = SEGMENT.map((byte) => byte ^ 0xff)
    const frames = [
      v4({ start: 0, end: 1000 }),
      v4({ start: 2000, end: SEGMENT.length }),
      v4({ start: 800, end: 2200 }, other),
    ]
    const expected = SEGMENT.map((byte, at) => (at >= 1000 && at < 2000 ? byte ^ 0xff : byte))
    expect(collect(frames).tcp[0]?.payload).toEqual(expected.subarray(20))
  })

  it('of IPv6 that overlap spoil their datagram (RFC 5722)', () => {
    const frames = [
      v6({ start: 0, end: 1000 }),
      v6({ start: 800, end: 2000 }),
      v6({ start: 2000, end: SEGMENT.length }),
    ]
    expect(collect(frames).tcp).toHaveLength(0)
  })

  it('of different datagrams do not mix', () => {
    const frames = PIECES.flatMap((piece) => [v4(piece, SEGMENT, 1), v4(piece, SEGMENT, 2)])
    expect(collect(frames).tcp.map(({ payload }) => payload)).toEqual([PAYLOAD, PAYLOAD])
  })

  it('carry the extension headers of IPv6 in their first piece', () => {
    const whole = ipv6Extension(6, SEGMENT)
    const frames = [
      { start: 0, end: 1000 },
      { start: 1000, end: whole.length },
    ].map(({ start, end }) => {
      const piece = whole.subarray(start, end)
      return ethernet(
        ipv6(ipv6Fragment(piece, { next: 60, offset: start, more: end < whole.length }), { protocol: 44 }),
      )
    })
    expect(collect(frames).tcp[0]?.payload).toEqual(PAYLOAD)
  })

  it('that are a whole datagram (RFC 6946) need no other', () => {
    const atomic = ipv6Fragment(SEGMENT, { offset: 0, more: false })
    expect(collect([ethernet(ipv6(atomic, { protocol: 44 }))]).tcp[0]?.payload).toEqual(PAYLOAD)
  })

  it('a minute apart are not of one datagram', () => {
    const collector = new Collector()
    PIECES.forEach((piece, index) => {
      collector.packet(v4(piece), { atMicros: index * 61_000_000 })
    })
    expect(collector.tcp).toHaveLength(0)
    expect(collector.decoder.incompleteDatagrams).toBe(3)
  })

  it('that never end take a bounded place: the oldest datagrams are given up', () => {
    let whole = 0
    const sink = { tcp: () => whole++, udp: () => undefined, other: () => undefined }
    const decoder = new PacketDecoder(sink, { datagrams: 4, bytes: 100_000, micros: 60_000_000 })
    const decode = (frame: Uint8Array) => decoder.decode(1, frame, 0, frame.length, frame.length, 1, 0)
    for (let id = 0; id < 10; id++) decode(v4(PIECES[0] as Piece, SEGMENT, id))
    for (const id of [0, 9]) for (const index of [1, 2]) decode(v4(PIECES[index] as Piece, SEGMENT, id))
    expect(whole).toBe(1)
  })

  it('cut at random places and shuffled give the datagram back', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 376 }), { maxLength: 12 })
    fc.assert(
      fc.property(cuts, fc.infiniteStream(fc.nat(1000)), fc.boolean(), (places, weights, six) => {
        const edges = [0, ...places.map((place) => place * 8).sort((a, b) => a - b), SEGMENT.length]
        const pieces = edges.slice(1).map((end, index) => ({ start: edges[index] ?? 0, end }))
        const shuffled = pieces
          .map((piece) => ({ piece, weight: weights.next().value ?? 0 }))
          .sort((a, b) => a.weight - b.weight)
          .map(({ piece }) => (six ? v6(piece) : v4(piece)))
        if (pieces.length === 1) return
        expect(collect(shuffled).tcp[0]?.payload).toEqual(PAYLOAD)
      }),
    )
  })
})
