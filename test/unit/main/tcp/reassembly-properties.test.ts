import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WaitingPieces } from '../../../../src/main/tcp/waiting-pieces.ts'
import { Wire } from '../../../support/tcp/segments.ts'

const text = fc.stringMatching(/^[a-z]{1,300}$/)

describe('any order of segments', () => {
  it('yields the same bytes from any permutation, repetition and splitting', () => {
    const cut = fc.tuple(fc.nat(299), fc.integer({ min: 1, max: 60 }))
    fc.assert(
      fc.property(
        text,
        fc.array(cut, { maxLength: 30 }),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.infiniteStream(fc.nat(1_000_000)),
        (sent, extra, isn, order) => {
          const segments: [number, number][] = []
          // Consecutive segments that cover everything, then overlapping ones.
          for (let at = 0; at < sent.length; at += 13) segments.push([at, 13])
          for (const [at, length] of extra) if (at < sent.length) segments.push([at, length])
          const keyed = segments.map((segment) => ({ segment, key: order.next().value ?? 0 }))
          keyed.sort((a, b) => a.key - b.key)
          const wire = new Wire({ aIsn: isn }).handshake()
          for (const { segment } of keyed) {
            wire.a(1 + segment[0], 1, { data: sent.slice(segment[0], segment[0] + segment[1]) })
          }
          expect(wire.seen.of(0, 0)).toBe(sent)
          const side = wire.seen.streams[0]?.sides[0]
          expect(side).toMatchObject({ delivered: sent.length, missingBytes: 0 })
          expect(wire.seen.marks.every(({ mark }) => mark.kind !== 'Retransmission' || !mark.differs)).toBe(
            true,
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  it('accounts for every byte that never came, with acknowledgements anywhere', () => {
    const segment = fc.record({
      at: fc.nat(400),
      length: fc.integer({ min: 1, max: 50 }),
      missing: fc.oneof(fc.constant(0), fc.nat(9)),
      answer: fc.oneof(fc.constant(null), fc.nat(450)),
      talks: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 40 }), fc.boolean(), (segments, limited) => {
        const wire = new Wire(limited ? { limits: { waitingPiecesPerSide: 3 } } : {}).handshake()
        const pattern = (offset: number): string => String.fromCharCode(97 + (offset % 26))
        let answered = 1
        for (const { at, length, missing, answer, talks } of segments) {
          const data = Array.from({ length }, (_, i) => pattern(at + i)).join('')
          wire.a(1 + at, 1, { data, missing })
          if (answer === null) continue
          wire.b(answered, 1 + answer, talks ? { data: 'x' } : {})
          if (talks) answered++
        }
        wire.end()
        const got = wire.seen.of(0, 0)
        const side = wire.seen.streams[0]?.sides[0]
        // Every delivered byte stands at its own offset; every other one is counted as missing.
        for (let at = 0; at < got.length; at++) if (got[at] !== '_') expect(got[at]).toBe(pattern(at))
        expect(side?.missingBytes).toBe([...got].filter((byte) => byte === '_').length)
        expect((side?.delivered ?? 0) + (side?.missingBytes ?? 0)).toBe(got.length)
        const furthest = Math.max(0, ...segments.map(({ at, length, missing }) => at + length + missing))
        expect(got.length).toBeGreaterThanOrEqual(furthest)
      }),
      { numRuns: 500 },
    )
  })

  it('never throws and never delivers after the close, whatever the headers say', () => {
    const packet = fc.record({
      from: fc.constantFrom('a' as const, 'b' as const),
      sequence: fc.oneof(fc.nat(100), fc.integer({ min: 0, max: 0xffff_ffff })),
      acknowledgement: fc.oneof(fc.constant(null), fc.nat(100), fc.integer({ min: 0, max: 0xffff_ffff })),
      flags: fc.constantFrom('', '', '', 'S', 'F', 'R', 'SF', 'SR', 'FR', 'SFRP'),
      data: fc.string({ maxLength: 20 }),
      missing: fc.nat(3),
      at: fc.nat(20_000_000),
    })
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 60 }), (packets) => {
        const wire = new Wire({ limits: { waitingBytesPerSide: 500 } })
        for (const { from, sequence, acknowledgement, flags, data, missing, at } of packets) {
          wire[from](sequence, acknowledgement, { flags, data, missing, at })
        }
        wire.end()
        const { lines, streams } = wire.seen
        expect(lines.filter((line) => line.startsWith('closed'))).toHaveLength(streams.length)
        // One connection at a time on these ports: whatever is told belongs to the one last opened.
        let open = false
        for (const line of lines) {
          if (line.startsWith('opened')) open = true
          else expect(open).toBe(true)
          if (line.startsWith('closed')) open = false
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('work', () => {
  function stepsFor(count: number, at: (index: number) => [number, number]): number {
    const pieces = new WaitingPieces()
    const source = new Uint8Array(70_000)
    for (let index = 0; index < count; index++) {
      const [start, length] = at(index)
      pieces.insert(start, source, 0, length, 0, index, index)
    }
    return pieces.steps
  }

  it('grows with the input for single bytes in reverse order', () => {
    const steps = stepsFor(8000, (index) => [20_000 - index, 1])
    expect(steps).toBeLessThan(8000 * 20)
  })

  it('grows with the bytes sent for segments that cover all that came before', () => {
    // 2000 single bytes with gaps, then storms over all of them: each looks at no more pieces than it has bytes.
    const storms = 100
    const steps = stepsFor(2000 + storms, (index) => (index < 2000 ? [2 * index + 1, 1] : [0, 4000]))
    expect(steps).toBeLessThan(2000 * 20 + storms * 4000 + 100)
  })

  it('delivers a reversed stream in one pass when its first byte comes', () => {
    const wire = new Wire().handshake()
    const count = 5000
    for (let index = count; index >= 2; index--) wire.a(index, 1, { data: 'x' })
    expect(wire.seen.payload).toEqual([])
    wire.a(1, 1, { data: 'x' })
    expect(wire.seen.payload).toHaveLength(count)
    expect(wire.seen.streams[0]?.sides[0].retransmissions).toBe(0)
  })
})
