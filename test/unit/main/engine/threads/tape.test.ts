import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectionSummary, RecordReceiver } from '../../../../../src/main/engine/record-receiver.ts'
import { TAPE_FULL } from '../../../../../src/main/engine/threads/tape.ts'
import { TapeReader } from '../../../../../src/main/engine/threads/tape-reader.ts'
import { TapeWriter } from '../../../../../src/main/engine/threads/tape-writer.ts'
import type { Peer } from '../../../../../src/shared/conversation/vocabulary.ts'

type Told = readonly [keyof RecordReceiver | 'open' | 'secrets', ...unknown[]]

const peer = fc.constantFrom<Peer>('client', 'server')
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const micros = fc.double({ min: 0, max: 4e15, noNaN: true })
const text = fc.string({ maxLength: 60, unit: 'binary' })
const count = fc.integer({ min: 0, max: 2 ** 50 })
const known = fc.option(count)

const record = fc.record({
  contentType: fc.integer({ min: 0, max: 255 }),
  version: fc.integer({ min: 0, max: 0xffff }),
  length: u32,
  payload: fc.uint8Array({ maxLength: 300 }),
  cut: fc.boolean(),
  sslv2: fc.boolean(),
  arrivals: fc.array(fc.record({ end: u32, frame: u32, atMicros: micros }), { maxLength: 3 }),
  frames: fc.array(u32, { maxLength: 20 }),
  startedMicros: micros,
  completedMicros: micros,
})

const side = fc.record({
  delivered: count,
  ackSeen: fc.boolean(),
  duplicateAcks: count,
  unacknowledged: count,
  retransmissions: count,
  unansweredRetransmissions: count,
  largestPayload: count,
  mss: count,
  missingBytes: count,
  snappedBytes: count,
  window: known,
  ttl: known,
  resetTtl: known,
  finSeen: fc.boolean(),
  rstSeen: fc.boolean(),
})

const endpoint = fc.record({ address: text, port: fc.integer({ min: 0, max: 65_535 }) })

const summary: fc.Arbitrary<ConnectionSummary> = fc.record({
  tcpStream: u32,
  client: endpoint,
  server: endpoint,
  startedMicros: micros,
  endedMicros: micros,
  startedBy: fc.option(fc.string({ minLength: 1, maxLength: 20 })),
  notTls: fc.constantFrom('http', 'other', 'nothing', null),
  transport: fc.record({
    synSeen: fc.boolean(),
    synAckSeen: fc.boolean(),
    refused: fc.boolean(),
    synRetransmissions: count,
    startsMidway: fc.boolean(),
    closed: fc.constantFrom('fin', 'rst', 'reused', 'end'),
    firstCloser: fc.option(peer),
    client: side,
    server: side,
    silenceMicros: micros,
  }),
})

const event = fc.oneof(
  fc.tuple(
    fc.constant('transport' as const),
    peer,
    text,
    u32,
    u32,
    micros,
    fc.option(fc.string({ minLength: 1, maxLength: 40 })),
  ),
  fc.tuple(
    fc.constant('plainHttp' as const),
    peer,
    fc.constantFrom('Request', 'Response'),
    text,
    u32,
    micros,
    u32,
  ),
  fc.tuple(fc.constant('record' as const), peer, record),
  fc.tuple(fc.constant('applicationData' as const), peer, record),
  fc.tuple(fc.constant('lost' as const), peer),
  fc.tuple(
    fc.constant('malformed' as const),
    peer,
    fc.record({ offset: count, expected: text, found: text, frame: u32, atMicros: micros }),
  ),
)

const connection = fc.record({ events: fc.array(event, { maxLength: 12 }), summary })

/** Writes down what it is told; payloads of application data are always wanted. */
function listener(told: Told[]): ConstructorParameters<typeof TapeReader>[0] {
  const note =
    (kind: Told[0]) =>
    (...what: unknown[]): void => {
      told.push([kind, ...what])
    }
  return {
    open: () => {
      told.push(['open'])
      return {
        copiesPayloads: false,
        held: 0,
        transport: note('transport'),
        plainHttp: note('plainHttp'),
        record: note('record'),
        applicationData: note('applicationData'),
        wantsApplicationData: () => true,
        lost: note('lost'),
        malformed: note('malformed'),
        finish: note('finish'),
      }
    },
    secrets: note('secrets'),
  }
}

function tell(receiver: RecordReceiver, [kind, ...what]: readonly [string, ...unknown[]]): void {
  const tellers = receiver as unknown as Record<string, (...what: unknown[]) => void>
  tellers[kind]?.(...what)
}

