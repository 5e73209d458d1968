import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type ConversationRecord,
  ConversationWriter,
  SYNTHESISED,
  synthesiseCapture,
} from '../../../../src/main/capture-file/synthesise.ts'
import { checksum } from '../../../../src/main/capture-file/tcp-frame.ts'
import { Collector } from '../../../support/packets/collect.ts'
import { bytesOf, counting } from '../../../support/packets/frame.ts'
import { readAll } from '../../../support/packets/read.ts'

const START = 1_790_000_000_000_000
const HELLO = bytesOf('ClientHello')
const FLIGHT = counting(4000)

function conversation(client: string, server: string): ConversationRecord {
  return {
    client: { address: client, port: 50123 },
    server: { address: server, port: 443 },
    exchanges: [
      { atMicros: START, from: 'client', kind: 'open' },
      { atMicros: START + 800.25, from: 'client', kind: 'data', bytes: HELLO },
      { atMicros: START + 2000, from: 'server', kind: 'data', bytes: FLIGHT },
      { atMicros: START + 3000, from: 'server', kind: 'fin' },
      { atMicros: START + 4000, from: 'client', kind: 'data', bytes: HELLO },
      { atMicros: START + 5000, from: 'client', kind: 'fin' },
    ],
  }
}

async function segmentsOf(capture: Uint8Array) {
  const { packets } = await readAll(capture)
  const collector = new Collector()
  for (const packet of packets) collector.packet(packet.bytes)
  expect(collector.tcp).toHaveLength(packets.length)
  return collector.tcp
}

const FAMILIES = [
  ['IPv4', '10.0.0.4', '10.0.1.5', 1460],
  ['IPv6', '2001:db8::4', '2001:db8::5', 1440],
] as const

