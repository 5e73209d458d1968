import { type TlsByteSink, TlsFinder } from '../../../src/main/tcp/tls-finder.ts'
import { concat } from '../../../src/shared/bytes/text.ts'
import { clientFingerprints } from '../../../src/shared/tls/fingerprint/index.ts'
import {
  dissectAlert,
  dissectChangeCipherSpec,
  dissectHandshake,
  dissectHeartbeat,
  dissectSslv2ClientHello,
} from '../../../src/shared/tls/message/dissect.ts'
import { dissectOnce } from '../../../src/shared/tls/message/dissect-once.ts'
import type { HandshakeContext } from '../../../src/shared/tls/message/handshake.ts'
import { HandshakeAssembler } from '../../../src/shared/tls/record/handshake-assembler.ts'
import { RecordLayer } from '../../../src/shared/tls/record/record-layer.ts'
import { plain } from '../../support/plain.ts'
import { SAMPLES } from '../../support/tls-samples.ts'
import { behind } from '../element.ts'
import { handshakeElements, recordElements } from '../grammar/tls.ts'
import { treeHolds } from '../invariants.ts'
import { TALKS } from '../seeds/sessions.ts'
import { must, type Target } from '../target.ts'

const CONTEXTS: readonly HandshakeContext[] = [
  { version: null, cipherSuite: null },
  { version: 0x0300, cipherSuite: 0x0005 },
  { version: 0x0301, cipherSuite: 0xc013 },
  { version: 0x0303, cipherSuite: 0xc02f },
  { version: 0x0303, cipherSuite: 0x009e },
  { version: 0x0303, cipherSuite: 0x009c },
  { version: 0x0304, cipherSuite: 0x1301 },
]

/** The first byte picks the context, the rest is the message. */
const message: Target = {
  name: 'message',
  seeds: () =>
    SAMPLES.flatMap(({ raw, context }) => {
      const at = CONTEXTS.findIndex(
        (one) => one.version === context.version && one.cipherSuite === context.cipherSuite,
      )
      // Each also where nobody knows the version: its form has to give it away.
      return [...new Set([Math.max(0, at), 0])].map((index) => concat([Uint8Array.of(index), raw]))
    }),
  grammar: behind(1, handshakeElements),
  run: (bytes, random) => {
    const context = CONTEXTS[(bytes[0] ?? 0) % CONTEXTS.length] ?? { version: null, cipherSuite: null }
    const raw = bytes.subarray(1)
    const dissection = dissectHandshake(raw, context, random.chance(0.1) ? { cut: true } : {})
    treeHolds(dissection.tree, raw.length)
    clientFingerprints(dissection)
    if (random.chance(0.2)) readsTheSame(raw, context)
    if (!random.chance(0.1)) return
    for (const read of [dissectSslv2ClientHello, dissectAlert, dissectChangeCipherSpec, dissectHeartbeat]) {
      treeHolds(read(raw).tree, raw.length)
    }
  },
}

/** By way of the shapes that are remembered, a message says what it says read for itself. */
function readsTheSame(raw: Uint8Array, context: HandshakeContext): void {
  const { body, problems } = dissectHandshake(raw, context)
  for (let times = 0; times < 2; times++) {
    const shared = dissectOnce(raw, context)
    must(same(plain(shared.problems), plain(problems)), () => 'other problems by way of a shape')
    must(same(plain(shared.body), plain(body)), () => 'another body by way of a shape')
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

interface Outcome {
  readonly lines: string[]
  bytes: number
}

/** One direction through record layer and assembler, in pieces of the given size. */
function readRecords(bytes: Uint8Array, size: () => number): Outcome {
  const outcome: Outcome = { lines: [], bytes: 0 }
  const assembler = new HandshakeAssembler({
    message: ({ handshakeType, raw, cut, frames }) => {
      must(cut || raw.length >= 4, () => 'a whole message shorter than its header')
      must(frames.length > 0, () => 'a message that came in no packet')
      outcome.lines.push(`message ${handshakeType} ${raw.length} ${cut}`)
    },
    problem: () => {},
  })
  const layer = new RecordLayer(
    {
      record: (record) => {
        must(
          record.cut || record.payload.length === record.length,
          () => 'a whole record that is shorter than it says',
        )
        outcome.lines.push(`record ${record.contentType} ${record.length} ${record.payload.length}`)
        outcome.bytes += record.payload.length
        if (record.contentType === 22 && !record.sslv2) assembler.push(record)
        else assembler.otherRecord(record.contentType, record)
      },
      applicationData: (record) => {
        outcome.lines.push(`data ${record.length}`)
      },
      lost: (lost, _frame, _atMicros, inside) => {
        must(lost > 0, () => `${lost} bytes were lost`)
        if (!inside) assembler.lost()
      },
      malformed: ({ found }) => {
        outcome.lines.push(`malformed ${found}`)
      },
    },
    { mayStartSslv2: true },
  )
  let frame = 0
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + size())
    layer.push(bytes, at, end, ++frame, frame)
    at = end
  }
  layer.end()
  assembler.end()
  must(outcome.bytes <= bytes.length, () => 'more payload than there were bytes')
  return outcome
}

