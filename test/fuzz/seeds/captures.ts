import { gzipSync } from 'node:zlib'
import { type Exchange, synthesiseCapture } from '../../../src/main/capture-file/synthesise.ts'
import {
  block,
  enhancedPacket,
  interfaceDescription,
  join,
  option,
  pcapngOf,
  pcapOf,
  sectionHeader,
  simplePacket,
} from '../../support/packets/capture.ts'
import * as frame from '../../support/packets/frame.ts'
import { TALKS, type Talk } from './sessions.ts'

const START = 1_790_000_000_000_000

/** The exchanges of a talk, from the connection's opening to its end. */
function exchangesOf(talk: Talk, at: number): Exchange[] {
  const exchanges: Exchange[] = [{ atMicros: at, from: 'client', kind: 'open' }]
  let now = at
  for (const turn of talk.turns) {
    now += 7000
    exchanges.push({ atMicros: now, from: turn.from, kind: 'data', bytes: turn.bytes })
  }
  exchanges.push({ atMicros: now + 500, from: 'server', kind: 'fin' })
  exchanges.push({ atMicros: now + 900, from: 'client', kind: 'fin' })
  return exchanges
}

function captureOf(talks: readonly Talk[]): Uint8Array {
  return synthesiseCapture(
    talks.map((talk, index) => ({
      client: { address: '10.20.0.4', port: 50_000 + index },
      server: { address: '10.20.1.10', port: 443 },
      exchanges: exchangesOf(talk, START + index * 3000),
    })),
    { comment: 'made for the fuzzer', keyLog: `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n` },
  )
}

/** One pcapng a talk, and one with all of them side by side. */
export const TALK_CAPTURES: readonly Uint8Array[] = [
  ...TALKS.map((talk) => captureOf([talk])),
  captureOf(TALKS),
]

const hello = TALKS[0]?.turns[0]?.bytes ?? new Uint8Array(0)
const segment = frame.tcp({ payload: hello, flags: frame.ACK | frame.PSH })
const syn = frame.tcp({ flags: frame.SYN, options: frame.synOptions(1460, 7) })
const v4 = frame.ipv4(segment)
const v6 = frame.ipv6(segment)
const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const words = (...values: number[]): Uint8Array => Uint8Array.from(values)

function fragments(): Uint8Array[] {
  const half = Math.floor(segment.length / 16) * 8
  return [
    frame.ipv4(segment.slice(0, half), { moreFragments: true }),
    frame.ipv4(segment.slice(half), { fragmentOffset: half }),
    frame.ipv6(frame.ipv6Fragment(segment.slice(0, half), { offset: 0, more: true }), { protocol: 44 }),
    frame.ipv6(frame.ipv6Fragment(segment.slice(half), { offset: half, more: false }), { protocol: 44 }),
  ]
}

const gre = (inner: Uint8Array, flags = 0): Uint8Array =>
  frame.ipv4(join([words(flags, 0, 0x08, 0x00), inner]), { protocol: 47 })
const vxlan = frame.ipv4(frame.udp(50000, 4789, join([words(8, 0, 0, 0, 0, 0, 1, 0), frame.ethernet(v4)])), {
  protocol: 17,
})
const geneve = frame.ipv4(
  frame.udp(50000, 6081, join([words(0, 0, 0x65, 0x58, 0, 0, 1, 0), frame.ethernet(v4)])),
  { protocol: 17 },
)

/** What a router sends back of a segment that it refuses (RFC 792, RFC 1191 4, RFC 4443 3.1 and 3.2). */
const refusals = [
  frame.ipv4(join([words(3, 4, 0, 0, 0, 0, 0x05, 0x78), v4.slice(0, 48)]), { protocol: 1 }),
  frame.ipv4(join([words(3, 10, 0, 0, 0, 0, 0, 0), v4.slice(0, 28)]), { protocol: 1 }),
  frame.ipv4(join([words(11, 0, 0, 0, 0, 0, 0, 0), v4.slice(0, 28)]), { protocol: 1 }),
  frame.ipv6(join([words(2, 0, 0, 0, 0, 0, 5, 0), v6.slice(0, 80)]), { protocol: 58 }),
  frame.ipv6(join([words(1, 1, 0, 0, 0, 0, 0, 0), v6.slice(0, 60)]), { protocol: 58 }),
]
/** An Authentication Header ahead of TCP (RFC 4302 2), in either version of IP. */
const authenticated = join([words(6, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2), new Uint8Array(12), segment])
const quic = (version: readonly number[]): Uint8Array =>
  frame.ipv4(frame.udp(50000, 443, join([words(0xc3, ...version, 8), frame.counting(60, 1)])), {
    protocol: 17,
  })

