import { describe, expect, it } from 'vitest'
import { Wire } from '../../../support/tcp/segments.ts'

function marksOf(wire: Wire): string[] {
  return wire.seen.marks.map(({ direction, mark, frame }) => `${direction} ${mark.kind} @${frame}`)
}

describe('order', () => {
  it('delivers both directions as they come', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'hello' }).b(1, 6, { data: 'world' }).end()
    expect(wire.seen.lines).toEqual([
      'opened 0',
      '0 SYN @1',
      '1 SYN-ACK @2',
      '0 "hello" @4',
      '1 "world" @5',
      'closed 0 end',
    ])
    const stream = wire.seen.streams[0]
    expect(stream?.initiator).toEqual({ address: '0.0.0.1', port: 40_000 })
    expect(stream?.responder).toEqual({ address: '0.0.0.2', port: 443 })
    expect(stream?.synSeen).toBe(true)
  })

  it('holds back what came too early and keeps each packet apart', () => {
    const wire = new Wire().handshake()
    wire.a(7, 1, { data: 'three' }).a(4, 1, { data: 'two' }).a(1, 1, { data: 'one' })
    expect(wire.seen.payload).toEqual(['0 "one" @6', '0 "two" @5', '0 "three" @4'])
  })

  it('wraps at 2^32', () => {
    const wire = new Wire({ aIsn: 0xffff_fffd }).handshake()
    wire.a(5, 1, { data: 'ef' }).a(1, 1, { data: 'ab' }).a(3, 1, { data: 'cd' }).b(1, 7)
    expect(wire.seen.of(0, 0)).toBe('abcdef')
    expect(wire.seen.streams[0]?.sides[0].acknowledged).toBe(6)
  })

  it('delivers data that rides on a SYN', () => {
    const wire = new Wire().a(0, null, { flags: 'S', data: 'fast' }).b(0, 5, { flags: 'SA' })
    wire.a(5, 1, { data: 'er' })
    expect(wire.seen.of(0, 0)).toBe('faster')
  })
})

describe('holes', () => {
  it('gives up missing bytes when an answer acknowledges what stands behind them', () => {
    const wire = new Wire().handshake().a(4, 1, { data: 'def' }).b(1, 7, { data: 'ok' })
    expect(wire.seen.payload).toEqual(['0 hole 3 @4', '0 "def" @4', '1 "ok" @5'])
    expect(wire.seen.streams[0]?.sides[0].missingBytes).toBe(3)
  })

  it('waits a few packets when a bare acknowledgement comes before the data it speaks of', () => {
    const wire = new Wire().handshake().b(1, 4).a(1, 1, { data: 'abc' }).a(4, 1, { data: 'd' }).end()
    expect(wire.seen.payload).toEqual(['0 "abc" @5', '0 "d" @6'])
  })

  it('gives up acknowledged bytes that nothing stands behind', () => {
    const wire = new Wire().handshake().b(1, 11).a(11, 1).a(11, 1).a(11, 1).a(11, 1)
    expect(wire.seen.payload).toEqual(['0 hole 10 @8'])
  })

  it('delivers at the end what waits behind a hole', () => {
    const wire = new Wire().handshake().a(3, 1, { data: 'cd' }).a(7, 1, { data: 'gh' }).end()
    expect(wire.seen.of(0, 0)).toBe('__cd__gh')
  })

  it('counts the hole before a FIN', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'ab' }).a(6, 1, { flags: 'F' }).end()
    expect(wire.seen.of(0, 0)).toBe('ab___')
    expect(marksOf(wire)).toContain('0 FIN @5')
  })

  it('takes no hole from the acknowledgement of a FIN that was not captured', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'ab' }).b(1, 4).end()
    expect(wire.seen.of(0, 0)).toBe('ab')
    expect(wire.seen.streams[0]?.sides[0].missingBytes).toBe(0)
  })

  it('turns bytes cut off by the snaplen into a hole behind the captured ones', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'head', missing: 96 }).a(101, 1, { data: 'next' })
    expect(wire.seen.payload).toEqual(['0 "head" @4', '0 hole 96 @4', '0 "next" @5'])
    expect(wire.seen.streams[0]?.sides[0]).toMatchObject({ snappedBytes: 96, missingBytes: 96 })
  })

  it('does so out of order too', () => {
    const wire = new Wire().handshake().a(5, 1, { data: 'ef', missing: 2 }).a(1, 1, { data: 'abcd' })
    expect(wire.seen.payload).toEqual(['0 "abcd" @5', '0 "ef" @4', '0 hole 2 @4'])
  })

  it('drops bytes that come after their hole was given up, without calling them repeated', () => {
    const wire = new Wire().handshake().a(4, 1, { data: 'def' }).b(1, 7, { data: 'ok' })
    wire.a(1, 3, { data: 'abc' }).end()
    expect(wire.seen.of(0, 0)).toBe('___def')
    expect(wire.seen.streams[0]?.sides[0].retransmissions).toBe(0)
  })
})

