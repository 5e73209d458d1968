import { describe, expect, it } from 'vitest'
import { LONGEST_NOTE, noted, noteKey, noteOf } from '../../../../src/renderer/state/notes.ts'
import { handshake } from '../../../support/renderer/documents.ts'

describe('notes on handshakes', () => {
  it('hang on the connection, not on its number or its file', () => {
    const one = handshake({ id: 'h1', tcpStream: 1 })
    const renumbered = handshake({ id: 's2h9', tcpStream: 9, source: 2 })
    const notes = noted({}, noteKey(one), 'jump box 2, after the change of 14:00')
    expect(noteOf(notes, renumbered)).toBe('jump box 2, after the change of 14:00')
    expect(noteOf(notes, handshake({ startedAt: '2026-06-01T09:00:01.000000Z' }))).toBe('')
  })

  it('are taken off when emptied', () => {
    expect(noted({ a: 'x', b: 'y' }, 'a', '')).toEqual({ b: 'y' })
  })

  it('are bounded in length and in number, the oldest go first', () => {
    let notes: Readonly<Record<string, string>> = {}
    for (let index = 0; index < 600; index += 1) notes = noted(notes, `2026 ${index}`, 'n')
    expect(Object.keys(notes)).toHaveLength(500)
    expect(Object.keys(notes)[0]).toBe('2026 100')
    expect(noted({}, 'a', 'x'.repeat(9_000)).a).toHaveLength(LONGEST_NOTE)
  })
})