/** IP packets of every shape the decoder knows. */
export const IP_PACKETS: readonly Uint8Array[] = [
  v4,
  v6,
  frame.ipv4(syn),
  frame.ipv6(frame.ipv6Extension(6, segment, 2), { protocol: 0 }),
  ...fragments(),
  gre(v4),
  frame.ipv4(v4, { protocol: 4 }),
  frame.ipv4(v6, { protocol: 41 }),
  vxlan,
  geneve,
  frame.ipv4(frame.udp(443, 50000, frame.counting(60, 0xc0)), { protocol: 17 }),
  ...refusals,
  frame.ipv4(authenticated, { protocol: 51 }),
  frame.ipv6(authenticated, { protocol: 51 }),
  quic([0, 0, 0, 1]),
  quic([0x6b, 0x33, 0x43, 0xcf]),
  quic([0, 0, 0, 0]),
  frame.ipv4(frame.udp(50000, 443, join([words(22, 0xfe, 0xfd, 0, 0), new Uint8Array(8)])), { protocol: 17 }),
]

const ETHERNET_FRAMES: readonly Uint8Array[] = [
  ...IP_PACKETS.map((packet) => frame.ethernet(packet)),
  frame.ethernet(frame.vlan(7, v4), 0x8100),
  frame.ethernet(frame.vlan(7, frame.vlan(8, v4), 0x8100), 0x88a8),
  frame.ethernet(join([words(0x11, 0, 0, 1, 0, v4.length + 2, 0, 0x21), v4]), 0x8864),
  frame.ethernet(join([words(0, 0, 0x11, 64), v4]), 0x8847),
]

/** A packet with the link type it is to be read as. */
export const PACKETS: readonly { readonly linkType: number; readonly bytes: Uint8Array }[] = [
  ...ETHERNET_FRAMES.map((bytes) => ({ linkType: 1, bytes })),
  ...IP_PACKETS.slice(0, 4).flatMap((bytes) => [
    { linkType: 101, bytes },
    { linkType: 12, bytes },
    { linkType: 14, bytes },
    { linkType: 228, bytes },
    { linkType: 229, bytes },
    { linkType: 0, bytes: join([words(2, 0, 0, 0), bytes]) },
    { linkType: 108, bytes: join([words(0, 0, 0, 2), bytes]) },
    { linkType: 9, bytes: join([words(0x00, 0x21), bytes]) },
    { linkType: 50, bytes: join([words(0xff, 3, 0x00, 0x21), bytes]) },
    { linkType: 51, bytes: join([words(0x11, 0, 0, 1, 0, 200, 0, 0x21), bytes]) },
    { linkType: 104, bytes: join([words(0x0f, 0, 0x08, 0), bytes]) },
    { linkType: 113, bytes: join([words(0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x08, 0), bytes]) },
    {
      linkType: 276,
      bytes: join([words(8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0), bytes]),
    },
  ]),
]

export const PCAPS: readonly Uint8Array[] = [
  pcapOf(ETHERNET_FRAMES.slice(0, 6)),
  pcapOf(ETHERNET_FRAMES, { bigEndian: true }),
  pcapOf(ETHERNET_FRAMES.slice(0, 3), { magic: 0xa1b23c4d }),
  pcapOf(ETHERNET_FRAMES.slice(0, 3), { magic: 0xa1b2cd34 }),
  pcapOf(IP_PACKETS, { linkType: 101 }),
]

const everyBlock = (bigEndian: boolean): Uint8Array =>
  join([
    sectionHeader(bigEndian, [
      option(1, text('a comment'), bigEndian),
      option(4, text('tlscope'), bigEndian),
    ]),
    interfaceDescription(1, bigEndian, [option(2, text('eth0'), bigEndian), option(9, words(9), bigEndian)]),
    interfaceDescription(
      101,
      bigEndian,
      [option(9, words(0x86), bigEndian), option(14, new Uint8Array(8).fill(1), bigEndian)],
      96,
    ),
    enhancedPacket(ETHERNET_FRAMES[0] ?? hello, {
      bigEndian,
      options: [option(1, text('on a packet'), bigEndian)],
    }),
    enhancedPacket(v6, { bigEndian, interfaceId: 1 }),
    simplePacket(ETHERNET_FRAMES[2] ?? hello, undefined, bigEndian),
    block(
      4,
      join([option(1, join([words(10, 0, 0, 4), text('host\0other\0')]), bigEndian), new Uint8Array(4)]),
      bigEndian,
    ),
    block(5, new Uint8Array(12), bigEndian),
    block(10, new Uint8Array(8), bigEndian),
    block(0xbad, words(0, 0, 0, 9, 1, 2, 3, 4), bigEndian),
    block(2, new Uint8Array(24), bigEndian),
  ])

export const PCAPNGS: readonly Uint8Array[] = [
  everyBlock(false),
  everyBlock(true),
  join([everyBlock(false), everyBlock(true)]),
  pcapngOf(ETHERNET_FRAMES.slice(0, 4)),
  ...TALK_CAPTURES.slice(0, 2),
]

export const GZIPS: readonly Uint8Array[] = [PCAPS[0], PCAPNGS[0]].flatMap((bytes) => {
  if (bytes === undefined) return []
  const packed = new Uint8Array(gzipSync(bytes))
  return [packed, join([packed, packed])]
})