describe('retransmissions', () => {
  it('marks repeated payload and delivers it once', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'hello' }).a(1, 1, { data: 'hello' })
    expect(wire.seen.of(0, 0)).toBe('hello')
    expect(wire.seen.marks.at(-1)?.mark).toEqual({
      kind: 'Retransmission',
      bytes: 5,
      differs: false,
      ofSyn: false,
    })
    expect(wire.seen.streams[0]?.sides[0]).toMatchObject({
      retransmissions: 1,
      unansweredRetransmissions: 1,
      firstUnanswered: { offset: 0, length: 5, frame: 5 },
    })
    wire.b(1, 6)
    expect(wire.seen.streams[0]?.sides[0]).toMatchObject({
      retransmissions: 1,
      unansweredRetransmissions: 0,
      firstUnanswered: null,
      unacknowledged: 0,
    })
  })

  it('keeps the first bytes where a repetition differs, delivered or waiting', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'hello' }).a(1, 1, { data: 'jello' })
    wire.a(8, 1, { data: 'one' }).a(8, 1, { data: 'two' }).a(6, 1, { data: '..' })
    expect(wire.seen.of(0, 0)).toBe('hello..one')
    const differing = wire.seen.marks.filter(({ mark }) => mark.kind === 'Retransmission' && mark.differs)
    expect(differing.map(({ frame }) => frame)).toEqual([5, 7])
  })

  it('delivers the new end of a segment that repeats its start', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'abcd' }).a(3, 1, { data: 'cdef' })
    expect(wire.seen.payload).toEqual(['0 "abcd" @4', '0 "ef" @5'])
    expect(wire.seen.streams[0]?.sides[0].retransmissions).toBe(1)
  })

  it('fills the gaps between waiting pieces from one segment that covers them', () => {
    const wire = new Wire()
      .handshake()
      .a(3, 1, { data: 'C' })
      .a(5, 1, { data: 'E' })
      .a(2, 1, { data: 'bcdefg' })
    wire.a(1, 1, { data: 'a' })
    expect(wire.seen.of(0, 0)).toBe('abCdEfg')
  })

  it('does not count keep-alives', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'abc' }).b(1, 4).a(3, 1, { data: 'c' }).a(3, 1)
    expect(wire.seen.streams[0]?.sides[0].retransmissions).toBe(0)
  })

  it('does not count the bytes of a zero-window probe that is sent again and again', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'abc' }).b(1, 4, { window: 0 })
    wire.a(4, 1, { data: 'd' }).a(4, 1, { data: 'd' }).a(4, 1, { data: 'd' }).b(1, 4).a(4, 1, { data: 'def' })
    expect(wire.seen.of(0, 0)).toBe('abcdef')
    expect(wire.seen.streams[0]?.sides[0].retransmissions).toBe(0)
  })

  it('does not take a packet captured twice for a retransmission', () => {
    const wire = new Wire().handshake()
    wire
      .a(1, 1, { data: 'abc', ipId: 77, at: 2_000_000 })
      .a(1, 1, { data: 'abc', ipId: 77, at: 2_000_004, ttl: 63 })
    expect(wire.seen.streams[0]?.sides[0].retransmissions).toBe(0)
    wire.a(1, 1, { data: 'abc', ipId: 78, at: 2_300_000 })
    expect(wire.seen.streams[0]?.sides[0].retransmissions).toBe(1)
  })

  it('marks repeated SYNs and stays with their stream', () => {
    const wire = new Wire()
      .a(0, null, { flags: 'S' })
      .a(0, null, { flags: 'S' })
      .a(0, null, { flags: 'S' })
      .end()
    expect(wire.seen.streams).toHaveLength(1)
    expect(wire.seen.marks.map(({ mark }) => mark.kind)).toEqual(['SYN', 'Retransmission', 'Retransmission'])
    expect(wire.seen.marks[1]?.mark).toMatchObject({ ofSyn: true, bytes: 0 })
  })
})

