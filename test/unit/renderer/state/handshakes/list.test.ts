import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HandshakeList } from '../../../../../src/renderer/state/handshakes/list.ts'
import type { HandshakeRow, ListedHandshake } from '../../../../../src/shared/ipc/handshake-row.ts'
import { rowOf } from '../../../../../src/shared/ipc/handshake-row.ts'
import { anyRow } from '../../../../support/renderer/arbitrary-rows.ts'
import { broken, handshake } from '../../../../support/renderer/documents.ts'

const listed = ({ json: _, ...row }: HandshakeRow): ListedHandshake => row
const row = (tcpStream: number): HandshakeRow => rowOf(handshake({ id: `h${tcpStream}`, tcpStream }))

describe('a list of handshakes', () => {
  it('holds the latest self of each by source and stream, whatever comes in which order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyRow, { maxLength: 12 }), { maxLength: 8 }), (batches) => {
        let list = HandshakeList.of()
        const latest = new Map<string, HandshakeRow>()
        for (const batch of batches) {
          for (const one of batch) latest.set(one.id, one)
          list = list.with(batch)
        }
        const inOrder = [...latest.values()].sort((a, b) => a.source - b.source || a.tcpStream - b.tcpStream)
        expect([...list]).toEqual(inOrder.map(listed))
        expect(list).toHaveLength(inOrder.length)
        for (const [place, { id, json }] of inOrder.entries()) {
          expect(list.placeOf(id)).toBe(place)
          expect(list.tellingOf(id)?.json).toBe(json)
        }
        for (const outcome of ['broken', 'completed', 'incomplete'] as const)
          expect(list.outcomes()[outcome]).toBe(inOrder.filter((one) => one.outcome === outcome).length)
        expect(list.firstBroken()?.id).toBe(inOrder.find(({ outcome }) => outcome === 'broken')?.id)
      }),
      { numRuns: 200 },
    )
  })

  it('never changes, whatever is made of it', () => {
    const first = HandshakeList.of([row(1), row(3)])
    const before = [...first]
    const second = first.with([row(2), rowOf(broken({ id: 'h3', tcpStream: 3 }))])
    expect([...first]).toEqual(before)
    expect([...second].map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'h1 completed',
      'h2 completed',
      'h3 broken',
    ])
    expect(first.tellingOf('h1')).toEqual(second.tellingOf('h1'))
    expect(first.tellingOf('h3')?.told).not.toBe(second.tellingOf('h3')?.told)
    expect(first.with([])).toBe(first)
  })

  it('shows the same row as the same object, so that nothing is drawn anew that did not change', () => {
    const list = HandshakeList.of([row(0), row(1)])
    const first = list.at(0)
    expect(list.at(0)).toBe(first)
    expect(list.with([row(1)]).byId('h0')).toBe(first)
    expect(list.with([row(0)]).byId('h0')).not.toBe(first)
  })

  it('has no handshake of another id, nor of what is none', () => {
    const list = HandshakeList.of([row(0), row(1)])
    for (const id of ['h2', 's1h0', 'h', '', 'h-1', 'x1', 'h1.5']) {
      expect(list.placeOf(id)).toBe(-1)
      expect(list.byId(id)).toBeNull()
      expect(list.tellingOf(id)).toBeNull()
    }
    expect(list.at(2)).toBeNull()
    expect(HandshakeList.of().placeOf('h0')).toBe(-1)
  })

  it('lets go of what was told before, and keeps texts and tellings', () => {
    const rows = Array.from({ length: 3000 }, (_, at) => row(at))
    let list = HandshakeList.of(rows)
    const told = list.tellingOf('h7')?.told
    // Every row but one again and again: as when captures are read anew with each secret that comes.
    for (let round = 0; round < 6; round++) list = list.with(rows.filter(({ tcpStream }) => tcpStream !== 7))
    expect(list).toHaveLength(3000)
    expect(list.table.size).toBeLessThan(12_000)
    expect(list.tellingOf('h7')).toEqual({ told, json: row(7).json })
    expect(list.tellingOf('h2999')?.json).toBe(row(2999).json)
  })

  it('takes half a million handshakes in batches, in less than 100 bytes each', () => {
    const plain = { ...row(0), json: null }
    let list = HandshakeList.of()
    const startedAt = performance.now()
    for (let from = 0; from < 500_000; from += 2000)
      list = list.with(Array.from({ length: 2000 }, (_, at) => ({ ...plain, tcpStream: from + at })))
    expect(performance.now() - startedAt).toBeLessThan(20_000)
    expect(list).toHaveLength(500_000)
    expect(list.at(499_999)?.id).toBe('h499999')
    const bytes = Object.values(list.table.columns).reduce((sum, column) => sum + column.byteLength, 0)
    expect(bytes / list.length).toBeLessThan(100)
  }, 40_000)
})
