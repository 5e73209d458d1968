import type { Transport, TransportSide } from '../../../shared/conversation/conversation.ts'
import type { Peer } from '../../../shared/conversation/vocabulary.ts'

/** Numbers that `writeTransport` writes. */
export const TRANSPORT_NUMBERS = 8 + 2 * 15

const CLOSED = ['fin', 'rst', 'reused', 'end'] as const
const PEERS = ['client', 'server'] as const satisfies readonly Peer[]

/** How a connection fared, as numbers one behind the other; `readTransport` undoes it. */
export function writeTransport(to: { f64(value: number): void }, transport: Transport): void {
  to.f64(Number(transport.synSeen))
  to.f64(Number(transport.synAckSeen))
  to.f64(Number(transport.refused))
  to.f64(transport.synRetransmissions)
  to.f64(Number(transport.startsMidway))
  to.f64(CLOSED.indexOf(transport.closed))
  to.f64(transport.firstCloser === null ? Number.NaN : PEERS.indexOf(transport.firstCloser))
  to.f64(transport.silenceMicros)
  writeSide(to, transport.client)
  writeSide(to, transport.server)
}

export function readTransport(from: { f64(): number }): Transport {
  return {
    synSeen: from.f64() === 1,
    synAckSeen: from.f64() === 1,
    refused: from.f64() === 1,
    synRetransmissions: from.f64(),
    startsMidway: from.f64() === 1,
    closed: CLOSED[from.f64()] ?? 'end',
    firstCloser: PEERS[from.f64()] ?? null,
    silenceMicros: from.f64(),
    client: readSide(from),
    server: readSide(from),
  }
}

function writeSide(to: { f64(value: number): void }, side: TransportSide): void {
  to.f64(side.delivered)
  to.f64(Number(side.ackSeen))
  to.f64(side.duplicateAcks)
  to.f64(side.unacknowledged)
  to.f64(side.retransmissions)
  to.f64(side.unansweredRetransmissions)
  to.f64(side.largestPayload)
  to.f64(side.mss)
  to.f64(side.missingBytes)
  to.f64(side.snappedBytes)
  to.f64(side.window ?? Number.NaN)
  to.f64(side.ttl ?? Number.NaN)
  to.f64(side.resetTtl ?? Number.NaN)
  to.f64(Number(side.finSeen))
  to.f64(Number(side.rstSeen))
}

function readSide(from: { f64(): number }): TransportSide {
  return {
    delivered: from.f64(),
    ackSeen: from.f64() === 1,
    duplicateAcks: from.f64(),
    unacknowledged: from.f64(),
    retransmissions: from.f64(),
    unansweredRetransmissions: from.f64(),
    largestPayload: from.f64(),
    mss: from.f64(),
    missingBytes: from.f64(),
    snappedBytes: from.f64(),
    window: known(from.f64()),
    ttl: known(from.f64()),
    resetTtl: known(from.f64()),
    finSeen: from.f64() === 1,
    rstSeen: from.f64() === 1,
  }
}

function known(number: number): number | null {
  return Number.isNaN(number) ? null : number
}