describe('ends', () => {
  it('closes with fin a while after both sides did, half-close included', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'bye', flags: 'F' }).b(1, 5, { data: 'late' })
    wire.b(5, 5, { flags: 'F' }).a(5, 6)
    expect(wire.seen.lines).not.toContain('closed 0 fin')
    wire.reassembler.advance(wire.micros + 10_000_000)
    expect(wire.seen.lines.slice(3)).toEqual([
      '0 "bye" @4',
      '0 FIN @4',
      '1 "late" @5',
      '1 FIN @6',
      'closed 0 fin',
    ])
    wire.end()
    expect(wire.seen.lines.at(-1)).toBe('closed 0 fin')
  })

  it('marks a RST with its own TTL beside that of the other packets, and counts what follows it', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'hello' })
    wire.b(1, 6, { flags: 'R', ttl: 128, ipId: 9 }).a(1, 1, { data: 'hello' }).end()
    const rst = wire.seen.marks.find(({ mark }) => mark.kind === 'RST')
    expect(rst?.mark).toEqual({ kind: 'RST', ttl: 128, ipId: 9, acknowledged: true })
    expect(wire.seen.streams[0]?.sides[1]).toMatchObject({ ttl: 64, rstSeen: true })
    expect(wire.seen.streams[0]?.sides[0].retransmissions).toBe(1)
    expect(wire.seen.lines.at(-1)).toBe('closed 0 rst')
  })

  it('passes over what an older connection on the same ports answers to a SYN', () => {
    const wire = new Wire().a(0, null, { flags: 'S' }).b(700_000_000, 860_000_000)
    wire.a(860_000_000, null, { flags: 'R' }).a(0, null, { flags: 'S', at: 10_000_000 })
    wire.b(0, 1, { flags: 'SA' }).a(1, 1, { data: 'hello' }).b(1, 6, { data: 'world' }).end()
    expect(wire.seen.lines).toEqual([
      'opened 0',
      '0 SYN @1',
      '0 Retransmission @4',
      '1 SYN-ACK @5',
      '0 "hello" @6',
      '1 "world" @7',
      'closed 0 end',
    ])
  })

  it.each([1_600_000_000, 300_000_000])(
    'passes over copies whose sequence numbers a firewall has rewritten by %i',
    (far) => {
      const wire = new Wire().a(0, null, { flags: 'S' })
      wire.b(far, far, { flags: 'SA' }).b(0, 1, { flags: 'SA' }).a(1, 1, { data: 'hello' })
      wire
        .b(far + 1, far + 6, { data: 'world' })
        .b(1, 6, { data: 'world' })
        .end()
      expect(wire.seen.lines).toEqual([
        'opened 0',
        '0 SYN @1',
        '1 SYN-ACK @3',
        '0 "hello" @4',
        '1 "world" @6',
        'closed 0 end',
      ])
    },
  )

  it('goes on where a SYN was refused and its repetition accepted', () => {
    const wire = new Wire().a(0, null, { flags: 'S' }).b(-5000, 1, { flags: 'R' })
    wire.a(0, null, { flags: 'S' }).b(0, 1, { flags: 'SA' }).a(1, 1, { data: 'hello', at: 30_000_000 }).end()
    expect(wire.seen.of(0, 0)).toBe('hello')
    expect(wire.seen.lines.at(-1)).toBe('closed 0 end')
  })

  it('hands on the FIN only when the bytes before it have come', () => {
    const wire = new Wire().handshake().a(4, 1, { data: 'def', flags: 'F' }).a(1, 1, { data: 'abc' })
    expect(wire.seen.lines.slice(3)).toEqual(['0 "abc" @5', '0 "def" @4', '0 FIN @4'])
  })
})

