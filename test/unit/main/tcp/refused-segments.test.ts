import { describe, expect, it } from 'vitest'
import { emptyIcmpError, type IcmpErrorView } from '../../../../src/shared/packet/icmp.ts'
import { Wire } from '../../../support/tcp/segments.ts'

/** An ICMP error about a segment of `a`, as `Wire` addresses it. @param sequence relative to its ISN */
function refused(wire: Wire, sequence: number, options: { port?: number } = {}): IcmpErrorView {
  const bytes = new Uint8Array(12)
  bytes[3] = 1
  bytes[7] = 2
  const error = emptyIcmpError()
  wire.micros += 1000
  Object.assign(error, { frame: ++wire.frame, atMicros: wire.micros, saidByAt: 8 })
  Object.assign(error.segment, {
    bytes,
    sourceAt: 0,
    destinationAt: 4,
    addressLength: 4,
    sourcePort: options.port ?? wire.aPort,
    destinationPort: 443,
    sequence: (wire.aIsn + sequence) >>> 0,
  })
  return error
}

function told(wire: Wire): string[] {
  return wire.seen.marks.map(({ mark }) => mark.kind)
}

describe('what ICMP says of a segment', () => {
  it('is told of the connection of a SYN that nothing else followed', () => {
    const wire = new Wire().a(0, null, { flags: 'S' })
    wire.reassembler.refused(refused(wire, 0))
    expect(told(wire)).toEqual(['SYN', 'ICMP'])
    expect(wire.seen.marks.at(-1)).toMatchObject({ direction: 0, frame: 2 })
  })

  it('is told of an open connection, in the direction of the segment', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'hello' })
    wire.reassembler.refused(refused(wire, 1))
    expect(told(wire).at(-1)).toBe('ICMP')
  })

  it('is not believed of what was never sent, nor of a flow that is not known', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'hello' })
    wire.reassembler.refused(refused(wire, 5000))
    wire.reassembler.refused(refused(wire, -500))
    wire.reassembler.refused(refused(wire, 1, { port: 40_001 }))
    expect(told(wire)).not.toContain('ICMP')
    expect(wire.reassembler.streamCount).toBe(1)
  })

  it('begins no more connections than may be open', () => {
    const wire = new Wire({ limits: { open: 2 } })
    for (let port = 40_000; port < 40_010; port++) {
      wire.aPort = port
      wire.a(0, null, { flags: 'S' })
      wire.reassembler.refused(refused(wire, 0))
    }
    expect(told(wire).filter((kind) => kind === 'ICMP')).toHaveLength(10)
    expect(wire.seen.streams).toHaveLength(10)
    wire.end()
  })
})

describe('duplicate acknowledgements', () => {
  it('are counted where the other side lacks what comes before', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'one' }).b(1, 4).a(10, 1, { data: 'late' }).b(1, 4)
    expect(wire.seen.streams[0]?.sides[0]).toMatchObject({ duplicateAcks: 1, unacknowledged: 10 })
    wire.end()
    expect(wire.seen.streams[0]?.sides[0]).toMatchObject({ missingBytes: 6, duplicateAcks: 1 })
  })

  it('are counted near the sender, too, while it sends again', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'first' }).a(6, 1, { data: 'rest' })
    wire.b(1, 1).a(1, 1, { data: 'first' }).b(1, 1)
    expect(wire.seen.streams[0]?.sides[0]).toMatchObject({ duplicateAcks: 2, unansweredRetransmissions: 1 })
  })

  it('are none where everything was acknowledged, nor where data comes the other way', () => {
    const wire = new Wire().handshake().a(1, 1, { data: 'ask' }).b(1, 4).b(1, 4)
    wire.a(4, 1, { data: 'more' }).b(1, 4, { data: 'answer' }).b(7, 4, { data: 'answer' })
    expect(wire.seen.streams[0]?.sides[0]).toMatchObject({ duplicateAcks: 0 })
  })

  it('tell nothing of a side that nobody answered', () => {
    const wire = new Wire().a(0, null, { flags: 'S' }).a(0, null, { flags: 'S' })
    expect(wire.seen.streams[0]?.sides[0]).toMatchObject({ ackSeen: false, duplicateAcks: 0 })
    const answered = new Wire().handshake()
    expect(answered.seen.streams[0]?.sides.map(({ ackSeen }) => ackSeen)).toEqual([true, true])
  })
})
