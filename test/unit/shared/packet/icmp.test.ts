import { describe, expect, it } from 'vitest'
import { ByteWriter } from '../../../../src/shared/bytes/writer.ts'
import { addressText } from '../../../../src/shared/packet/address.ts'
import { PacketDecoder } from '../../../../src/shared/packet/decoder.ts'
import type { IcmpErrorView } from '../../../../src/shared/packet/icmp.ts'
import { ethernet, ipv4, ipv6, ipv6Extension, tcp, udp } from '../../../support/packets/frame.ts'

/** An ICMP error (RFC 792): type, code, and the four bytes before what it quotes. */
function icmp(type: number, code: number, quoted: Uint8Array, rest = 0): Uint8Array {
  return new ByteWriter().u8(type).u8(code).u16(0).u32(rest).raw(quoted).bytes()
}

/** What the decoder makes of one packet: the errors it tells, copied, and how many packets it calls something else. */
function decoded(bytes: Uint8Array): { errors: (IcmpErrorView & { saidBy: string })[]; others: number } {
  const errors: (IcmpErrorView & { saidBy: string })[] = []
  let others = 0
  const decoder = new PacketDecoder({
    tcp: () => others++,
    udp: () => others++,
    icmp: (error) =>
      errors.push({
        ...error,
        segment: { ...error.segment },
        saidBy: addressText(error.segment.bytes, error.saidByAt, error.segment.addressLength),
      }),
    other: () => others++,
  })
  decoder.decode(1, bytes, 0, bytes.length, bytes.length, 9, 77)
  return { errors, others }
}

const LARGE = { sourcePort: 50_123, destinationPort: 443, sequence: 4242, payload: new Uint8Array(1460) }
/** As a router quotes it: the IP header and eight bytes. */
const QUOTED = ipv4(tcp(LARGE)).subarray(0, 28)
const FROM_ROUTER = { protocol: 1, source: '10.0.0.1', destination: '10.0.0.4' }
const FROM_ROUTER6 = { protocol: 58, source: '2001:db8::1', destination: '2001:db8::4' }

describe('ICMP errors about TCP segments', () => {
  it('tells the next hop’s MTU, the packet it is about, and who says so', () => {
    const { errors, others } = decoded(ethernet(ipv4(icmp(3, 4, QUOTED, 1300), FROM_ROUTER)))
    expect(others).toBe(0)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({
      frame: 9,
      atMicros: 77,
      kind: 'fragmentation needed',
      mtu: 1300,
      refusedLength: 1500,
      saidBy: '10.0.0.1',
      segment: { sourcePort: 50_123, destinationPort: 443, sequence: 4242, addressLength: 4 },
    })
    const segment = errors[0]?.segment
    expect(addressText(segment?.bytes ?? new Uint8Array(0), segment?.sourceAt ?? 0, 4)).toBe('10.0.0.4')
    expect(addressText(segment?.bytes ?? new Uint8Array(0), segment?.destinationAt ?? 0, 4)).toBe('10.0.1.5')
  })

  it.each([
    [3, 0, 'unreachable'],
    [3, 1, 'unreachable'],
    [3, 3, 'port unreachable'],
    [3, 9, 'administratively prohibited'],
    [3, 10, 'administratively prohibited'],
    [3, 13, 'administratively prohibited'],
    [11, 0, 'time exceeded'],
  ])('calls type %i code %i %s', (type, code, kind) => {
    const { errors } = decoded(ethernet(ipv4(icmp(type, code, QUOTED, 99), FROM_ROUTER)))
    expect(errors.map((error) => [error.kind, error.mtu])).toEqual([[kind, 0]])
  })

  it.each([
    [1, 0, 'unreachable'],
    [1, 1, 'administratively prohibited'],
    [1, 4, 'port unreachable'],
    [1, 5, 'administratively prohibited'],
    [2, 0, 'fragmentation needed'],
    [3, 0, 'time exceeded'],
  ])('calls ICMPv6 type %i code %i %s', (type, code, kind) => {
    const quoted = ipv6(tcp(LARGE)).subarray(0, 48)
    const { errors } = decoded(ethernet(ipv6(icmp(type, code, quoted, 1280), FROM_ROUTER6)))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({
      kind,
      mtu: type === 2 ? 1280 : 0,
      refusedLength: 1520,
      saidBy: '2001:db8::1',
      segment: { addressLength: 16, sequence: 4242 },
    })
  })

  it('finds the segment behind extension headers', () => {
    const quoted = ipv6(ipv6Extension(6, tcp(LARGE)), { protocol: 60 }).subarray(0, 56)
    const { errors } = decoded(ethernet(ipv6(icmp(2, 0, quoted, 1280), FROM_ROUTER6)))
    expect(errors[0]).toMatchObject({ segment: { sourcePort: 50_123, sequence: 4242 } })
  })

  it('says nothing of what is no error, is not about TCP, or is cut off', () => {
    const about = (quoted: Uint8Array, type = 3, code = 4) =>
      ethernet(ipv4(icmp(type, code, quoted), FROM_ROUTER))
    const silent = [
      about(QUOTED, 8, 0),
      about(QUOTED, 5, 1),
      about(ipv4(udp(53, 53, new Uint8Array(20)), { protocol: 17 })),
      about(ipv4(tcp(LARGE), { fragmentOffset: 1480 })),
      about(QUOTED.subarray(0, 27)),
      about(QUOTED.subarray(0, 12)),
      about(new Uint8Array(0)),
      ethernet(ipv4(Uint8Array.of(3, 4, 0), FROM_ROUTER)),
    ]
    for (const bytes of silent) expect(decoded(bytes)).toEqual({ errors: [], others: 1 })
  })

  it('never throws, wherever a packet ends', () => {
    const whole = ethernet(ipv4(icmp(3, 4, QUOTED, 1300), FROM_ROUTER))
    for (let end = 0; end < whole.length; end++) {
      const { errors, others } = decoded(whole.subarray(0, end))
      expect(errors.length + others).toBe(1)
    }
  })

  it('is a packet like others to who does not ask', () => {
    let others = 0
    const decoder = new PacketDecoder({ tcp: () => {}, udp: () => {}, other: () => others++ })
    const bytes = ethernet(ipv4(icmp(3, 4, QUOTED, 1300), FROM_ROUTER))
    decoder.decode(1, bytes, 0, bytes.length, bytes.length, 1, 0)
    expect(others).toBe(1)
  })
})
