import { describe, expect, it } from 'vitest'
import { ConnectionReaders } from '../../../../src/main/engine/connection-readers.ts'
import { NOBODY } from '../../../../src/main/engine/record-receiver.ts'
import type { TcpStream } from '../../../../src/main/tcp/events.ts'
import { TcpReassembler } from '../../../../src/main/tcp/reassembler.ts'
import { PacketDecoder } from '../../../../src/shared/packet/decoder.ts'
import { LINKTYPE_ETHERNET } from '../../../../src/shared/packet/link-types.ts'
import { shortRecords } from '../../../robustness/support/floods.ts'

/** Reads frames; receivers keep nothing, so that only what readers hold themselves counts. */
function read(frames: Iterable<Uint8Array>) {
  const streams: TcpStream[] = []
  const told: string[] = []
  const readers = new ConnectionReaders(
    (stream) => {
      streams.push(stream)
      return NOBODY
    },
    () => true,
    (message) => told.push(message),
  )
  const reassembler = new TcpReassembler(readers)
  const decoder = new PacketDecoder({
    tcp: (segment) => reassembler.segment(segment),
    udp: () => {},
    icmp: () => {},
    other: () => {},
  })
  let count = 0
  for (const frame of frames) {
    count++
    decoder.decode(LINKTYPE_ETHERNET, frame, 0, frame.length, frame.length, count, count)
  }
  return { streams, told, readers }
}

describe('connections that hold much while they are open', () => {
  it('hold it as long as all of them together stay below the bound', () => {
    const { streams, told, readers } = read(shortRecords(1_000))
    expect(told).toEqual([])
    expect(readers.isAhead).toBe(false)
    expect(streams.every(({ consumer }) => consumer !== null)).toBe(true)
  })

  it('are judged early beyond it, the oldest first, and nothing of what they held is left', () => {
    const { streams, told } = read(shortRecords(2_000))
    expect(told).toEqual(['open connections hold more than 20 MiB: some were judged before their end'])
    const judged = streams.filter(({ consumer }) => consumer === null)
    expect(judged.length).toBeGreaterThan(400)
    expect(judged).toEqual(streams.slice(0, judged.length))
    for (const { sides } of judged) expect(sides.map(({ skimmer }) => skimmer)).toEqual([null, null])
    expect(streams.at(-1)?.sides[0].skimmer).not.toBe(null)
  })

  it('tell when so much was handed on that whoever judges it should be waited for', () => {
    const { readers } = read(shortRecords(2_000))
    expect(readers.isAhead).toBe(true)
    readers.caughtUp()
    expect(readers.isAhead).toBe(false)
  })
})
