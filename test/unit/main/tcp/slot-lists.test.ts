import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_SLOT, SlotLinks } from '../../../../src/main/tcp/slot-lists.ts'

const CAPACITY = 8

describe('lists of slots', () => {
  it('keep the order of an array, whatever is appended, touched, taken out or moved from one to the other', () => {
    const step = fc.tuple(fc.constantFrom('append', 'remove', 'touch'), fc.nat(CAPACITY - 1), fc.nat(1))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const links = new SlotLinks()
        links.makeRoom(CAPACITY)
        const lists = [links.list(), links.list()] as const
        const expected: [number[], number[]] = [[], []]
        for (const [what, slot, which] of steps) {
          const inOne = expected.findIndex((list) => list.includes(slot))
          if (what === 'append' && inOne < 0) {
            lists[which === 0 ? 0 : 1].append(slot)
            expected[which === 0 ? 0 : 1].push(slot)
          } else if (what !== 'append' && inOne >= 0) {
            const at = inOne === 0 ? 0 : 1
            expected[at] = expected[at].filter((other) => other !== slot)
            if (what === 'touch') {
              lists[at].touch(slot)
              expected[at].push(slot)
            } else lists[at].remove(slot)
          }
          for (const at of [0, 1] as const) {
            expect([...lists[at]]).toEqual(expected[at])
            expect(lists[at].size).toBe(expected[at].length)
            expect(lists[at].oldest).toBe(expected[at][0] ?? NO_SLOT)
          }
        }
      }),
    )
  })
})
