import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EventBatch } from '../../../../src/main/engine/event-batch.ts'
import { rowOf } from '../../../../src/shared/ipc/handshake-row.ts'
import { handshake } from '../../../support/renderer/documents.ts'

const row = (id: number) => rowOf(handshake({ id: `h${id}` }))
const progress = (bytesRead: number) => ({ source: 0, path: 'a', bytesRead, totalBytes: 9, packets: 1 })

let now = 0
let sent: string[] = []
const batch = () =>
  new EventBatch(
    {
      handshakes: (handshakes) => sent.push(handshakes.map(({ id }) => id).join(' ')),
      progress: ({ bytesRead }) => sent.push(`${bytesRead} bytes`),
    },
    () => now,
  )

describe('what the engine tells, in batches', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    now = 0
    sent = []
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('sends the first thing at once', () => {
    batch().add(row(1))
    expect(sent).toEqual(['h1'])
  })

  it('gathers what follows for a tenth of a second, of progress the latest only', () => {
    const gathered = batch()
    gathered.progress(progress(1))
    gathered.add(row(1))
    gathered.add(row(2))
    gathered.progress(progress(2))
    gathered.progress(progress(3))
    expect(sent).toEqual(['1 bytes'])
    vi.advanceTimersByTime(100)
    expect(sent).toEqual(['1 bytes', '3 bytes', 'h1 h2'])
  })

  it('goes by the clock where the reader leaves the event loop no turn', () => {
    const gathered = batch()
    gathered.add(row(1))
    gathered.add(row(2))
    now = 150
    gathered.add(row(3))
    expect(sent).toEqual(['h1', 'h2 h3'])
  })

  it('sends no message of more than two thousand handshakes', () => {
    const gathered = batch()
    const same = row(0)
    for (let id = 0; id < 5000; id += 1) gathered.add(same)
    gathered.flush()
    expect(sent.map((ids) => ids.split(' ').length)).toEqual([1, 2000, 2000, 999])
  })

  it('gathers for longer where very many were told, but never for more than half a second', () => {
    const gathered = batch()
    const same = row(0)
    const waits = (told: number): number => {
      for (let id = 0; id < told; id += 1) gathered.add(same)
      gathered.flush()
      const before = sent.length
      const since = now
      while (sent.length === before) {
        now += 10
        gathered.add(same)
      }
      return now - since
    }
    expect(waits(1)).toBe(110)
    expect(waits(100_000)).toBe(210)
    expect(waits(1_000_000)).toBe(500)
  })

  it('sends no message of much more than four megabytes', () => {
    const gathered = batch()
    for (let id = 0; id < 7; id += 1) gathered.add({ ...row(id), json: 'x'.repeat(1_500_000) })
    gathered.flush()
    expect(sent).toEqual(['h0', 'h1 h2 h3', 'h4 h5 h6'])
  })
})
