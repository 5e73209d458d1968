import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  HandshakeAssembler,
  type HandshakeFragment,
} from '../../../../../src/shared/tls/record/handshake-assembler.ts'
import { handshakeMessage, record } from '../../../../support/tcp/finder.ts'
import { MessageList, RecordRun } from '../../../../support/tcp/records.ts'

function fragment(payload: Uint8Array, frame: number, missing = 0): HandshakeFragment {
  return {
    payload,
    length: payload.length + missing,
    cut: missing > 0,
    frames: [frame],
    startedMicros: frame * 10,
    completedMicros: frame * 10,
    arrivals: [{ end: payload.length, frame, atMicros: frame * 10 }],
  }
}

function join(...pieces: Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]))
}

function run(...fragments: HandshakeFragment[]): MessageList {
  const list = new MessageList()
  const assembler = new HandshakeAssembler(list)
  for (const one of fragments) assembler.push(one)
  assembler.end()
  return list
}

const hello = handshakeMessage(2, 70)
const certificate = handshakeMessage(11, 900)
const done = handshakeMessage(14, 0)

describe('messages', () => {
  it('takes several from one record', () => {
    expect(run(fragment(join(hello, certificate, done), 3)).summary).toEqual([
      '2/74 @3',
      '11/904 @3',
      '14/4 @3',
    ])
  })

  it('joins one from several records, its header included', () => {
    const list = run(
      fragment(certificate.slice(0, 2), 1),
      fragment(certificate.slice(2, 3), 2),
      fragment(certificate.slice(3), 5),
    )
    expect(list.summary).toEqual(['11/904 @1,2,5'])
    expect(list.messages[0]).toMatchObject({ raw: certificate, startedMicros: 10, completedMicros: 50 })
  })

  it('names for each message of a record only the packets that carried it', () => {
    const list = new MessageList()
    const assembler = new HandshakeAssembler(list)
    const records = new RecordRun()
    const whole = record(22, join(hello, certificate, done))
    records.packet(whole.slice(0, 40)).packet(whole.slice(40, 500)).packet(whole.slice(500))
    for (const one of records.records) assembler.push(one)
    expect(list.summary).toEqual(['2/74 @1,2', '11/904 @2,3', '14/4 @3'])
  })

  it('yields the same messages however they are cut into records', () => {
    const all = join(hello, certificate, done, handshakeMessage(0, 0), handshakeMessage(99, 17))
    const expected = run(fragment(all, 1)).messages.map(({ raw }) => raw)
    expect(expected).toHaveLength(5)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: all.length - 1 }), { maxLength: 60 }), (cuts) => {
        const borders = [0, ...[...new Set(cuts)].sort((a, b) => a - b), all.length]
        const fragments = borders
          .slice(1)
          .map((border, at) => fragment(all.slice(borders[at], border), at + 1))
        expect(run(...fragments).messages.map(({ raw }) => raw)).toEqual(expected)
      }),
    )
  })

  it('hands on at the end what there is of a message that announced more', () => {
    const list = run(fragment(Uint8Array.of(11, 0xff, 0xff, 0xff, 1, 2, 3), 4))
    expect(list.summary).toEqual(['11/7 cut @4'])
    expect(list.messages[0]?.raw.buffer.byteLength).toBeLessThan(64)
    expect(run(fragment(Uint8Array.of(1, 0), 4)).summary).toEqual(['1/2 cut @4'])
  })
})

describe('lost bytes', () => {
  it('skips the rest of a broken message and goes on with the next', () => {
    const list = run(
      fragment(certificate.slice(0, 300), 1, 100),
      fragment(join(certificate.slice(400), done), 2),
    )
    expect(list.summary).toEqual(['11/300 cut @1', '14/4 @2'])
    expect(list.problems).toEqual([])
  })

  it('goes on at the next record where the loss ended exactly with the message', () => {
    const list = run(fragment(certificate.slice(0, 300), 1, 604), fragment(done, 2))
    expect(list.summary).toEqual(['11/300 cut @1', '14/4 @2'])
  })

  it('skips records that cannot start a message when the alignment is lost', () => {
    const list = new MessageList()
    const assembler = new HandshakeAssembler(list)
    assembler.push(fragment(certificate.slice(0, 300), 1))
    assembler.lost()
    assembler.push(
      fragment(
        Uint8Array.from({ length: 50 }, () => 0xaa),
        2,
      ),
    )
    assembler.push(fragment(done, 3))
    expect(list.summary).toEqual(['11/300 cut @1', '14/4 @3'])
    expect(list.problems.map(({ kind, frame }) => `${kind} @${frame}`)).toEqual(['lost-alignment @2'])
  })
})

describe('behind a record layer that loses bytes', () => {
  function follow(records: RecordRun): { list: MessageList; feed: () => void } {
    const list = new MessageList()
    const assembler = new HandshakeAssembler(list)
    records.onLost = (insideRecord) => {
      for (const one of records.records.splice(0)) assembler.push(one)
      if (!insideRecord) assembler.lost()
    }
    return {
      list,
      feed: () => {
        for (const one of records.records.splice(0)) assembler.push(one)
        assembler.end()
      },
    }
  }
  const chain = handshakeMessage(11, 3000)
  const stream = join(
    record(22, join(hello, chain.slice(0, 1500))),
    record(22, chain.slice(1500)),
    record(22, done),
  )

  it('reads on behind a hole inside the first record of a certificate chain', () => {
    const records = new RecordRun()
    const { list, feed } = follow(records)
    records.packet(stream.slice(0, 1000)).lose(500).packet(stream.slice(1500))
    feed()
    expect(list.summary).toEqual(['2/74 @1', '11/921 cut @1', '14/4 @3'])
    expect(list.problems).toEqual([])
  })

  it('reads on behind a hole that reaches into the next record', () => {
    const records = new RecordRun()
    const { list, feed } = follow(records)
    records.packet(stream.slice(0, 1000)).lose(1000).packet(stream.slice(2000))
    feed()
    expect(list.summary).toEqual(['2/74 @1', '11/921 cut @1', '14/4 @3'])
  })
})

describe('problems', () => {
  it('notes an empty handshake record', () => {
    expect(run(fragment(new Uint8Array(0), 7)).problems).toMatchObject([{ kind: 'empty-record', frame: 7 }])
  })

  it('notes another content type in the middle of a message, once, and still joins it', () => {
    const list = new MessageList()
    const assembler = new HandshakeAssembler(list)
    assembler.otherRecord(21, fragment(done, 1))
    assembler.push(fragment(certificate.slice(0, 300), 1))
    assembler.otherRecord(23, fragment(done, 2))
    assembler.otherRecord(23, fragment(done, 3))
    assembler.push(fragment(certificate.slice(300), 4))
    expect(list.summary).toEqual(['11/904 @1,4'])
    expect(list.problems.map(({ kind, frame }) => `${kind} @${frame}`)).toEqual(['interleaved @2'])
  })

  it('never throws on random payloads and keeps no more than it was given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.nat(3)), { maxLength: 30 }),
        (payloads) => {
          const list = run(...payloads.map(([payload, missing], at) => fragment(payload, at + 1, missing)))
          const given = payloads.reduce((sum, [payload]) => sum + payload.length, 0)
          expect(list.messages.reduce((sum, { raw }) => sum + raw.length, 0)).toBeLessThanOrEqual(given)
        },
      ),
    )
  })
})