/** Behind bytes that are no header, where a packet ends helps to find the next one: chunking counts there. */
function inPlace({ lines }: Outcome): string[] {
  const lost = lines.findIndex((line) => line.startsWith('malformed'))
  return lost < 0 ? lines : lines.slice(0, lost + 1)
}

/** Any chunking yields the same records. */
const records: Target = {
  name: 'records',
  seeds: () => TALKS.flatMap(({ turns }) => turns.map(({ bytes }) => bytes)),
  grammar: recordElements,
  run: (bytes, random) => {
    const whole = readRecords(bytes, () => bytes.length)
    const most = 1 + random.small(300)
    const pieces = readRecords(bytes, () => 1 + random.below(most))
    must(inPlace(whole).join() === inPlace(pieces).join(), () => 'in pieces other records than at once')
  },
}

/** Turns: a direction bit and 15 bits of length, then so many bytes. The top length bit makes it a hole. */
const finder: Target = {
  name: 'finder',
  seeds: () =>
    TALKS.map(({ turns }) =>
      concat(turns.map(({ from, bytes }) => concat([turn(from, bytes.length), bytes.subarray(0, 0x3fff)]))),
    ),
  grammar: (bytes) => {
    const found = []
    for (let at = 0; at + 2 <= bytes.length; ) {
      const end = at + 2 + ((((bytes[at] ?? 0) & 0x3f) << 8) | (bytes[at + 1] ?? 0))
      if (end > bytes.length) break
      found.push(
        { start: at, end, lengths: [{ at, size: 2 as const }] },
        ...recordElements(bytes, at + 2, end),
      )
      at = end
    }
    return found
  },
  run: (bytes, random) => {
    const watch = new FinderWatch()
    const tls = new TlsFinder(watch, { midway: random.chance(0.2), likelyClient: random.chance(0.5) ? 0 : 1 })
    let frame = 0
    for (let at = 0; at + 2 <= bytes.length; ) {
      const head = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
      const direction = (head & 0x8000) === 0 ? 0 : 1
      const length = head & 0x3fff
      frame++
      if ((head & 0x4000) !== 0) {
        if (length > 0) tls.hole(direction, length, frame, frame)
        at += 2
        continue
      }
      const end = Math.min(bytes.length, at + 2 + length)
      if (end > at + 2) tls.data(direction, bytes, at + 2, end, frame, frame)
      watch.given[direction] += end - at - 2
      at = end
    }
    tls.end()
    for (const direction of [0, 1] as const) {
      must(watch.got[direction] <= watch.given[direction], () => 'more bytes came out than went in')
    }
  },
}

function turn(from: 'client' | 'server', length: number): Uint8Array {
  const head = Math.min(length, 0x3fff) | (from === 'server' ? 0x8000 : 0)
  return Uint8Array.of(head >> 8, head & 0xff)
}

class FinderWatch implements TlsByteSink {
  readonly given: [number, number] = [0, 0]
  readonly got: [number, number] = [0, 0]
  readonly #started = [false, false]
  #tls = false
  tls(): void {
    must(!this.#tls, () => 'TLS was found twice')
    this.#tls = true
  }
  starts(direction: 0 | 1): void {
    must(this.#tls && !this.#started[direction], () => 'a direction started twice, or before TLS was found')
    this.#started[direction] = true
  }
  data(direction: 0 | 1, bytes: Uint8Array, start: number, end: number): void {
    must(this.#started[direction] === true, () => 'bytes of a direction that has not started')
    must(start >= 0 && start <= end && end <= bytes.length, () => 'bytes outside their buffer')
    this.got[direction] += end - start
  }
  hole(direction: 0 | 1, length: number): void {
    must(this.#started[direction] === true && length > 0, () => `a hole of ${length} bytes`)
  }
  notTls(what: Parameters<TlsByteSink['notTls']>[0]): void {
    must(what.firstBytes.length <= 64, () => 'too many first bytes')
  }
}

export const TLS_TARGETS: readonly Target[] = [message, records, finder]
