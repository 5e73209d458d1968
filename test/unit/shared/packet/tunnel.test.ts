import { describe, expect, it } from 'vitest'
import { join } from '../../../support/packets/capture.ts'
import { Collector, onlyTcp } from '../../../support/packets/collect.ts'
import { bytesOf, counting, ethernet, ipv4, ipv6, tcp, udp } from '../../../support/packets/frame.ts'

const PAYLOAD = bytesOf('inside')
const INNER = ipv4(tcp({ payload: PAYLOAD }), { source: '192.0.2.1', destination: '192.0.2.2', ttl: 9 })
const INNER6 = ipv6(tcp({ payload: PAYLOAD }), { source: '2001:db8::1', destination: '2001:db8::2', ttl: 9 })

const gre = (flags: number, type: number, rest: Uint8Array) =>
  ethernet(
    ipv4(join([Uint8Array.of(flags >> 8, flags & 0xff, type >> 8, type & 0xff), rest]), { protocol: 47 }),
  )
const overUdp = (port: number, payload: Uint8Array) =>
  ethernet(ipv4(udp(40_000, port, payload), { protocol: 17 }))
const vxlan = (inner: Uint8Array) => join([Uint8Array.of(8, 0, 0, 0, 0, 0, 42, 0), ethernet(inner)])
const geneve = (type: number, options: Uint8Array, inner: Uint8Array) =>
  join([Uint8Array.of(options.length / 4, 0, type >> 8, type & 0xff, 0, 0, 42, 0), options, inner])

describe('tunnels', () => {
  it.each([
    ['GRE', gre(0, 0x0800, INNER)],
    ['GRE with IPv6', gre(0, 0x86dd, INNER6)],
    ['GRE with checksum, key and sequence', gre(0xb000, 0x0800, join([new Uint8Array(12), INNER]))],
    ['GRE with Ethernet inside', gre(0, 0x6558, ethernet(INNER))],
    ['NVGRE', gre(0x2000, 0x6558, join([Uint8Array.of(0, 0, 42, 1), ethernet(INNER)]))],
    ['ERSPAN type I', gre(0, 0x88be, ethernet(INNER))],
    ['ERSPAN type II', gre(0x1000, 0x88be, join([new Uint8Array(4), new Uint8Array(8), ethernet(INNER)]))],
    ['ERSPAN type III', gre(0x1000, 0x22eb, join([new Uint8Array(4), new Uint8Array(12), ethernet(INNER)]))],
    [
      'PPP in GRE (PPTP)',
      gre(0x3081, 0x880b, join([new Uint8Array(12), Uint8Array.of(0xff, 3, 0, 0x21), INNER])),
    ],
    ['IPv4 in IPv4', ethernet(ipv4(INNER, { protocol: 4 }))],
    ['IPv6 in IPv4', ethernet(ipv4(INNER6, { protocol: 41 }))],
    ['IPv4 in IPv6', ethernet(ipv6(INNER, { protocol: 4 }))],
    ['IPv6 in IPv6', ethernet(ipv6(INNER6, { protocol: 41 }))],
    ['VXLAN', overUdp(4789, vxlan(INNER))],
    ['VXLAN on the port of Linux', overUdp(8472, vxlan(INNER6))],
    ['Geneve with IPv4', overUdp(6081, geneve(0x0800, new Uint8Array(0), INNER))],
    ['Geneve with options and Ethernet', overUdp(6081, geneve(0x6558, new Uint8Array(12), ethernet(INNER)))],
    ['MPLS, two labels', ethernet(join([Uint8Array.of(0, 0, 0x10, 64, 0, 0, 0x21, 64), INNER]), 0x8847)],
    [
      'an MPLS pseudowire',
      ethernet(join([Uint8Array.of(0, 0, 0x11, 64, 0, 0, 0, 0), ethernet(INNER)]), 0x8847),
    ],
    ['VXLAN in IPv6 in GRE', gre(0, 0x86dd, ipv6(udp(1, 4789, vxlan(INNER)), { protocol: 17 }))],
  ])('%s leads to the innermost TCP', (_, frame) => {
    const { payload, source, view } = onlyTcp(frame)
    expect(payload).toEqual(PAYLOAD)
    expect(['192.0.2.1', '2001:db8::1']).toContain(source)
    expect(view.ttl).toBe(9)
  })

  it('that cut the packet inside say how much is missing', () => {
    const inner = ipv4(tcp({ payload: counting(500) }))
    const mirrored = vxlan(inner).subarray(0, 150)
    expect(onlyTcp(overUdp(4789, mirrored)).view.missing).toBe(540 + 22 - 150)
  })

  it('that do not look like one stay UDP', () => {
    const collector = new Collector()
      .packet(overUdp(4789, counting(60)))
      .packet(overUdp(6081, counting(60, 0xc0)))
    expect(collector.udp).toHaveLength(2)
  })

  it('nested beyond all reason are not followed', () => {
    let packet = INNER
    for (let depth = 0; depth < 20; depth++) packet = ipv4(packet, { protocol: 4 })
    const collector = new Collector().packet(ethernet(packet))
    expect([collector.tcp.length, collector.others]).toEqual([0, 1])
  })
})