describe('numbering', () => {
  it('opens a new stream for a SYN with another ISN on the same ports', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'one' })
    wire.aIsn = 777_000
    wire.bIsn = 888_000
    wire.handshake().a(1, 1, { data: 'two' }).end()
    expect(wire.seen.lines).toContain('closed 0 reused')
    expect(wire.seen.of(0, 0)).toBe('one')
    expect(wire.seen.of(1, 0)).toBe('two')
  })

  it('leaves packets after the close with the stream they belong to', () => {
    const wire = new Wire().handshake().b(1, 1, { flags: 'R' })
    wire.a(1, 1, { data: 'x', at: 60_000_000 }).end()
    expect(wire.seen.streams).toHaveLength(1)
    expect(wire.seen.of(0, 0)).toBe('')
  })

  it('takes the receiver of a SYN-ACK for the initiator', () => {
    const wire = new Wire().b(0, 1, { flags: 'SA' }).a(1, 1, { data: 'hi' }).end()
    expect(wire.seen.streams[0]).toMatchObject({ synSeen: false, initiator: { port: 40_000 } })
    expect(wire.seen.of(0, 0)).toBe('hi')
  })

  it('starts mid-way with the sender of the first packet, and knows from its acknowledgement what the other sent', () => {
    const wire = new Wire()
      .b(500, 100, { data: 'B' })
      .a(103, 501, { data: 'defg' })
      .b(501, 107, { data: 'C' })
      .end()
    expect(wire.seen.lines[0]).toBe('opened 0 mid-way')
    expect(wire.seen.streams[0]).toMatchObject({ synSeen: false, initiator: { port: 443 } })
    expect(wire.seen.of(0, 0)).toBe('BC')
    expect(wire.seen.of(0, 1)).toBe('___defg')
  })

  it('keeps IPv6 connections apart and writes their addresses as RFC 5952 does', () => {
    const wire = new Wire({ ipv6: true }).handshake().a(1, 1, { data: 'x' })
    wire.aPort = 40_001
    wire.handshake().end()
    expect(wire.seen.streams.map((stream) => stream.initiator)).toEqual([
      { address: '::1', port: 40_000 },
      { address: '::1', port: 40_001 },
    ])
  })
})