/** Application data without a payload is told without arrivals: nobody wanted it. */
function asPlayed([kind, from, ...what]: readonly [string, ...unknown[]]): Told {
  const [given] = what
  if (kind !== 'applicationData' || !isEmpty(given)) return [kind as Told[0], from, ...what]
  return [kind, from, { ...given, arrivals: [] }]
}

function isEmpty(value: unknown): value is { payload: Uint8Array } {
  return typeof value === 'object' && value !== null && 'payload' in value && isEmptyBytes(value.payload)
}

function isEmptyBytes(value: unknown): boolean {
  return value instanceof Uint8Array && value.length === 0
}

describe('a tape', () => {
  it('plays each connection as it was told, whole, in the order in which they ended', () => {
    fc.assert(
      fc.property(fc.array(connection, { maxLength: 6 }), fc.boolean(), (connections, takenBetween) => {
        const tape = new TapeWriter()
        const told: Told[] = []
        const reader = new TapeReader(listener(told))
        const receivers = connections.map(() => tape.receiver())
        const longest = Math.max(0, ...connections.map(({ events }) => events.length))
        // All are open at once.
        for (let at = 0; at < longest; at++) {
          connections.forEach(({ events }, index) => {
            const receiver = receivers[index]
            const next = events[at]
            if (receiver !== undefined && next !== undefined) tell(receiver, next)
          })
        }
        const play = (): void => {
          const { buffer, length } = tape.take()
          reader.play(new Uint8Array(buffer, 0, length))
          tape.giveBack(buffer)
        }
        connections.forEach((one, index) => {
          receivers[index]?.finish(one.summary)
          if (takenBetween) play()
        })
        play()
        expect(told).toEqual(
          connections.flatMap(({ events, summary }): Told[] => [
            ['open'],
            ...events.map(asPlayed),
            ['finish', summary],
          ]),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('holds a connection that is larger than itself', () => {
    const tape = new TapeWriter()
    const receiver = tape.receiver()
    const payload = new Uint8Array(16_384).fill(7)
    const base = { contentType: 22, version: 0x0303, length: payload.length, cut: false, sslv2: false }
    const when = { arrivals: [], frames: [1], startedMicros: 1, completedMicros: 2 }
    for (let at = 0; at < 100; at++) receiver.record('server', { ...base, ...when, payload })
    receiver.finish(fc.sample(summary, { numRuns: 1, seed: 1 })[0] as ConnectionSummary)
    const told: Told[] = []
    const { buffer, length } = tape.take()
    new TapeReader(listener(told)).play(new Uint8Array(buffer, 0, length))
    expect(told.filter(([kind]) => kind === 'record')).toHaveLength(100)
    expect(length).toBeGreaterThan(100 * payload.length)
  })

  it('is taken in the lengths of a usual tape, with what was written in order, where many end at once', () => {
    const tape = new TapeWriter()
    const said = fc.sample(summary, { numRuns: 1, seed: 1 })[0] as ConnectionSummary
    const payload = new Uint8Array(16_384).fill(7)
    const base = { contentType: 22, version: 0x0303, length: payload.length, cut: false, sslv2: false }
    const when = { arrivals: [], frames: [1], startedMicros: 1, completedMicros: 2 }
    for (let stream = 0; stream < 100; stream++) {
      const receiver = tape.receiver()
      receiver.record('server', { ...base, ...when, payload })
      receiver.finish({ ...said, tcpStream: stream })
    }
    const told: Told[] = []
    const reader = new TapeReader(listener(told))
    const written = tape.length
    let taken = 0
    while (tape.length > 0) {
      const { buffer, length } = tape.take()
      expect(buffer.byteLength).toBe(TAPE_FULL)
      taken += length
      reader.play(new Uint8Array(buffer, 0, length))
      tape.giveBack(buffer)
    }
    expect(taken).toBe(written)
    const ends = told.filter(([kind]) => kind === 'finish')
    expect(ends).toEqual(Array.from({ length: 100 }, (_, tcpStream) => ['finish', { ...said, tcpStream }]))
  })

  it('carries secrets between connections', () => {
    const tape = new TapeWriter()
    tape.secrets(Uint8Array.of(1, 2, 3))
    const told: Told[] = []
    const { buffer, length } = tape.take()
    new TapeReader(listener(told)).play(new Uint8Array(buffer, 0, length))
    expect(told).toEqual([['secrets', Uint8Array.of(1, 2, 3)]])
  })
})
