import { describe, expect, it } from 'vitest'
import {
  type Analysis,
  applyEvents as applyEventsAt,
  foundNothing,
  newAnalysis,
  openedName,
  progressFraction,
  sourcePath,
} from '../../../../src/renderer/state/analysis.ts'
import { NO_PACE } from '../../../../src/shared/contract/pace.ts'
import type { AnalysisEvent } from '../../../../src/shared/ipc/contract.ts'
import { rowOf } from '../../../../src/shared/ipc/handshake-row.ts'
import { handshake } from '../../../support/renderer/documents.ts'

const applyEvents = (analysis: Analysis, events: readonly AnalysisEvent[]): Analysis =>
  applyEventsAt(analysis, events, 1_000)
const opened = newAnalysis('a1', { kind: 'lab' })
const idsOf = ({ handshakes }: Analysis): string[] => [...handshakes].map(({ id }) => id)
const progressed = (bytesRead: number): AnalysisEvent => ({
  kind: 'progress',
  analysis: 'a1',
  source: 0,
  path: '/captures/a.pcap',
  bytesRead,
  totalBytes: 200,
  packets: 1,
})
const arrived = (...ids: number[]): AnalysisEvent => ({
  kind: 'handshakes',
  analysis: 'a1',
  handshakes: ids.map((id) => rowOf(handshake({ id: `h${id}`, tcpStream: id }))),
})

describe('an analysis as its events arrive', () => {
  it('keeps handshakes in the order of their connections', () => {
    const after = applyEvents(opened, [arrived(3, 1), arrived(2)])
    expect(idsOf(after)).toEqual(['h1', 'h2', 'h3'])
  })

  it('replaces a handshake that arrives again', () => {
    const first = applyEvents(opened, [arrived(1, 2)])
    const again: AnalysisEvent = {
      kind: 'handshakes',
      analysis: 'a1',
      handshakes: [rowOf(handshake({ id: 'h1', tcpStream: 1, outcome: 'incomplete' }))],
    }
    const after = applyEvents(first, [again])
    expect([...after.handshakes].map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'h1 incomplete',
      'h2 completed',
    ])
  })

  it('does not touch what it was given, nor listen to another analysis', () => {
    expect(applyEvents(opened, [{ ...arrived(1), analysis: 'a0' } as AnalysisEvent])).toBe(opened)
    applyEvents(opened, [arrived(1)])
    expect(opened.handshakes).toHaveLength(0)
  })

  it('notes failed files and goes on with the others', () => {
    const after = applyEvents(opened, [
      { kind: 'failed', analysis: 'a1', path: 'notes.txt', message: 'not a capture', hint: null },
      arrived(1),
      { kind: 'done', analysis: 'a1', cancelled: false, findings: [] },
    ])
    expect(after).toMatchObject({ status: 'done', progress: null, failed: [{ path: 'notes.txt' }] })
    expect(after.handshakes).toHaveLength(1)
  })

  it('tells a cancelled analysis from a finished one, and how far it came', () => {
    const cancelled: AnalysisEvent = { kind: 'done', analysis: 'a1', cancelled: true, findings: [] }
    const after = applyEvents(opened, [progressed(50), cancelled])
    expect(after).toMatchObject({ status: 'cancelled', progress: { bytesRead: 50, totalBytes: 200 } })
  })

  it('starts anew when the captures are read again, and keeps the rows until their later selves come', () => {
    const done: AnalysisEvent = { kind: 'done', analysis: 'a1', cancelled: false, findings: [] }
    const first = applyEvents(opened, [progressed(200), arrived(1, 2), done])
    const again = applyEvents(first, [{ kind: 'again', analysis: 'a1' }])
    expect(again).toMatchObject({ status: 'running', progress: null, sources: [], failed: [] })
    expect(idsOf(again)).toEqual(['h1', 'h2'])
  })

  it('knows the file of a handshake while that file is read', () => {
    expect(sourcePath(opened, 0)).toBeNull()
    expect(sourcePath(applyEvents(opened, [progressed(1)]), 0)).toBe('/captures/a.pcap')
  })

  it('takes a hundred thousand handshakes in a hundred batches', () => {
    let analysis = opened
    for (let batch = 0; batch < 100; batch += 1) {
      const ids = Array.from({ length: 1000 }, (_, index) => batch * 1000 + index)
      analysis = applyEvents(analysis, [arrived(...ids)])
    }
    expect(analysis.handshakes).toHaveLength(100_000)
    expect(analysis.handshakes.at(99_999)?.id).toBe('h99999')
  })
})

describe('an analysis with nothing to show', () => {
  const done: AnalysisEvent = { kind: 'done', analysis: 'a1', cancelled: false, findings: [] }
  it('is one that is over without a handshake', () => {
    expect(foundNothing(opened)).toBe(false)
    expect(foundNothing(applyEvents(opened, [done]))).toBe(true)
    expect(foundNothing(applyEvents(opened, [arrived(1), done]))).toBe(false)
  })
})

describe('progress', () => {
  const progress = { source: 0, path: 'a.pcap', bytesRead: 50, totalBytes: 200, packets: 1, pace: NO_PACE }
  it('is a fraction where the size is known and nothing where it is not', () => {
    expect(progressFraction(progress)).toBe(0.25)
    expect(progressFraction({ ...progress, totalBytes: null })).toBeNull()
    expect(progressFraction({ ...progress, totalBytes: 0 })).toBeNull()
    expect(progressFraction({ ...progress, bytesRead: 999 })).toBe(1)
  })
})

describe('what was opened', () => {
  it('is called by its file, or the first of its files', () => {
    expect(openedName({ kind: 'files', paths: ['/captures/a.pcap'] })).toBe('a.pcap')
    expect(openedName({ kind: 'files', paths: ['C:\\a.pcap', 'b.pcap', 'c.pcap'] })).toBe('a.pcap and 2 more')
    expect(openedName({ kind: 'lab' })).toBe('Sample incident')
  })
})
