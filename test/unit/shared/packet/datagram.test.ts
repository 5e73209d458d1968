import { describe, expect, it } from 'vitest'
import { classifyUdp } from '../../../../src/shared/packet/datagram.ts'
import { counting } from '../../../support/packets/frame.ts'

function classify(bytes: Uint8Array, port = 40_000) {
  return classifyUdp(bytes, 0, bytes.length, 50_000, port)
}

function quicLongHeader(version: readonly number[], first = 0xc3): Uint8Array {
  return Uint8Array.from([first, ...version, 8, ...counting(8), 4, ...counting(4), ...counting(1180)])
}

function dtlsRecord(type: number, version: readonly number[], length = 100): Uint8Array {
  return Uint8Array.from([
    type,
    ...version,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    length >> 8,
    length & 0xff,
    ...counting(length),
  ])
}

describe('what TLS over UDP looks like', () => {
  it.each([
    ['version 1', [0, 0, 0, 1]],
    ['version 2', [0x6b, 0x33, 0x43, 0xcf]],
    ['draft 29', [0xff, 0, 0, 29]],
    ['Google Q050', [0x51, 0x30, 0x35, 0x30]],
    ['a greased version', [0x1a, 0x2a, 0x3a, 0x4a]],
  ])('names QUIC by its long header on any port: %s', (_, version) => {
    expect(classify(quicLongHeader(version))).toBe('quic')
  })

  it('names a QUIC version negotiation', () => {
    const packet = Uint8Array.from([
      0x80,
      0,
      0,
      0,
      0,
      0,
      8,
      ...counting(8),
      0,
      0,
      0,
      1,
      0x6b,
      0x33,
      0x43,
      0xcf,
    ])
    expect(classify(packet)).toBe('quic')
  })

  it('takes a QUIC short header only on port 443', () => {
    const packet = Uint8Array.from([0x41, ...counting(40)])
    expect(classify(packet, 443)).toBe('quic')
    expect(classify(packet, 5000)).toBe('other')
  })

  it.each([
    ['an unknown version', quicLongHeader([0, 0, 0, 9])],
    ['no fixed bit', quicLongHeader([0, 0, 0, 1], 0x83)],
    ['a connection id beyond 20 bytes', Uint8Array.from([0xc0, 0, 0, 0, 1, 21, ...counting(60)])],
    ['a cut header', Uint8Array.of(0xc0, 0, 0, 0, 1, 8)],
    ['nothing at all', new Uint8Array(0)],
  ])('does not take %s for QUIC', (_, bytes) => {
    expect(classify(bytes)).toBe('other')
  })

  it.each([
    ['DTLS 1.0', [0xfe, 0xff]],
    ['DTLS 1.2', [0xfe, 0xfd]],
    ['the early 0x0100', [0x01, 0x00]],
  ])('names %s by its record header', (_, version) => {
    expect(classify(dtlsRecord(22, version))).toBe('dtls')
    expect(classify(dtlsRecord(23, version), 443)).toBe('dtls')
  })

  it.each([
    ['content type 19', dtlsRecord(19, [0xfe, 0xfd])],
    ['version 0x0303', dtlsRecord(22, [0x03, 0x03])],
    ['an empty record', dtlsRecord(22, [0xfe, 0xfd], 0)],
    ['a record too long', dtlsRecord(22, [0xfe, 0xfd], 20_000)],
    ['twelve bytes', dtlsRecord(22, [0xfe, 0xfd]).subarray(0, 12)],
  ])('does not take %s for DTLS', (_, bytes) => {
    expect(classify(bytes)).toBe('other')
  })
})
