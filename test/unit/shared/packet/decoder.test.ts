import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSupportedLinkType, linkTypeName } from '../../../../src/shared/packet/link-types.ts'
import { join } from '../../../support/packets/capture.ts'
import { Collector, onlyTcp } from '../../../support/packets/collect.ts'
import {
  ACK,
  bytesOf,
  counting,
  ethernet,
  ipv4,
  ipv6,
  ipv6Extension,
  SYN,
  synOptions,
  tcp,
  udp,
  vlan,
} from '../../../support/packets/frame.ts'

const PAYLOAD = bytesOf('ClientHello')
const SEGMENT = tcp({ payload: PAYLOAD })
const V4 = ipv4(SEGMENT)
const V6 = ipv6(SEGMENT)

describe('a TCP segment', () => {
  it('is handed on with all its header says', () => {
    const segment = tcp({
      sourcePort: 1234,
      destinationPort: 8443,
      sequence: 0xfffffffe,
      acknowledgement: 0x80000001,
      flags: ACK,
      window: 502,
      payload: PAYLOAD,
    })
    const { view, source, destination, payload } = onlyTcp(ethernet(ipv4(segment, { ttl: 57, id: 0xbeef })))
    expect(view).toMatchObject({
      frame: 1,
      addressLength: 4,
      sourcePort: 1234,
      destinationPort: 8443,
      sequence: 0xfffffffe,
      acknowledgement: 0x80000001,
      flags: ACK,
      window: 502,
      missing: 0,
      ttl: 57,
      ipId: 0xbeef,
      mss: 0,
      windowScale: 0,
    })
    expect([source, destination]).toEqual(['10.0.0.4', '10.0.1.5'])
    expect(payload).toEqual(PAYLOAD)
  })

  it('of a SYN gives its MSS and window scale', () => {
    const { view } = onlyTcp(ethernet(ipv4(tcp({ flags: SYN, options: synOptions(1460, 7) }))))
    expect(view).toMatchObject({ mss: 1460, windowScale: 7 })
  })

  it('survives options that contradict themselves', () => {
    const options = Uint8Array.of(2, 0, 3, 250)
    expect(onlyTcp(ethernet(ipv4(tcp({ flags: SYN, options })))).view).toMatchObject({
      mss: 0,
      windowScale: 0,
    })
  })

  it('does not take Ethernet padding for payload', () => {
    const padded = join([ethernet(ipv4(tcp())), new Uint8Array(6)])
    expect(onlyTcp(padded).payload).toHaveLength(0)
  })

  it('cut by the snaplen says how much is missing', () => {
    const frame = ethernet(ipv4(tcp({ payload: counting(1000) })))
    const { view, payload } = onlyTcp(frame.subarray(0, 154), { wire: frame.length })
    expect(payload).toEqual(counting(100))
    expect(view.missing).toBe(900)
  })

  it('cut inside its options still counts its payload', () => {
    const frame = ethernet(ipv4(tcp({ options: new Uint8Array(12), payload: counting(50) })))
    const { view, payload } = onlyTcp(frame.subarray(0, 60), { wire: frame.length })
    expect(payload).toHaveLength(0)
    expect(view.missing).toBe(50)
  })

  it('of a packet with total length zero ends with the frame', () => {
    const { payload } = onlyTcp(ethernet(ipv4(SEGMENT, { totalLength: 0 })))
    expect(payload).toEqual(PAYLOAD)
    expect(onlyTcp(ethernet(ipv6(SEGMENT, { totalLength: 0 }))).payload).toEqual(PAYLOAD)
  })

  it('stands behind IPv4 options', () => {
    expect(onlyTcp(ethernet(ipv4(SEGMENT, { options: new Uint8Array(8).fill(1) }))).payload).toEqual(PAYLOAD)
  })

  it('stands behind IPv6 extension headers', () => {
    const destination = ipv6Extension(6, SEGMENT)
    const routing = ipv6Extension(60, destination, 2)
    const hopByHop = ipv6Extension(43, routing)
    const { payload, source, view } = onlyTcp(ethernet(ipv6(hopByHop, { protocol: 0 })))
    expect(payload).toEqual(PAYLOAD)
    expect(source).toBe('2001:db8::4')
    expect(view.ipId).toBe(0)
  })

  it('stands behind an Authentication Header', () => {
    const authenticated = join([Uint8Array.of(6, 4, 0, 0), counting(20), SEGMENT])
    expect(onlyTcp(ethernet(ipv4(authenticated, { protocol: 51 }))).payload).toEqual(PAYLOAD)
    expect(onlyTcp(ethernet(ipv6(authenticated, { protocol: 51 }))).payload).toEqual(PAYLOAD)
  })

  it.each([
    ['a data offset below 5', tcp().map((byte, at) => (at === 12 ? 0x40 : byte))],
    ['a data offset beyond the packet', tcp().map((byte, at) => (at === 12 ? 0xf0 : byte))],
    ['19 bytes', tcp().subarray(0, 19)],
  ])('with %s is counted as other', (_, segment) => {
    const collector = new Collector().packet(ethernet(ipv4(segment)))
    expect([collector.tcp.length, collector.others]).toEqual([0, 1])
  })
})

describe('a UDP datagram', () => {
  it('is handed on with its payload', () => {
    const collector = new Collector().packet(ethernet(ipv4(udp(5000, 443, PAYLOAD), { protocol: 17 })))
    expect(collector.udp[0]?.view).toMatchObject({ sourcePort: 5000, destinationPort: 443, missing: 0 })
    expect(collector.udp[0]?.payload).toEqual(PAYLOAD)
  })
})

