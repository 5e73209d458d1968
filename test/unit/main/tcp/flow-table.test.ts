import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FlowTable, NOWHERE } from '../../../../src/main/tcp/flow-table.ts'
import { emptySegment, type TcpSegmentView } from '../../../../src/shared/packet/segment.ts'

/** A segment between two endpoints, addresses of 4 or 16 bytes. */
function segment(
  from: readonly number[],
  fromPort: number,
  to: readonly number[],
  toPort: number,
): TcpSegmentView {
  return Object.assign(emptySegment(), {
    frame: 1,
    bytes: Uint8Array.from([...from, ...to]),
    destinationAt: from.length,
    addressLength: from.length,
    sourcePort: fromPort,
    destinationPort: toPort,
  })
}

// Few values, so that flows meet again and differ by one number only.
const byte = fc.constantFrom(0, 1, 127, 128, 255)
const address = fc.oneof(fc.tuple(byte, byte, byte, byte), fc.array(byte, { minLength: 16, maxLength: 16 }))
const port = fc.constantFrom(1, 443, 0x7fff, 0x8000, 65_535)
const flow = fc.tuple(address, port, address, port).filter(([from, , to]) => from.length === to.length)

/** The same for both directions. */
function nameOf([from, fromPort, to, toPort]: readonly [
  readonly number[],
  number,
  readonly number[],
  number,
]): string {
  return [`${from.join('.')}:${fromPort}`, `${to.join('.')}:${toPort}`].sort().join(' ')
}

describe('a table of flows', () => {
  it('finds what was put in under either direction, and nothing else, whatever was taken out', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(flow, fc.integer({ min: 0, max: 3 })), { maxLength: 300 }), (steps) => {
        const table = new FlowTable()
        const expected = new Map<string, number>()
        for (const [[from, fromPort, to, toPort], what] of steps) {
          const name = nameOf([from, fromPort, to, toPort])
          const there = table.find(segment(from, fromPort, to, toPort))
          expect(there).toBe(expected.get(name) ?? NOWHERE)
          const fromLow = table.fromLow
          expect(table.find(segment(to, toPort, from, fromPort))).toBe(there)
          const between = from.join() === to.join() && fromPort === toPort
          expect(table.fromLow).toBe(between ? fromLow : !fromLow)
          if (there === NOWHERE) {
            const slot = table.add()
            expect(slot).toBeLessThan(table.capacity)
            expect([...expected.values()]).not.toContain(slot)
            expected.set(name, slot)
          } else if (what === 0) {
            table.remove(there)
            expected.delete(name)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('tells whose flow a slot is, from either end', () => {
    fc.assert(
      fc.property(flow, ([from, fromPort, to, toPort]) => {
        const table = new FlowTable()
        const asked = segment(from, fromPort, to, toPort)
        table.find(asked)
        const { fromLow } = table
        const told = { ...segment([0, 0, 0, 0], 0, [0, 0, 0, 0], 0), bytes: new Uint8Array(32) }
        table.endpoints(table.add(), fromLow, told)
        const at = (start: number): number[] => [...told.bytes.subarray(start, start + told.addressLength)]
        expect([at(told.sourceAt), told.sourcePort]).toEqual([[...from], fromPort])
        expect([at(told.destinationAt), told.destinationPort]).toEqual([[...to], toPort])
      }),
      { numRuns: 100 },
    )
  })

  it('grows to as many as there are', () => {
    const table = new FlowTable()
    const at = (number: number): TcpSegmentView =>
      segment([10, number >> 16, (number >> 8) & 255, number & 255], 1000, [10, 0, 0, 1], 443)
    const slots: number[] = []
    for (let number = 0; number < 20_000; number++) {
      expect(table.find(at(number))).toBe(NOWHERE)
      slots.push(table.add())
    }
    for (let number = 0; number < 20_000; number += 7) expect(table.find(at(number))).toBe(slots[number])
  })
})
