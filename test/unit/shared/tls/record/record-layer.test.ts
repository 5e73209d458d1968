import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  alertRecord,
  clientHello,
  handshakeMessage,
  record,
  serverHello,
} from '../../../../support/tcp/finder.ts'
import { RecordRun } from '../../../../support/tcp/records.ts'

const ccs = record(20, Uint8Array.of(1))
const data = record(23, new Uint8Array(500).fill(0x17))

describe('records', () => {
  it('reads several from one packet and one from several packets', () => {
    const run = new RecordRun().packet(clientHello.slice(0, 3)).packet(clientHello.slice(3, 50))
    run.packet(clientHello.slice(50), ccs, alertRecord)
    expect(run.summary).toEqual(['22/184 @1,2,3', '20/1 @3', '21/2 @3'])
    expect(run.records[0]).toMatchObject({
      version: 0x0301,
      startedMicros: 1000,
      completedMicros: 3000,
      payload: clientHello.slice(5),
      arrivals: [
        { end: 45, frame: 2, atMicros: 2000 },
        { end: 184, frame: 3, atMicros: 3000 },
      ],
    })
  })

  it('measures application data without keeping it, unless asked to', () => {
    const run = new RecordRun().packet(data.slice(0, 100)).packet(data.slice(100))
    expect(run.summary).toEqual(['23/500 @1,2'])
    expect(run.records[0]?.payload).toHaveLength(0)
    run.wanted = true
    run.packet(data)
    expect(run.records[1]?.payload).toEqual(data.slice(5))
  })

  it('makes the same of bytes that are skimmed wherever they may be', () => {
    const stream = Uint8Array.from(
      [clientHello, data, ccs, data, alertRecord, data].flatMap((part) => [...part]),
    )
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 40 })
    fc.assert(
      fc.property(cuts, (at) => {
        const [pushed, skimmed] = [new RecordRun(), new RecordRun()]
        const ends = [...at.sort((a, b) => a - b), stream.length]
        let start = 0
        for (const [index, end] of ends.entries()) {
          const { layer } = skimmed
          pushed.layer.push(stream, start, end, index + 1, index * 10)
          if (end - start <= layer.skims) layer.skim(end - start, index + 1, index * 10)
          else layer.push(stream, start, end, index + 1, index * 10)
          start = end
        }
        expect(skimmed.records).toEqual(pushed.records)
      }),
    )
  })

  it('lets nobody skim what is wanted, or the end of a record', () => {
    const run = new RecordRun()
    expect(run.layer.skims).toBe(0)
    run.packet(data.slice(0, 100))
    expect(run.layer.skims).toBe(404)
    run.wanted = true
    run.packet(data.slice(100)).packet(data.slice(0, 100))
    expect(run.layer.skims).toBe(0)
  })

  it('hands on empty records and unknown content types', () => {
    const run = new RecordRun().packet(
      record(23, new Uint8Array(0)),
      record(99, Uint8Array.of(1, 2)),
      record(22, new Uint8Array(0)),
    )
    expect(run.summary).toEqual(['23/0 @1', '99/2 @1', '22/0 @1'])
  })

  it('lists packets in ascending order where they came out of order', () => {
    const run = new RecordRun()
    run.layer.push(serverHello, 0, 20, 9, 900)
    run.layer.push(serverHello, 20, serverHello.length, 4, 400)
    expect(run.records[0]).toMatchObject({ frames: [4, 9], startedMicros: 400, completedMicros: 900 })
  })

  it('reads an SSLv2-format hello only as the client’s first record', () => {
    const hello = Uint8Array.of(0x80, 0x2e, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10, ...new Uint8Array(37))
    const run = new RecordRun({ mayStartSslv2: true })
      .packet(hello.slice(0, 7))
      .packet(hello.slice(7), alertRecord)
    expect(run.summary).toEqual(['22/46 @1,2', '21/2 @2'])
    expect(run.records[0]).toMatchObject({ sslv2: true, version: 2, payload: hello.slice(2) })
    expect(new RecordRun().packet(hello).problems).toHaveLength(1)
    expect(new RecordRun({ mayStartSslv2: true }).packet(alertRecord, hello).problems).toHaveLength(1)
  })

  it('yields the same records however the bytes are cut into packets', () => {
    const stream = [
      clientHello,
      ccs,
      data,
      record(22, handshakeMessage(11, 3000)),
      record(23, new Uint8Array(0)),
      alertRecord,
    ]
    const whole = Uint8Array.from(stream.flatMap((piece) => [...piece]))
    const expected = new RecordRun()
      .packet(whole)
      .records.map(({ contentType, length, payload }) => ({ contentType, length, payload }))
    expect(expected).toHaveLength(6)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: whole.length - 1 }), { maxLength: 40 }), (cuts) => {
        const run = new RecordRun()
        const borders = [0, ...[...new Set(cuts)].sort((a, b) => a - b), whole.length]
        const arrivedIn = (at: number): number => borders.findIndex((border) => border > at)
        borders.slice(1).forEach((border, index) => {
          run.packet(whole.slice(borders[index], border))
        })
        expect(
          run.records.map(({ contentType, length, payload }) => ({ contentType, length, payload })),
        ).toEqual(expected)
        let at = 0
        for (const { length, frames } of run.records) {
          const first = arrivedIn(at)
          const last = arrivedIn(at + 4 + length)
          expect(frames).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i))
          at += 5 + length
        }
        expect(run.end().lostBytes).toBe(0)
      }),
    )
  })
})

