import { describe, expect, it } from 'vitest'
import { ACK, CLIENT_ISN, opening, pcap, SERVER_ISN, tcpFrame } from './support/flood.ts'
import {
  halfHellos,
  longUnknown,
  refusals,
  shortRecords,
  syns,
  unfinishedMessages,
} from './support/floods.ts'
import { analyseMeasured, growth, LINEAR, limitWarnings, MEMORY_BOUND } from './support/measure.ts'

/** Many more than are remembered at once; `TLSCOPE_SYNS` sets another number. */
const SYNS = Number(process.env.TLSCOPE_SYNS ?? 1_000_000)
/** What connections may hold, whatever they began to say; more of them must not hold more. */
const CONNECTIONS_BOUND = 100 * 1024 * 1024
const MINUTES = 60_000

/** A hello, then segments of `size` in an order of their own. */
function* behind(order: Iterable<number>, size: number): Generator<Uint8Array> {
  yield* opening()
  const payload = new Uint8Array(size).fill(0x17)
  for (const offset of order) {
    yield tcpFrame({
      client: 0,
      sequence: CLIENT_ISN + 1 + offset,
      acknowledgement: SERVER_ISN + 1,
      flags: ACK,
      payload,
    })
  }
}

const forward = (count: number): number[] => Array.from({ length: count }, (_, at) => at)
const reverse = (count: number): number[] => Array.from({ length: count }, (_, at) => count - at)
/** Overlaps of every kind, and a gap at the front that is never filled. */
const overlapping = (count: number): number[] =>
  Array.from({ length: count }, (_, at) => 10 + ((at * 7919) % 60_000))

describe('connections without end', () => {
  it(
    'SYNs for more connections than are remembered: the limit is told',
    async () => {
      const { source, held } = await analyseMeasured(pcap(syns(SYNS)), { keep: 0 })
      expect(source.packets).toBe(SYNS)
      expect(limitWarnings(source).join()).toContain('TCP connections at once')
      expect(held).toBeLessThan(CONNECTIONS_BOUND)
    },
    3 * MINUTES,
  )

  it(
    'eighty thousand hellos that are never finished: bounded memory, and the limit is told',
    async () => {
      const { source, held } = await analyseMeasured(pcap(halfHellos(80_000)), { keep: 0 })
      expect(limitWarnings(source).join()).toContain('TCP connections open at once')
      expect(held).toBeLessThan(CONNECTIONS_BOUND)
    },
    3 * MINUTES,
  )

  it.each([
    ['6,000 records of 16 KB of which the last byte is missing', () => shortRecords(6_000)],
    ['12,000 beginnings of no known protocol', () => longUnknown(12_000)],
    ['64 unfinished messages, of 4 MB each', () => unfinishedMessages(64)],
  ] as const)(
    '%s: what is not understood yet is bounded all together, and the bound is told',
    async (_name, frames) => {
      const { source, held } = await analyseMeasured(pcap(frames()), { keep: 0 })
      expect(limitWarnings(source).join()).toContain('judged before their end')
      expect(held).toBeLessThan(MEMORY_BOUND)
    },
    3 * MINUTES,
  )

  it.each([
    ['SYNs', syns],
    ['refused connections', refusals],
    ['hellos without an end', halfHellos],
  ] as const)(
    '%s: twice as many cost about twice as much',
    async (_name, frames) => {
      const ratio = await growth(async (count) => {
        await analyseMeasured(pcap(frames(count)), { keep: 0, looks: 0 })
      }, 40_000)
      expect(ratio).toBeLessThan(LINEAR)
    },
    3 * MINUTES,
  )
})

describe('segments as an attacker would send them', () => {
  it.each([
    ['one byte each, in order', forward, 1],
    ['one byte each, last one first', reverse, 1],
    ['overlapping, behind a gap', overlapping, 300],
    ['the same ones again and again', (count: number) => forward(count).map((at) => (at % 50) * 100), 100],
  ] as const)(
    '%s: bounded memory, work that grows with the input',
    async (_name, order, size) => {
      const run = async (count: number): Promise<void> => {
        const { source, held } = await analyseMeasured(pcap(behind(order(count), size)), { looks: 0 })
        expect(source.packets).toBe(count + 3)
        expect(held).toBeLessThan(MEMORY_BOUND)
      }
      expect(await growth(run, 40_000)).toBeLessThan(LINEAR)
    },
    3 * MINUTES,
  )

  it(
    'too much behind a gap is given up, and the limit is told',
    async () => {
      const { source } = await analyseMeasured(
        pcap(
          behind(
            reverse(40_000).map((at) => at * 2),
            1,
          ),
        ),
      )
      expect(limitWarnings(source).join()).toContain('waits behind a gap')
    },
    MINUTES,
  )
})
