import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../../../src/shared/bytes/field.ts'
import { FieldCursor } from '../../../../src/shared/bytes/field-cursor.ts'

const of = (...values: number[]) => Uint8Array.of(...values)

describe('a field cursor', () => {
  it('reads integers of one to four bytes, big-endian, each with its span', () => {
    const cursor = new FieldCursor(of(1, 2, 3, 4, 5, 6, 0xff, 0xff, 0xff, 0xff))
    expect([
      cursor.u8('a').value,
      cursor.u16('b').value,
      cursor.u24('c').value,
      cursor.u32('d').value,
    ]).toEqual([1, 0x0203, 0x040506, 0xffffffff])
    expect(cursor.nodes.map(({ name, span }) => [name, span.start, span.end])).toEqual([
      ['a', 0, 1],
      ['b', 1, 3],
      ['c', 3, 6],
      ['d', 6, 10],
    ])
    expect(cursor.remaining).toBe(0)
  })

  it('gives opaque bytes as a view, in hex, and calls empty ones empty', () => {
    const bytes = of(0xde, 0xad)
    const cursor = new FieldCursor(bytes)
    const field = cursor.opaque('x', 2)
    expect([field.text, field.value.buffer]).toEqual(['dead', bytes.buffer])
    expect(cursor.rest('y').text).toBe('empty')
  })

  it('reads text one character a byte and escapes what would disturb a terminal', () => {
    const cursor = new FieldCursor(of(0x61, 0x1b, 0xe9))
    expect(cursor.string('name', 3)).toMatchObject({ value: 'a\u001b\u00e9', text: 'a\\x1b\u00e9' })
  })

  it('sets the length of an opaque vector beside its content', () => {
    const cursor = new FieldCursor(of(0, 2, 7, 8, 1, 0x68))
    cursor.opaqueVector('key', 2)
    cursor.stringVector('name', 1)
    expect(cursor.nodes.map(({ name, text, span }) => [name, text, span.start, span.end])).toEqual([
      ['key_length', '2 bytes', 0, 2],
      ['key', '0708', 2, 4],
      ['name_length', '1 bytes', 4, 5],
      ['name', 'h', 5, 6],
    ])
  })

  it('reads only the range it is given', () => {
    const cursor = new FieldCursor(of(1, 2, 3, 4), { start: 1, end: 3 })
    expect(cursor.rest('x').span).toEqual({ start: 1, end: 3 })
  })
})

describe('a vector', () => {
  it('is a group over its length and its elements', () => {
    const cursor = new FieldCursor(of(0, 2, 7, 8, 9))
    const group = cursor.vector('list', 2, (inner) => {
      while (inner.remaining > 0) inner.u8('item')
    })
    expect(group.span).toEqual({ start: 0, end: 4 })
    expect(group.children.map((child) => child.text)).toEqual(['2 bytes', '7', '8'])
    expect([cursor.at, cursor.problems]).toEqual([4, []])
  })

  it('reports what its reader leaves over, and shows it', () => {
    const cursor = new FieldCursor(of(3, 7, 8, 9, 5))
    cursor.vector('list', 1, (inner) => inner.u8('item'))
    expect(cursor.problems.map(describeProblem)).toEqual([
      'list at byte 2: expected nothing after byte 2, found 2 bytes left over',
    ])
    expect(cursor.nodes[0]?.children[2]).toMatchObject({ name: 'left_over', text: '0809' })
    expect(cursor.u8('next').value).toBe(5)
  })

  it('goes on behind its announced end where its content is malformed', () => {
    const cursor = new FieldCursor(of(2, 9, 9, 5))
    cursor.vector('list', 1, (inner) => inner.u32('item'))
    expect(cursor.problems.map(describeProblem)).toEqual([
      'item at byte 1: expected 4 bytes, found 2 bytes left',
    ])
    expect(cursor.u8('next').value).toBe(5)
  })

  it('that announces more than there is stops the reading, by the name of the length that lies', () => {
    const cursor = new FieldCursor(of(9, 1, 2))
    const complete = cursor.attempt(() => {
      cursor.vector('list', 1, (inner) => {
        while (inner.remaining > 0) inner.u8('item')
      })
      cursor.u8('never')
    })
    expect(complete).toBe(false)
    expect(cursor.nodes[0]?.children.map((child) => child.name)).toEqual(['length', 'item', 'item'])
    expect(cursor.problems.map(describeProblem)).toEqual([
      'list at byte 1: expected 9 bytes, as its length says, found 2 bytes left',
    ])
  })
})

describe('bytes that were not captured', () => {
  const nested = (cursor: FieldCursor) =>
    cursor.vector('outer', 1, (outer) => {
      outer.u8('first')
      outer.vector('inner', 1, (inner) => inner.u32('number'))
    })
  const whole = of(6, 1, 4, 0, 0, 0, 7)

  it('are one truncated problem, however many vectors they run through', () => {
    for (let length = 0; length < whole.length; length++) {
      const cursor = new FieldCursor(whole.subarray(0, length), { cut: true })
      expect(cursor.attempt(() => nested(cursor))).toBe(false)
      expect(cursor.problems.map((problem) => problem.kind)).toEqual(['truncated'])
    }
  })

  it('are told from a lie inside what is there', () => {
    // The inner vector is whole and too short for its number; only the outer one is cut.
    const cursor = new FieldCursor(of(9, 1, 2, 0, 0, 5), { cut: true })
    cursor.attempt(() =>
      cursor.vector('outer', 1, (outer) => {
        outer.u8('first')
        outer.vector('inner', 1, (inner) => inner.u32('number'))
        outer.u8('second')
        outer.u8('third')
      }),
    )
    expect(cursor.problems.map(describeProblem)).toEqual([
      'number at byte 3: expected 4 bytes, found 2 bytes left',
      'third at byte 6: cut short, 1 more bytes were announced',
    ])
  })

  it('are known from a range that lies beyond the bytes', () => {
    const cursor = new FieldCursor(of(1), { end: 5 })
    expect([cursor.remaining, cursor.announced]).toEqual([1, 5])
    cursor.attempt(() => cursor.u16('x'))
    expect(cursor.problems).toEqual([{ kind: 'truncated', at: 0, field: 'x', needed: 1 }])
  })
})

describe('a group', () => {
  it('spans what was read in it, also where the reading stopped inside', () => {
    const cursor = new FieldCursor(of(1, 2, 3))
    cursor.attempt(() =>
      cursor.group('pair', (inner) => {
        inner.u8('a')
        inner.u32('b')
      }),
    )
    expect(cursor.nodes).toMatchObject([
      { name: 'pair', span: { start: 0, end: 1 }, children: [{ name: 'a' }] },
    ])
    expect(cursor.at).toBe(1)
  })
})

describe('an attempt', () => {
  it('lets errors of the caller through', () => {
    const cursor = new FieldCursor(of())
    expect(() =>
      cursor.attempt(() => {
        throw new RangeError('a mistake in a reader')
      }),
    ).toThrow(RangeError)
  })

  it('says whether it ran to its end', () => {
    const cursor = new FieldCursor(of(1))
    expect([cursor.attempt(() => cursor.u8('a')), cursor.attempt(() => cursor.u8('b'))]).toEqual([
      true,
      false,
    ])
  })
})