describe('link types', () => {
  const nullHeader = (family: number, littleEndian: boolean) =>
    littleEndian ? Uint8Array.of(family, 0, 0, 0) : Uint8Array.of(0, 0, 0, family)
  const sll = (type: number) => join([new Uint8Array(14), Uint8Array.of(type >> 8, type & 0xff)])
  const sll2 = (type: number) => join([Uint8Array.of(type >> 8, type & 0xff), new Uint8Array(18)])
  const ppp = (...protocol: number[]) => Uint8Array.from(protocol)

  it.each([
    ['Ethernet', 1, ethernet(V4)],
    ['Ethernet with IPv6', 1, ethernet(V6)],
    ['802.1Q', 1, ethernet(vlan(5, V4), 0x8100)],
    ['QinQ by 802.1ad', 1, ethernet(vlan(5, vlan(6, V4), 0x8100), 0x88a8)],
    ['QinQ by 0x9100, three deep', 1, ethernet(vlan(1, vlan(2, vlan(3, V6), 0x8100), 0x8100), 0x9100)],
    ['LLC/SNAP', 1, ethernet(join([Uint8Array.of(0xaa, 0xaa, 3, 0, 0, 0, 8, 0), V4]), 8 + V4.length)],
    ['BSD loopback, little-endian', 0, join([nullHeader(2, true), V4])],
    ['BSD loopback, big-endian', 0, join([nullHeader(2, false), V4])],
    ['BSD loopback, IPv6 of macOS', 0, join([nullHeader(30, true), V6])],
    ['BSD loopback, IPv6 of FreeBSD, big-endian', 0, join([nullHeader(28, false), V6])],
    ['OpenBSD loopback', 108, join([nullHeader(24, false), V6])],
    ['raw IP', 101, V4],
    ['raw IP with IPv6', 101, V6],
    ['raw IP as DLT 12', 12, V4],
    ['raw IP as DLT 14', 14, V6],
    ['raw IPv4', 228, V4],
    ['raw IPv6', 229, V6],
    ['Linux cooked v1', 113, join([sll(0x0800), V4])],
    ['Linux cooked v1 with a VLAN tag', 113, join([sll(0x8100), vlan(9, V6)])],
    ['Linux cooked v2', 276, join([sll2(0x86dd), V6])],
    ['PPP', 9, join([ppp(0xff, 0x03, 0x00, 0x21), V4])],
    ['PPP, compressed', 9, join([ppp(0x21), V4])],
    ['PPP in HDLC framing', 50, join([ppp(0xff, 0x03, 0x00, 0x57), V6])],
    ['Cisco HDLC', 104, join([Uint8Array.of(0x0f, 0, 8, 0), V4])],
  ])('reaches TCP through %s', (_, linkType, bytes) => {
    expect(onlyTcp(bytes, { linkType }).payload).toEqual(PAYLOAD)
    expect(isSupportedLinkType(linkType)).toBe(true)
  })

  it('bounds a PPPoE session packet by its own length', () => {
    const session = join([Uint8Array.of(0x11, 0, 0, 1, 0, 42, 0, 0x21), ipv4(tcp(), { totalLength: 46 })])
    const { payload, view } = onlyTcp(join([ethernet(session, 0x8864), new Uint8Array(6)]))
    expect(payload).toHaveLength(0)
    expect(view.missing).toBe(0)
  })

  it('are named as the registry does', () => {
    expect(linkTypeName(1)).toBe('LINKTYPE_ETHERNET (1)')
    expect(linkTypeName(148)).toBe('LINKTYPE_USER1 (148)')
    expect(linkTypeName(4711)).toBe('LINKTYPE 4711')
    expect(isSupportedLinkType(281)).toBe(false)
  })

  it('that are unknown are counted as other', () => {
    expect(new Collector().packet(V4, { linkType: 281 }).others).toBe(1)
  })
})

describe('any bytes at all', () => {
  const samples = [
    ethernet(V4),
    ethernet(V6),
    ethernet(vlan(5, V4), 0x8100),
    ethernet(ipv4(V6, { protocol: 41 })),
  ]

  it('give exactly one call, whatever is cut off', () => {
    for (const sample of samples) {
      for (let length = 0; length <= sample.length; length++) {
        const collector = new Collector().packet(sample.subarray(0, length), { wire: sample.length })
        expect(collector.tcp.length + collector.udp.length + collector.others).toBe(1)
        const seen = collector.tcp[0]
        if (seen) expect(seen.payload.length + seen.view.missing).toBe(PAYLOAD.length)
      }
    }
  })

  it('never make it throw, nor point outside the packet', () => {
    const linkTypes = fc.constantFrom(0, 1, 9, 12, 50, 51, 101, 104, 108, 113, 228, 229, 276)
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(255))
        .map(([sample, at, value]) => sample.map((byte, i) => (i === at % sample.length ? value : byte))),
    )
    fc.assert(
      fc.property(linkTypes, bytes, (linkType, packet) => {
        const collector = new Collector().packet(packet, { linkType })
        for (const { view } of [...collector.tcp, ...collector.udp]) {
          expect(view.payloadStart).toBeLessThanOrEqual(view.payloadEnd)
          expect(view.payloadEnd).toBeLessThanOrEqual(32 + packet.length)
          expect(view.missing).toBeGreaterThanOrEqual(0)
        }
        expect(collector.tcp.length + collector.udp.length + collector.others).toBe(1)
      }),
      { numRuns: 2000 },
    )
  })
})
