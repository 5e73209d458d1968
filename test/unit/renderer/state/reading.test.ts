import { describe, expect, it } from 'vitest'
import { type Analysis, type FileProgress, newAnalysis } from '../../../../src/renderer/state/analysis.ts'
import { HandshakeList } from '../../../../src/renderer/state/handshakes/list.ts'
import {
  bytesText,
  cutShortText,
  endedText,
  fileOfText,
  progressParts,
} from '../../../../src/renderer/state/reading.ts'
import { bytesPerSecond, NO_PACE, type Pace, paced } from '../../../../src/shared/contract/pace.ts'
import { rowOf } from '../../../../src/shared/ipc/handshake-row.ts'
import { handshake } from '../../../support/renderer/documents.ts'

const MB = 1e6

/** A file that is read at an even pace, a sample every tenth of a second. */
function read(bytesPerTenth: number, tenths: number): Pace {
  let pace = NO_PACE
  for (let tenth = 0; tenth <= tenths; tenth += 1) pace = paced(pace, tenth * 100, tenth * bytesPerTenth)
  return pace
}

const progress = (given: Partial<FileProgress>): FileProgress => ({
  source: 0,
  path: '/captures/bulk.pcap',
  bytesRead: 312 * MB,
  totalBytes: 992 * MB,
  packets: 1_204_551,
  pace: NO_PACE,
  ...given,
})

describe('how fast a file is read', () => {
  it('is not known at once', () => {
    expect(bytesPerSecond(NO_PACE, 0)).toBeNull()
    expect(bytesPerSecond(paced(NO_PACE, 0, 5 * MB), 10)).toBeNull()
  })

  it('is what came in the last two seconds, and no more samples are kept than that', () => {
    const pace = read(10 * MB, 100)
    expect(bytesPerSecond(pace, 10_000)).toBeCloseTo(100 * MB)
    expect(pace.samples.length).toBeLessThan(25)
  })

  it('is nothing once nothing has come for two seconds', () => {
    expect(bytesPerSecond(read(10 * MB, 10), 3_500)).toBe(0)
  })
})

describe('progress in words', () => {
  it('tells bytes, rate, time left and packets', () => {
    expect(progressParts(progress({ pace: read(20 * MB, 10) }), 1_000)).toEqual([
      '312 MB of 992 MB',
      '200 MB/s',
      '4 s left',
      '1\u202f204\u202f551 packets',
    ])
  })

  it('promises no time where size or rate is not known', () => {
    expect(progressParts(progress({ totalBytes: null, pace: read(20 * MB, 10) }), 1_000)).toEqual([
      '312 MB',
      '200 MB/s',
      '1\u202f204\u202f551 packets',
    ])
    expect(progressParts(progress({}), 1_000)).toEqual(['312 MB of 992 MB', '1\u202f204\u202f551 packets'])
  })

  it('says so where nothing comes, as from a pipe that is silent', () => {
    expect(progressParts(progress({ pace: read(20 * MB, 10) }), 60_000)).toContain('waiting for more')
  })

  it('counts minutes where there are some', () => {
    const slow = progress({ bytesRead: 0, totalBytes: 992 * MB, pace: read(0.2 * MB, 10) })
    expect(progressParts(slow, 1_000)).toContain('8 min 16 s left')
  })

  it('counts the files of several', () => {
    expect(fileOfText(newAnalysis('a', { kind: 'files', paths: ['a', 'b', 'c'] }))).toBe('file 1 of 3: ')
    expect(fileOfText(newAnalysis('a', { kind: 'files', paths: ['a'] }))).toBe('')
  })
})

describe('the end of reading in words', () => {
  const ended = (given: Partial<Analysis>): Analysis => ({
    ...newAnalysis('a', { kind: 'files', paths: ['bulk.pcap'] }),
    handshakes: HandshakeList.of([rowOf(handshake())]),
    ...given,
  })
  it('is what was found', () => {
    expect(endedText(ended({ status: 'done' }))).toBe('1 handshake')
    expect(cutShortText(ended({ status: 'done' }))).toBeNull()
  })
  it('says where it was cut short, and by whom', () => {
    expect(endedText(ended({ status: 'cancelled', progress: progress({}) }))).toBe(
      'Cancelled at 312 MB of 992 MB, 1 handshake so far',
    )
    expect(cutShortText(ended({ status: 'died', progress: progress({ totalBytes: null }) }))).toBe(
      'Stopped at 312 MB',
    )
    expect(cutShortText(ended({ status: 'cancelled' }))).toBe('Cancelled')
  })
  it('names bytes alone where the whole is not known', () => {
    expect(bytesText(progress({ totalBytes: null }))).toBe('312 MB')
  })
})
