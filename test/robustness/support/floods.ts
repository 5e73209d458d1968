import { encodeHandshakeRecords } from '../../../src/shared/tls/encode/index.ts'
import { CLIENT_HELLO } from '../../support/tls-samples.ts'
import { CLIENT_ISN, opening, RST, SYN, segments, tcpFrame } from './flood.ts'

/** Captures that ask for as much memory as they can get. Each takes how many of its kind, and begins at a client's number. */
export type Flood = (count: number, first?: number) => Generator<Uint8Array>

const hello = encodeHandshakeRecords([CLIENT_HELLO.raw])
const RECORD = 16_384
const SEGMENT = 8_200
const MIB = 1024 * 1024

export const syns: Flood = (count, first = 0) =>
  each(count, first, (client) => [tcpFrame({ client, sequence: CLIENT_ISN, flags: SYN })])

export const refusals: Flood = (count, first = 0) =>
  each(count, first, (client) => [
    tcpFrame({ client, sequence: CLIENT_ISN, flags: SYN }),
    tcpFrame({ client, fromClient: false, sequence: 0, acknowledgement: CLIENT_ISN + 1, flags: RST }),
  ])

/** Hellos of which 200 bytes came. */
export const halfHellos: Flood = (count, first = 0) =>
  each(count, first, (client) => [
    tcpFrame({ client, sequence: CLIENT_ISN, flags: SYN }),
    ...segments(hello.subarray(0, 200), 200, { client }),
  ])

export const wholeHellos: Flood = (count, first = 0) =>
  each(count, first, (client) => [
    tcpFrame({ client, sequence: CLIENT_ISN, flags: SYN }),
    ...segments(hello, hello.length, { client }),
  ])

/** Records as long as they may be that lack their last byte. */
export const shortRecords: Flood = (count, first = 0) => {
  const record = new Uint8Array(5 + RECORD)
  record.set(CLIENT_HELLO.raw, 5)
  record.set([22, 3, 3, RECORD >> 8, RECORD & 255, 1, 0, (RECORD - 4) >> 8, (RECORD - 4) & 255])
  return each(count, first, (client) => [
    ...opening(client),
    ...segments(record.subarray(0, -1), SEGMENT, { client }),
  ])
}

/** Beginnings of no known protocol, a little shorter than what they are looked through for. */
export const longUnknown: Flood = (count, first = 0) => {
  const said = new Uint8Array(8_000).fill(0x78)
  return each(count, first, (client) => [...opening(client), ...segments(said, 1_000, { client })])
}

export const shortUnknown: Flood = (count, first = 0) => {
  const said = new Uint8Array(30).fill(0x78)
  return each(count, first, (client) => [...opening(client), ...segments(said, 30, { client })])
}

/** Messages of 4 MB, all of them growing at once, that lack their last record. */
export function* unfinishedMessages(
  count: number,
  first = 0,
  length = 4 * MIB - 2 * RECORD,
): Generator<Uint8Array> {
  yield* each(count, first, (client) => [...opening(client), ...segments(hello, hello.length, { client })])
  for (let at = 0; at < length; at += RECORD) {
    const record = handshakeRecord(RECORD, at === 0 ? 4 * MIB : null)
    yield* each(count, first, (client) =>
      segments(record, SEGMENT, {
        client,
        fromClient: false,
        offset: (at / RECORD) * record.length,
        acknowledged: hello.length,
      }),
    )
  }
}

/** Connections in which all but the first byte came. */
export const gaps: Flood = (count, first = 0) => {
  const behind = hello.subarray(1)
  return each(count, first, (client) => [
    ...opening(client),
    ...segments(behind, behind.length, { client, offset: 1 }),
    ...segments(new Uint8Array(1_400), 1_400, { client, fromClient: false, offset: 1 }),
  ])
}

/** All of these in turn. */
export function* everything(count: number): Generator<Uint8Array> {
  const kinds: Flood[] = [
    syns,
    refusals,
    halfHellos,
    wholeHellos,
    shortRecords,
    longUnknown,
    shortUnknown,
    gaps,
  ]
  const large = 64
  yield* unfinishedMessages(large, 0, MIB)
  for (let client = large; client < count; client++) yield* kinds[client % kinds.length]?.(1, client) ?? []
}

function* each(
  count: number,
  first: number,
  packets: (client: number) => Iterable<Uint8Array>,
): Generator<Uint8Array> {
  for (let client = first; client < first + count; client++) yield* packets(client)
}

/** A record of handshake content. @param announced length of the message that begins in it; `null`: one goes on */
function handshakeRecord(length: number, announced: number | null): Uint8Array {
  const record = new Uint8Array(5 + length)
  record.set([22, 3, 3, length >> 8, length & 255])
  if (announced !== null) record.set([11, announced >> 16, (announced >> 8) & 255, announced & 255], 5)
  return record
}
