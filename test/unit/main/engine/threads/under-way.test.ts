import { describe, expect, it } from 'vitest'
import type { ConnectionSummary } from '../../../../../src/main/engine/record-receiver.ts'
import type { PlainTotals, Told } from '../../../../../src/main/engine/threads/messages.ts'
import { TapeWriter } from '../../../../../src/main/engine/threads/tape-writer.ts'
import { UnderWay } from '../../../../../src/main/engine/threads/under-way.ts'
import { silence } from '../../../../support/conversation/script.ts'

const summaryOf = (tcpStream: number): ConnectionSummary => ({ ...silence().conversation(), tcpStream })
const source = (number: number): Told => ({ kind: 'source', source: number })
const keyLog = Uint8Array.of(1, 2, 3)
const nothing: PlainTotals = {
  others: 1,
  broken: false,
  limits: [],
  malformed: { count: 0, places: [] },
  decrypted: 0,
  decryption: [],
  sightings: [],
  legs: [],
  hops: [],
  notJudged: { count: 0, streams: [] },
}

/** A tape on which these connections stand, a key log in front of the second one. */
function tapeOf(...streams: number[]): Uint8Array {
  const writer = new TapeWriter()
  for (const [at, stream] of streams.entries()) {
    if (at === 1) writer.secrets(keyLog)
    writer.receiver().finish(summaryOf(stream))
  }
  const { buffer, length } = writer.take()
  return new Uint8Array(buffer, 0, length)
}

describe('what a judging thread was sent', () => {
  it('waits in order, and is known once every tape before it was answered', () => {
    const underWay = new UnderWay()
    underWay.told(source(0))
    expect(underWay.known).toEqual([source(0)])
    const first = underWay.tape(tapeOf(1))
    underWay.told(source(1))
    const second = underWay.tape(tapeOf(2))
    expect(underWay.waiting).toEqual([first, source(1), second])
    expect(underWay.known).toEqual([source(0)])
    expect(underWay.tapes).toBe(2)
    underWay.answered(nothing)
    expect(underWay.waiting).toEqual([second])
    expect(underWay.known).toEqual([source(1)])
    underWay.answered(nothing)
    expect(underWay.tapes).toBe(0)
  })

  it('counts of a source what came to it alone', () => {
    const underWay = new UnderWay()
    underWay.told(source(0))
    underWay.tape(tapeOf(1))
    underWay.tape(tapeOf(2))
    underWay.told(source(1))
    underWay.tape(tapeOf(3))
    underWay.answered(nothing)
    expect(underWay.totals.others).toBe(1)
    underWay.answered(nothing)
    expect(underWay.totals.others).toBe(0)
    underWay.answered(nothing)
    expect(underWay.totals.others).toBe(1)
  })

  it('has the key logs of a tape that was answered told to whoever comes next', () => {
    const underWay = new UnderWay()
    underWay.told(source(0))
    underWay.tape(tapeOf(1, 2))
    expect(underWay.known).toHaveLength(1)
    underWay.answered(nothing)
    expect(underWay.known).toEqual([source(0), { kind: 'secrets', keyLog }])
  })

  it('leaves a connection out under which a thread died twice, and counts it', () => {
    const underWay = new UnderWay()
    underWay.tape(tapeOf(5, 6, 7))
    underWay.died(2)
    expect(underWay.waiting).toEqual([{ ...underWay.waiting[0], tape: tapeOf(5, 6, 7) }])
    underWay.died(2)
    const [rest] = underWay.waiting
    expect(rest).toMatchObject({ tape: withKeyLog(5, 7) })
    expect(underWay.totals.notJudged.streams).toEqual([6])
    // What is the second one now has done nothing yet.
    underWay.died(2)
    expect(underWay.totals.notJudged.count).toBe(1)
    underWay.died(2)
    expect(underWay.totals.notJudged.streams).toEqual([6, 7])
  })

  it('holds nothing against a connection under which one thread died, and the next under another', () => {
    const underWay = new UnderWay()
    underWay.tape(tapeOf(5, 6, 7))
    for (const connection of [1, 2, 3, 1, 0, 2]) underWay.died(connection)
    expect(underWay.totals.notJudged.count).toBe(0)
    expect(underWay.waiting).toMatchObject([{ tape: tapeOf(5, 6, 7) }])
  })

  it('has nothing to hold against anybody where no tape was under way', () => {
    const underWay = new UnderWay()
    underWay.told(source(0))
    underWay.died(1)
    underWay.died(1)
    underWay.tape(tapeOf(5))
    underWay.died(2)
    underWay.died(2)
    expect(underWay.totals.notJudged.count).toBe(0)
  })

  it('is copied: what was written may be written over', () => {
    const underWay = new UnderWay()
    const written = tapeOf(5)
    const sent = underWay.tape(written)
    written.fill(0)
    expect(sent.tape).toEqual(tapeOf(5))
    expect(sent.tape.buffer).toBeInstanceOf(SharedArrayBuffer)
  })
})

/** The same tape without its second connection: the key log before it stays. */
function withKeyLog(first: number, last: number): Uint8Array {
  const writer = new TapeWriter()
  writer.receiver().finish(summaryOf(first))
  writer.secrets(keyLog)
  writer.receiver().finish(summaryOf(last))
  const { buffer, length } = writer.take()
  return new Uint8Array(buffer, 0, length)
}