describe('a synthesised capture', () => {
  it.each(FAMILIES)(
    'carries the bytes of both sides over %s, in segments',
    async (_, client, server, mss) => {
      const segments = await segmentsOf(synthesiseCapture([conversation(client, server)]))
      const sent = (from: string) =>
        Uint8Array.from(
          segments.filter(({ source }) => source === from).flatMap(({ payload }) => [...payload]),
        )
      expect(sent(client)).toEqual(Uint8Array.from([...HELLO, ...HELLO]))
      expect(sent(server)).toEqual(FLIGHT)
      expect(Math.max(...segments.map(({ payload }) => payload.length))).toBe(mss)
      expect(segments.slice(0, 3).map(({ view }) => [view.flags, view.mss])).toEqual([
        [0x02, mss],
        [0x12, mss],
        [0x10, 0],
      ])
    },
  )

  it.each(FAMILIES)('numbers and acknowledges every byte over %s', async (_, client, server) => {
    const expected = new Map<string, number>()
    for (const { view, source, payload } of await segmentsOf(
      synthesiseCapture([conversation(client, server)]),
    )) {
      const known = expected.get(source)
      if (known !== undefined) expect(view.sequence).toBe(known)
      const peer = source === client ? server : client
      if (view.flags & 0x10) expect(view.acknowledgement).toBe(expected.get(peer))
      expected.set(source, view.sequence + payload.length + (view.flags & 0x03 ? 1 : 0))
    }
  })

  it.each(FAMILIES)('has the time of the SYN over %s, where it is known', async (_, client, server) => {
    const { exchanges, ...ends } = conversation(client, server)
    const syn = { atMicros: START - 700, from: 'client', kind: 'syn' } as const
    const whole = synthesiseCapture([{ ...ends, exchanges }])
    const timed = synthesiseCapture([{ ...ends, exchanges: [syn, ...exchanges] }])
    const [before, after] = [await readAll(whole), await readAll(timed)]
    expect(after.packets.map(({ bytes }) => bytes)).toEqual(before.packets.map(({ bytes }) => bytes))
    const at = ({ seconds, nanos }: { seconds: number; nanos: number }): number =>
      seconds * 1_000_000 + nanos / 1000
    expect(after.packets.slice(0, 4).map(at)).toEqual([START - 700, START, START, START + 800.25])
  })

  it('has the times of what happened, and right checksums', async () => {
    const { packets } = await readAll(synthesiseCapture([conversation('10.0.0.4', '10.0.1.5')]))
    expect(packets.map(({ nanos }) => nanos)).toEqual([
      0, 0, 0, 800_250, 800_250, 2_000_000, 2_000_000, 2_000_000, 2_000_000, 3_000_000, 3_000_000, 4_000_000,
      4_000_000, 5_000_000, 5_000_000,
    ])
    for (const { bytes } of packets) {
      const segment = bytes.subarray(34)
      const pseudo = Uint8Array.of(
        ...bytes.subarray(26, 34),
        0,
        6,
        segment.length >> 8,
        segment.length & 0xff,
      )
      expect(checksum(bytes.subarray(14, 34))).toBe(0)
      expect(checksum(pseudo, segment)).toBe(0)
    }
  })

  it('says of itself that it is synthesised', async () => {
    const capture = synthesiseCapture([conversation('10.0.0.4', '10.0.1.5')], {
      comment: 'Lab scenario: unknown CA',
      interfaceName: 'lab',
    })
    const { comments, interfaces } = await readAll(capture)
    expect(comments).toEqual([{ frame: null, text: `${SYNTHESISED}\nLab scenario: unknown CA` }])
    expect(interfaces).toMatchObject([{ linkType: 1, name: 'lab' }])
  })

  it('holds a key log only if it is given one', async () => {
    const record = [conversation('10.0.0.4', '10.0.1.5')]
    expect((await readAll(synthesiseCapture(record))).secrets).toEqual([])
    const { secrets } = await readAll(synthesiseCapture(record, { keyLog: 'CLIENT_RANDOM 00 11\n' }))
    expect(secrets).toEqual([{ type: 0x544c534b, bytes: bytesOf('CLIENT_RANDOM 00 11\n') }])
  })

  it('puts several connections in order of time', async () => {
    const one = conversation('10.0.0.4', '10.0.1.5')
    const two = conversation('10.0.0.4', '10.0.1.6')
    const { packets } = await readAll(synthesiseCapture([one, two]))
    const times = packets.map(({ nanos }) => nanos)
    expect(packets).toHaveLength(30)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('shows a refused connection, and nothing after a reset', async () => {
    const segments = await segmentsOf(
      synthesiseCapture([
        {
          ...conversation('10.0.0.4', '10.0.1.5'),
          exchanges: [
            { atMicros: START, from: 'client', kind: 'syn' },
            { atMicros: START + 100, from: 'server', kind: 'rst' },
            { atMicros: START + 200, from: 'client', kind: 'data', bytes: HELLO },
          ],
        },
      ]),
    )
    expect(segments.map(({ view }) => view.flags)).toEqual([0x02, 0x14])
    expect(segments[1]?.view.acknowledgement).toBe(((segments[0]?.view.sequence ?? 0) + 1) >>> 0)
  })

  it('refuses names and mixed families', () => {
    const at = (address: string) => ({ address, port: 1 })
    expect(() => new ConversationWriter(at('localhost'), at('10.0.0.1'))).toThrow(RangeError)
    expect(() => new ConversationWriter(at('::1'), at('10.0.0.1'))).toThrow(RangeError)
  })

  it('is found without fault by tshark', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'tlscope-synthesise-'))
    try {
      const path = join(folder, 'lab.pcapng')
      const records = [conversation('10.0.0.4', '10.0.1.5'), conversation('2001:db8::4', '2001:db8::5')]
      writeFileSync(path, synthesiseCapture(records))
      const faults = tsharkFaults(path)
      if (faults === null) {
        console.warn('skipped: tshark is not installed')
        context.skip()
      }
      expect(faults).toBe('')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

/** Frames with a bad checksum or anything odd in sequence numbers; `null` without tshark. */
function tsharkFaults(path: string): string | null {
  const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']
  const filter =
    'tcp.checksum.status == "Bad" or ip.checksum.status == "Bad" or tcp.analysis.flags or _ws.malformed'
  try {
    return execFileSync('tshark', ['-n', '-r', path, ...checks, '-Y', filter], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return null
    throw failure
  }
}