describe('numbering, packet by packet as Wireshark 4.0 numbers it', () => {
  type Packet = ['a' | 'b', number, number | null, string]
  const table: [string, Packet[], number[]][] = [
    [
      'a refused SYN sent again',
      [
        ['a', 100, null, 'S'],
        ['b', 0, 101, 'R'],
        ['a', 100, null, 'S'],
        ['b', 0, 101, 'R'],
      ],
      [0, 0, 0, 0],
    ],
    [
      'the same ISN after a close',
      [
        ['a', 100, null, 'S'],
        ['b', 500, 101, 'S'],
        ['a', 101, 501, 'F'],
        ['b', 501, 102, 'F'],
        ['a', 100, null, 'S'],
      ],
      [0, 0, 0, 0, 0],
    ],
    [
      'a reset first, then a SYN it does not speak of',
      [
        ['b', 0, 101, 'R'],
        ['a', 300, null, 'S'],
      ],
      [0, 1],
    ],
    [
      'a late start, its SYN, another SYN',
      [
        ['a', 101, 501, ''],
        ['a', 100, null, 'S'],
        ['a', 99, null, 'S'],
      ],
      [0, 0, 1],
    ],
    [
      'a SYN-ACK before its SYN',
      [
        ['b', 500, 101, 'S'],
        ['a', 100, null, 'S'],
      ],
      [0, 0],
    ],
    [
      'a SYN-ACK with another ISN',
      [
        ['a', 100, null, 'S'],
        ['b', 500, 101, 'S'],
        ['b', 900, 201, 'S'],
        ['a', 200, null, 'S'],
      ],
      [0, 0, 0, 1],
    ],
    [
      'both sides open',
      [
        ['a', 100, null, 'S'],
        ['b', 500, null, 'S'],
        ['b', 600, null, 'S'],
      ],
      [0, 0, 1],
    ],
    [
      'a bare reset, then the other side opens',
      [
        ['a', 100, null, 'R'],
        ['b', 300, null, 'S'],
      ],
      [0, 0],
    ],
    [
      'a bare reset, then its SYN and another',
      [
        ['a', 100, null, 'R'],
        ['a', 99, null, 'S'],
        ['a', 100, null, 'S'],
      ],
      [0, 0, 1],
    ],
    [
      'an old SYN after a new one',
      [
        ['a', 100, null, 'S'],
        ['b', 500, 101, 'S'],
        ['a', 900, null, 'S'],
        ['a', 100, null, 'S'],
      ],
      [0, 0, 1, 2],
    ],
  ]
  it.each(table)('%s', (_name, packets, expected) => {
    const wire = new Wire({ aIsn: 0, bIsn: 0 })
    const streams = packets.map(([from, sequence, acknowledgement, flags]) => {
      wire[from](sequence, acknowledgement, { flags })
      return wire.reassembler.streamCount - 1
    })
    expect(streams).toEqual(expected)
  })
})

describe('windows', () => {
  it('scales the window where both SYNs carried the option', () => {
    const wire = new Wire()
      .a(0, null, { flags: 'S', windowScale: 7 })
      .b(0, 1, { flags: 'SA', windowScale: 2 })
    wire.a(1, 1, { window: 501 })
    expect(wire.seen.streams[0]?.sides[0].window).toBe(501 * 128)
    const other = new Wire()
      .a(0, null, { flags: 'S', windowScale: 7 })
      .b(0, 1, { flags: 'SA' })
      .a(1, 1, { window: 501 })
    expect(other.seen.streams[0]?.sides[0].window).toBe(501)
  })
})

