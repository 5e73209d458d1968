import { describe, expect, it } from 'vitest'
import { ContentCache } from '../../../../src/shared/bytes/content-cache.ts'

describe('a cache by content', () => {
  it('makes a value once for equal bytes, whoever holds them', () => {
    const cache = new ContentCache<{ sum: number }>(4, 16)
    let made = 0
    const make = (key: Uint8Array) => {
      made++
      return { sum: key.reduce((sum, byte) => sum + byte, 0) }
    }
    const first = cache.get(Uint8Array.of(1, 2, 3), make)
    expect(cache.get(Uint8Array.of(1, 2, 3), make)).toBe(first)
    expect(cache.get(Uint8Array.of(3, 2, 1), make)).not.toBe(first)
    expect(made).toBe(2)
  })

  it('gives the maker a copy, so that the key may be overwritten afterwards', () => {
    const cache = new ContentCache<Uint8Array>(4, 16)
    const key = Uint8Array.of(7, 7)
    const kept = cache.get(key, (own) => own)
    key.fill(0)
    expect(kept).toEqual(Uint8Array.of(7, 7))
    expect(cache.get(Uint8Array.of(7, 7), () => new Uint8Array(0))).toBe(kept)
  })

  it('forgets what was not asked for lately, and never keeps long keys', () => {
    const cache = new ContentCache<number>(2, 4)
    let made = 0
    const ask = (...bytes: number[]) => cache.get(Uint8Array.from(bytes), () => ++made)
    for (const byte of [1, 2, 3, 4, 5]) ask(byte)
    expect(ask(5)).toBe(5)
    expect(ask(1)).toBe(6)
    expect([ask(1, 2, 3, 4, 5), ask(1, 2, 3, 4, 5)]).toEqual([7, 8])
  })
})