describe('lost bytes', () => {
  it('goes on behind a hole that lies inside a record', () => {
    const run = new RecordRun().packet(data.slice(0, 100)).lose(200).packet(data.slice(300), alertRecord)
    expect(run.summary).toEqual(['23/500 cut @1', '21/2 @3'])
    expect(run.lostBytes).toBe(200)
  })

  it('hands on what there is of a handshake record before the hole', () => {
    const hello = record(22, handshakeMessage(11, 1000))
    const run = new RecordRun().packet(hello.slice(0, 400)).lose(605).packet(hello.slice(1005), ccs)
    expect(run.summary).toEqual(['22/1004 cut @1', '20/1 @3'])
    expect(run.records[0]?.payload).toEqual(hello.slice(5, 400))
  })

  it('finds the next record behind a hole that ends inside another', () => {
    const run = new RecordRun().packet(clientHello).lose(1000)
    run.packet(
      new Uint8Array(70).fill(3),
      record(22, handshakeMessage(12, 300)),
      record(22, handshakeMessage(14, 0)),
    )
    expect(run.summary).toEqual(['22/184 @1', '22/304 @3', '22/4 @3'])
    expect(run.lostBytes).toBe(1070)
    expect(run.problems).toEqual([])
  })

  it('keeps the packets of a record found late', () => {
    const run = new RecordRun({ startsMidway: true })
      .packet(new Uint8Array(20), data.slice(0, 200))
      .packet(data.slice(200, 480))
    run.packet(data.slice(480), alertRecord.slice(0, 4)).packet(alertRecord.slice(4))
    expect(run.summary).toEqual(['23/500 @1,2,3', '21/2 @3,4'])
    expect(run.lostBytes).toBe(20)
  })

  it('loses a second hole together with what was held for judgement', () => {
    const run = new RecordRun().lose(10).packet(data.slice(0, 99)).lose(50).packet(alertRecord).end()
    expect(run.summary).toEqual(['21/2 @4'])
    expect(run.lostBytes).toBe(10 + 99 + 50)
  })

  it('cuts the record that the end of the stream interrupts', () => {
    expect(new RecordRun().packet(clientHello.slice(0, 60)).end().summary).toEqual(['22/184 cut @1'])
    const header = new RecordRun().packet(clientHello.slice(0, 4)).end()
    expect(header.summary).toEqual([])
    expect(header.lostBytes).toBe(4)
  })
})

describe('bytes that are no TLS', () => {
  it('reports where a header had to be, and finds the next one', () => {
    const run = new RecordRun().packet(
      clientHello,
      Uint8Array.from({ length: 40 }, () => 0x41),
      serverHello,
    )
    expect(run.summary).toEqual(['22/184 @1', '22/74 @1'])
    expect(run.problems).toMatchObject([{ offset: 189, found: '4141414141', frame: 1 }])
    expect(run.lostBytes).toBe(40)
  })

  it('stops after a bounded number of contradictions and counts the rest', () => {
    const run = new RecordRun()
    const total = 300
    for (let i = 0; i < total; i++) run.packet(Uint8Array.of(1, 2, 3, 4, 5, 6), ccs)
    run.end()
    expect(run.problems).toHaveLength(17)
    expect(run.records).toHaveLength(16)
    expect(run.lostBytes + 6 * 16).toBe(total * 12)
  })

  it('accounts for every byte and never throws, whatever comes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom(clientHello, serverHello, alertRecord, ccs, data),
      fc.integer({ min: 1, max: 900 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, startsMidway) => {
        const run = new RecordRun({ startsMidway })
        let fed = 0
        for (const item of pieces) {
          if (typeof item === 'number') run.lose(item)
          else run.packet(item)
          fed += typeof item === 'number' ? item : item.length
        }
        run.end()
        const whole = run.records.filter(({ cut }) => !cut).reduce((sum, { length }) => sum + 5 + length, 0)
        const begun = run.records.filter(({ cut }) => cut).reduce((sum, { length }) => sum + 5 + length, 0)
        expect(whole + run.lostBytes).toBeLessThanOrEqual(fed + begun)
        expect(whole + begun + run.lostBytes).toBeGreaterThanOrEqual(fed)
      }),
      { numRuns: 500 },
    )
  })
})