describe('limits', () => {
  it('remembers a bounded number of connections through a flood of SYNs', () => {
    const told: string[] = []
    const wire = new Wire({ limits: { connections: 100 }, limit: (kind) => told.push(kind) })
    wire.handshake().a(1, 1, { data: 'kept' })
    for (let port = 1; port <= 5000; port++) {
      wire.aPort = port
      wire.a(0, null, { flags: 'S' })
    }
    expect(wire.reassembler.remembered).toBe(100)
    expect(wire.seen.lines.filter((line) => line.startsWith('closed'))).toHaveLength(4901)
    expect(wire.seen.lines).not.toContain('closed 0 end')
    expect(told).toEqual(['connections'])
    wire.aPort = 40_000
    wire.a(5, 1, { data: '!' })
    expect(wire.seen.of(0, 0)).toBe('kept!')
  })

  it('closes the oldest idle connection where too many are open, and remembers its number', () => {
    const told: string[] = []
    const wire = new Wire({ limits: { open: 2 }, limit: (kind) => told.push(kind) })
    for (const port of [1, 2, 3]) {
      wire.aPort = port
      wire.handshake().a(1, 1, { data: 'x' })
    }
    expect(told).toEqual(['open'])
    expect(wire.seen.lines).toContain('closed 0 end')
    wire.aPort = 1
    wire.a(2, 1, { data: 'late' })
    expect(wire.reassembler.streamCount).toBe(3)
    expect(wire.seen.of(0, 0)).toBe('x')
  })

  it('has the number of its SYN when it is answered after thousands of others', () => {
    const wire = new Wire({ limits: { open: 4 } })
    wire.a(0, null, { flags: 'S', mss: 1460, windowScale: 7, ttl: 61, ipId: 77, window: 1024 })
    for (let port = 1; port <= 5000; port++) {
      wire.aPort = port
      wire.a(0, null, { flags: 'S' })
    }
    expect(wire.seen.lines).toEqual([])
    wire.aPort = 40_000
    wire.b(0, 1, { flags: 'SA', windowScale: 2 }).a(1, 1, { data: 'hello' })
    expect(wire.seen.lines).toEqual(['opened 0', '0 SYN @1', '1 SYN-ACK @5002', '0 "hello" @5003'])
    const [stream] = wire.seen.streams
    expect(stream).toMatchObject({ index: 0, firstFrame: 1, startedMicros: 1_001_000, synSeen: true })
    expect(stream?.initiator).toEqual({ address: '0.0.0.1', port: 40_000 })
    expect(stream?.sides[0]).toMatchObject({ mss: 1460, ttl: 64, window: 65_535 * 128 })
  })

  it('tells SYNs that nothing followed at the end, in order of number among the others', () => {
    const wire = new Wire({ ipv6: true })
    for (const port of [1, 2, 3, 4]) {
      wire.aPort = port
      wire.a(0, null, { flags: 'S' })
      if (port === 2) wire.b(0, 1, { flags: 'SA' })
    }
    wire.end()
    const closed = wire.seen.lines.filter((line) => line.startsWith('closed'))
    expect(closed).toEqual(['closed 0 end', 'closed 1 end', 'closed 2 end', 'closed 3 end'])
    expect(wire.seen.streams.map(({ initiator }) => initiator)).toContainEqual({ address: '::1', port: 4 })
  })

  it('gives up a gap when too much waits behind it', () => {
    const told: string[] = []
    const wire = new Wire({
      limits: { waitingPiecesPerSide: 10 },
      limit: (kind) => told.push(kind),
    }).handshake()
    for (let i = 0; i < 11; i++) wire.a(11 + 2 * i, 1, { data: 'x' })
    expect(told).toEqual(['waiting-side'])
    expect(wire.seen.payload).toEqual(['0 hole 10 @4', '0 "x" @4'])
    wire.end()
    expect(wire.seen.of(0, 0)).toBe(`${'_'.repeat(10)}x${'_x'.repeat(10)}`)
  })

  it('holds no more than the common budget behind the gaps of all connections', () => {
    const told: string[] = []
    const wire = new Wire({ limits: { waitingBytes: 2000 }, limit: (kind) => told.push(kind) })
    for (let port = 1; port <= 20; port++) {
      wire.aPort = port
      wire.handshake().a(5, 1, { data: 'late' })
    }
    expect(told).toEqual(['waiting-total'])
    expect(wire.seen.lines.filter((line) => line.includes('hole'))).toHaveLength(5)
  })
})

describe('connections by the thousand', () => {
  it('are not remembered beyond the limit where all are refused at one instant', () => {
    const wire = new Wire({ limits: { connections: 100 } })
    for (let port = 1024; port < 21_024; port++) {
      wire.aPort = port
      wire.a(0, null, { flags: 'S', at: 5_000_000 }).b(0, 1, { flags: 'RA', at: 5_000_000 })
    }
    expect(wire.reassembler.remembered).toBeLessThanOrEqual(100)
    expect(wire.reassembler.lingering).toBeLessThan(10_000)
    expect(wire.seen.lines.filter((line) => line.startsWith('closed')).length).toBeGreaterThan(19_000)
  })

  it('are told as soon as both sides have acknowledged the end, else a while later', () => {
    const wire = new Wire().handshake().a(1, 1, { flags: 'F' }).b(1, 2, { flags: 'F' })
    wire.reassembler.advance(wire.micros + 1_900_000)
    expect(wire.seen.lines).not.toContain('closed 0 fin')
    const acknowledged = new Wire().handshake().a(1, 1, { flags: 'F' }).b(1, 2, { flags: 'F' }).a(2, 2)
    acknowledged.reassembler.advance(acknowledged.micros + 249_000)
    expect(acknowledged.seen.lines).not.toContain('closed 0 fin')
    acknowledged.reassembler.advance(acknowledged.micros + 251_000)
    expect(acknowledged.seen.lines).toContain('closed 0 fin')
  })
})
