import { describe, expect, it } from 'vitest'
import { isoTime, WrittenTimes } from '../../../../../src/shared/azure/documents/written-time.ts'

/** Each as read when all of them were seen. */
function read(...texts: string[]): (string | null)[] {
  const times = new WrittenTimes()
  for (const text of texts) times.see(text)
  return texts.map((text) => times.read(text))
}

describe('a time in a user’s language', () => {
  it.each([
    ['11/22/2026, 1:43:16.123 AM', '2026-11-22T01:43:16.123Z'],
    ['11/22/2026, 12:03:16.000 AM', '2026-11-22T00:03:16.000Z'],
    ['11/22/2026, 12:03:16\u202fPM', '2026-11-22T12:03:16.000Z'],
    ['3/4/2026, 1:43:16 PM', '2026-03-04T13:43:16.000Z'],
    ['3/4/2026, 1:43:16 pm', '2026-04-03T13:43:16.000Z'],
    ['22/11/2026, 01:43:16', '2026-11-22T01:43:16.000Z'],
    ['22.11.2026, 01:43:16,1234567', '2026-11-22T01:43:16.123Z'],
    ['03.04.2026 01:43', '2026-04-03T01:43:00.000Z'],
    ['2026-11-22 01:43:16', '2026-11-22T01:43:16Z'],
    ['2026/11/22 1:43:16', '2026-11-22T01:43:16.000Z'],
    ['2026. 11. 22. 1:43:16', '2026-11-22T01:43:16.000Z'],
    ['11/11/2026 01:43', '2026-11-11T01:43:00.000Z'],
    ['2026-11-22T01:43:16.1234567Z', '2026-11-22T01:43:16.1234567Z'],
    ['2026-11-22T01:43:16+0100', '2026-11-22T01:43:16+01:00'],
  ])('%j', (text, moment) => expect(read(text)).toEqual([moment]))

  it.each([
    '',
    'yesterday',
    '30/30/2026 01:00',
    '2/30/2026, 1:00 AM',
    '11/22/26 01:43',
    '11/22/2026 25:00',
    '43:16.1',
  ])('%j is none', (text) => expect(read(text)).toEqual([null]))

  it('may be read in two ways, unless another of its column tells', () => {
    expect(read('3/4/2026 01:43')).toEqual([null])
    expect(read('3/4/2026 01:43', '3/22/2026 01:43')[0]).toBe('2026-03-04T01:43:00.000Z')
    expect(read('3/4/2026 01:43', '22/4/2026 01:43')[0]).toBe('2026-04-03T01:43:00.000Z')
    expect(read('3/4/2026 01:43', '22/4/2026 01:43', '4/22/2026 01:43')[0]).toBeNull()
  })
})

describe('a time of RFC 3339', () => {
  it('is UTC where it names no zone', () => {
    expect(isoTime('2026-11-22T01:43:16.5')).toBe('2026-11-22T01:43:16.5Z')
    expect(isoTime('11/22/2026')).toBeNull()
  })
})
