import type { CaptureSink } from '../../../src/main/capture-file/events.ts'
import { CaptureError } from '../../../src/main/capture-file/events.ts'
import type { FormatReader } from '../../../src/main/capture-file/format-reader.ts'
import { PcapReader, pcapVariant } from '../../../src/main/capture-file/pcap-reader.ts'
import { PcapngReader } from '../../../src/main/capture-file/pcapng-reader.ts'
import type { CapturePosition } from '../../../src/main/capture-file/position.ts'
import { readCapture, readCaptureFrom } from '../../../src/main/capture-file/read-capture.ts'
import { ReadWindow } from '../../../src/main/capture-file/read-window.ts'
import { WarningList } from '../../../src/main/capture-file/warnings.ts'
import { pcapElements, pcapngElements } from '../grammar/capture.ts'
import type { Random } from '../random.ts'
import { GZIPS, PCAPNGS, PCAPS } from '../seeds/captures.ts'
import { must, type Target } from '../target.ts'

class Seen implements CaptureSink {
  packets = 0
  warnings = 0
  secrets(_type: number, bytes: Uint8Array): void {
    must(bytes.length >= 0, () => 'secrets without bytes')
  }
  comment(frame: number | null, text: string): void {
    must(
      frame === null || frame === this.packets,
      () => `a comment on packet ${frame} behind packet ${this.packets}`,
    )
    must(typeof text === 'string', () => 'a comment without text')
  }
  packet(packet: Parameters<CaptureSink['packet']>[0]): void {
    this.packets++
    const { frame, start, end, bytes, originalLength, seconds, nanos } = packet
    must(frame === this.packets, () => `packet ${frame} came as number ${this.packets}`)
    must(start >= 0 && start <= end && end <= bytes.length, () => `packet ${frame} leaves the buffer`)
    must(originalLength >= end - start, () => `packet ${frame} is longer than on the wire`)
    must(Number.isFinite(seconds) && nanos >= 0 && nanos < 1e9, () => `packet ${frame} has no time`)
  }
  warning(warning: Parameters<CaptureSink['warning']>[0]): void {
    this.warnings++
    must(
      warning.message !== '' && !/undefined|NaN|\[object/.test(warning.message),
      () => `a warning that says "${warning.message}"`,
    )
  }
}

const window = new ReadWindow()

/** The format reader alone, the whole input in its window: what most inputs are tried with. */
function readAtOnce(
  bytes: Uint8Array,
  choose: (sink: Seen, warnings: WarningList) => FormatReader | null,
): Seen {
  const seen = new Seen()
  const reader = choose(seen, new WarningList(seen))
  if (reader === null) return seen
  const owned = new Uint8Array(bytes)
  window.bytes = owned
  window.view = new DataView(owned.buffer)
  window.start = 0
  window.end = bytes.length
  window.atEnd = true
  window.needed = 1
  let turns = 0
  while (reader.consume(window)) must(++turns < 10, () => 'the reader asks for more behind the end')
  must(reader.packets === seen.packets, () => 'the reader counts other packets than it hands on')
  return seen
}

async function* pieces(bytes: Uint8Array, random: Random): AsyncGenerator<Uint8Array> {
  const size = 1 + random.small(2000)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** The whole way with chunks of any size: must see what the reader saw that had all at once. */
async function readInPieces(
  bytes: Uint8Array,
  random: Random,
  positions: CapturePosition[] = [],
): Promise<Seen | null> {
  const seen = new Seen()
  try {
    const summary = await readCapture(pieces(bytes, random), seen, {
      onPosition: (position) => positions.push(position),
    })
    must(summary.packets === seen.packets, () => 'the summary counts other packets than were handed on')
    return seen
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    must(error.message !== '', () => 'a capture error without words')
    return null
  }
}

const pcap: Target = {
  name: 'pcap',
  seeds: () => PCAPS,
  grammar: pcapElements,
  run: (bytes, random) => {
    if (bytes.length < 4) return
    const variant = pcapVariant(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
    const whole = readAtOnce(bytes, (sink, warnings) =>
      variant === null ? null : new PcapReader(variant, sink, warnings),
    )
    if (variant === null || bytes.length < 12 || !random.chance(0.03)) return
    return same(bytes, random, whole)
  },
}

const pcapng: Target = {
  name: 'pcapng',
  seeds: () => PCAPNGS,
  grammar: pcapngElements,
  run: (bytes, random) => {
    const whole = readAtOnce(bytes, (sink, warnings) => new PcapngReader(sink, warnings))
    if (bytes.length < 12 || bytes[0] !== 0x0a || !random.chance(0.03)) return
    return same(bytes, random, whole)
  },
}

async function same(bytes: Uint8Array, random: Random, whole: Seen): Promise<void> {
  const positions: CapturePosition[] = []
  const inPieces = await readInPieces(bytes, random, positions)
  if (inPieces === null) return
  const from = random.pick(positions)
  if (from !== undefined) await goesOn(bytes, from, whole.packets)
  must(
    inPieces.packets === whole.packets && inPieces.warnings === whole.warnings,
    () =>
      `in pieces ${inPieces.packets} packets and ${inPieces.warnings} warnings, at once ${whole.packets} and ${whole.warnings}`,
  )
}

/** From a place that was told on, it is the same packets as from the beginning. */
async function goesOn(bytes: Uint8Array, from: CapturePosition, packets: number): Promise<void> {
  const rest = new Seen()
  rest.packets = from.place.packets
  await readCaptureFrom(bytes, from, rest, {})
  must(
    rest.packets === packets,
    () => `from the middle ${rest.packets} packets, from the beginning ${packets}`,
  )
}

const gzip: Target = {
  name: 'gzip',
  seeds: () => GZIPS,
  grammar: null,
  run: async (bytes, random) => {
    await readInPieces(bytes, random)
  },
}

export const FILE_TARGETS: readonly Target[] = [pcap, pcapng, gzip]
