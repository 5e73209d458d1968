import { describe, expect, it } from 'vitest'
import {
  fileName,
  formatBytes,
  formatClock,
  formatConfidence,
  formatCount,
  formatDuration,
  formatEndpoint,
  plural,
} from '../../../../src/renderer/state/format.ts'

describe('numbers and times on screen', () => {
  it('writes sizes in the unit that keeps them short', () => {
    expect([1, 999, 1000, 1_234_567, 45_000_000_000].map(formatBytes)).toEqual([
      '1 byte',
      '999 bytes',
      '1.0 KB',
      '1.2 MB',
      '45 GB',
    ])
  })

  it('writes durations from microseconds to minutes', () => {
    expect([0, 812, 4220, 41_231, 3_500_000, 125_000_000].map(formatDuration)).toEqual([
      '0 µs',
      '812 µs',
      '4.22 ms',
      '41.2 ms',
      '3.50 s',
      '2 min 5 s',
    ])
  })

  it('shows the clock of a time to the millisecond', () => {
    expect(formatClock('2026-11-22T01:43:16.123456Z')).toBe('01:43:16.123')
    expect(formatClock('2026-11-22T01:43:16Z')).toBe('01:43:16.000')
    expect(formatClock('not a time')).toBe('not a time')
  })

  it('sets IPv6 addresses apart from their port', () => {
    expect(formatEndpoint({ address: 'fd00::1', port: 443 })).toBe('[fd00::1]:443')
    expect(formatEndpoint({ address: '10.0.0.4', port: 443 })).toBe('10.0.0.4:443')
    expect(formatEndpoint(null)).toBe('not known')
  })

  it('names a file by its last part on either kind of system', () => {
    expect([fileName('/a/b.pcap'), fileName('C:\\a\\b.pcap'), fileName('b.pcap')]).toEqual([
      'b.pcap',
      'b.pcap',
      'b.pcap',
    ])
  })

  it('groups digits and counts nouns', () => {
    expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567')
    expect([plural(1, 'packet'), plural(2, 'packet')]).toEqual(['1 packet', '2 packets'])
  })

  it('says a confidence in a word and a figure', () => {
    expect([0.93, 0.6, 0.5].map((value) => formatConfidence(value).word)).toEqual(['high', 'medium', 'low'])
    expect(formatConfidence(0.934).percent).toBe('93 %')
  })
})
