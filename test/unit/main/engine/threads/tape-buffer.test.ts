import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TapeBlocks } from '../../../../../src/main/engine/threads/tape-blocks.ts'
import { TapeBuffer } from '../../../../../src/main/engine/threads/tape-buffer.ts'

const MIB = 1024 * 1024

function bytesOf(length: number, first = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (first + at) % 251)
}

describe('what is written down of one connection', () => {
  it('is the same however many blocks it takes, and again after it was cleared', () => {
    const piece = fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 70_000 }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (lengths) => {
        const buffer = new TapeBuffer(new TapeBlocks())
        for (let round = 0; round < 2; round++) {
          const expected: number[] = []
          for (const length of lengths) {
            buffer.makeRoom(4)
            buffer.u32(length)
            expected.push(length & 255, (length >> 8) & 255, length >> 16, 0)
            const raw = bytesOf(length, round)
            buffer.raw(raw)
            for (const byte of raw) expected.push(byte)
          }
          expect(buffer.length).toBe(expected.length)
          expect(Buffer.compare(buffer.copy(), Uint8Array.from(expected))).toBe(0)
          buffer.clear()
          expect(buffer.length).toBe(0)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('takes little more room than it is long, once it is long', () => {
    const buffer = new TapeBuffer(new TapeBlocks())
    for (let at = 0; at < 300; at++) {
      buffer.makeRoom(32)
      buffer.raw(new Uint8Array(16_384))
    }
    expect(buffer.length).toBe(300 * 16_384)
    expect(buffer.capacity - buffer.length).toBeLessThanOrEqual(64 * 1024)
  })

  it('has room for numbers that fit no usual block', () => {
    const buffer = new TapeBuffer(new TapeBlocks())
    buffer.makeRoom(100_000)
    for (let at = 0; at < 25_000; at++) buffer.u32(at)
    expect(new DataView(buffer.copy().buffer).getUint32(4 * 24_999, true)).toBe(24_999)
  })
})

describe('blocks that were given back', () => {
  it('are used again', () => {
    const blocks = new TapeBlocks()
    const block = blocks.take(3, 0)
    blocks.giveBack(block)
    expect(blocks.take(3, 0)).toBe(block)
  })

  it('are kept up to a bound', () => {
    const blocks = new TapeBlocks()
    const many = Array.from({ length: 100 }, () => blocks.take(3, 0))
    for (const block of many) blocks.giveBack(block)
    const again = Array.from({ length: 100 }, () => blocks.take(3, 0))
    const kept = again.filter((block) => many.includes(block))
    expect(kept.length * 64 * 1024).toBe(MIB)
  })
})
