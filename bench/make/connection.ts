import { ConversationWriter, type Exchange } from '../../src/main/capture-file/synthesise.ts'
import * as tls from '../../src/shared/tls/encode/index.ts'
import type { Cast } from './cast.ts'
import { type Flight, makePlay } from './handshakes.ts'
import type { Random } from './random.ts'

/** Yields the frames of one TLS connection from SYN to FIN, in order. */
export function* tlsConnection(
  random: Random,
  cast: Cast,
  number: number,
  bulk: number,
): Generator<Uint8Array> {
  const play = makePlay(random, cast)
  const client = {
    address: `10.${64 + ((number >> 16) & 63)}.${(number >> 8) & 255}.${number & 255}`,
    port: 32_768 + (number % 28_000),
  }
  const writer = new ConversationWriter(client, { address: play.server.address, port: 443 })
  const frames = function* (exchange: Omit<Exchange, 'atMicros'>): Generator<Uint8Array> {
    for (const frame of writer.frames({ ...exchange, atMicros: 0 })) yield frame.bytes
  }
  yield* frames({ from: 'client', kind: 'open' })
  for (const flight of play.handshake) yield* frames(flight)
  if (!play.served) return
  for (const flight of traffic(random, cast, bulk)) yield* frames(flight)
  // Sealed: TLS 1.3 shows no more of it than of other records.
  const closeNotify = play.tls13
    ? tls.encodeRecords(23, random.bytes(19))
    : tls.encodeRecords(21, random.bytes(26))
  yield* frames({ from: 'client', kind: 'data', bytes: closeNotify })
  yield* frames({ from: 'client', kind: 'fin' })
  yield* frames({ from: 'server', kind: 'fin' })
}

/** Requests of a few hundred bytes, answers in full records. */
function* traffic(random: Random, cast: Cast, bulk: number): Generator<Flight> {
  let left = bulk
  while (left > 0) {
    const request = 300 + random.below(900)
    yield { from: 'client', kind: 'data', bytes: applicationData(random, cast, request) }
    const answer = Math.min(left, 2_000 + random.below(60_000))
    yield { from: 'server', kind: 'data', bytes: applicationData(random, cast, answer) }
    left -= answer
  }
}

function applicationData(random: Random, cast: Cast, length: number): Uint8Array {
  const from = random.below(cast.bulk.length - length)
  return tls.encodeRecords(23, cast.bulk.subarray(from, from + length))
}
