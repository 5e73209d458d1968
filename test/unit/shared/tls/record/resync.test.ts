import { describe, expect, it } from 'vitest'
import { Resync } from '../../../../../src/shared/tls/record/resync.ts'
import { handshakeMessage, record } from '../../../../support/tcp/finder.ts'

const data = record(23, new Uint8Array(400).fill(0x42))

function search(resync: Resync, bytes: Uint8Array, size: number): ReturnType<Resync['push']> {
  for (let at = 0, frame = 1; at < bytes.length; at += size, frame++) {
    const found = resync.push(bytes, at, Math.min(bytes.length, at + size), frame, frame)
    if (found !== null) return found
  }
  return null
}

describe('what is believed to be a record header', () => {
  it.each([
    ['a plain handshake message that fills its record', record(22, handshakeMessage(14, 0)), true],
    ['a change_cipher_spec', record(20, Uint8Array.of(1)), true],
    ['a change_cipher_spec of another content', record(20, Uint8Array.of(7)), false],
    ['a plain alert', record(21, Uint8Array.of(2, 48)), true],
    ['a handshake record without content', record(22, new Uint8Array(0)), false],
    ['a version that TLS never had', record(23, new Uint8Array(400), 0x0308), false],
  ])('%s: %#', (_name, header, believed) => {
    // A byte more, so that the record's end is not also the packet's.
    const bytes = Uint8Array.from([9, 9, ...header, 9, 9, 9, 9, 9, 9, 9])
    expect(search(new Resync(), bytes, bytes.length)?.skipped ?? null).toBe(believed ? 2 : null)
  })

  it('needs a second header behind an encrypted record, or the packet’s end there', () => {
    const junk = Uint8Array.of(1, 2, 3)
    expect(search(new Resync(), Uint8Array.from([...junk, ...data, 5, 5, 5, 5, 5]), 1000)).toBeNull()
    expect(search(new Resync(), Uint8Array.from([...junk, ...data, ...data]), 1000)?.skipped).toBe(3)
    expect(search(new Resync(), Uint8Array.from([...junk, ...data]), 1000)?.skipped).toBe(3)
  })

  it('keeps which packet brought what', () => {
    const found = search(new Resync(), Uint8Array.from([1, 2, 3, ...data, ...data]), 100)
    expect(found?.skipped).toBe(3)
    expect(found?.bytes.slice(0, 405)).toEqual(data)
    expect(found?.chunks.map(({ start, end, frame }) => [start, end, frame])).toEqual([
      [0, 97, 1],
      [97, 197, 2],
      [197, 297, 3],
      [297, 397, 4],
      [397, 497, 5],
    ])
  })

  it('gives up after a bounded number of bytes, having looked at each a bounded number of times', () => {
    const resync = new Resync()
    // At every seventh byte stands a header that claims a full record; no header and no packet's end follows it.
    const bait = Uint8Array.from({ length: 1_000_000 }, (_, at) => [23, 3, 3, 0x40, 0][at % 7] ?? at & 0xff)
    let pushed = 0
    const size = 98
    while (!resync.gaveUp && pushed < bait.length) {
      expect(resync.push(bait, pushed, pushed + size, pushed, pushed)).toBeNull()
      pushed += size
    }
    expect(resync.gaveUp).toBe(true)
    expect(pushed).toBeLessThan(300 * 1024)
    expect(resync.steps).toBeLessThan(pushed + pushed / size + 1)
    expect(resync.drop()).toBe(pushed)
  })
})
