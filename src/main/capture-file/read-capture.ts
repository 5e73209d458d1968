import { extname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { hex, latin1, printable } from '../../shared/bytes/text.ts'
import { type ByteSource, type CaptureInput, chunkSource, openSource, openSourceAt } from './byte-source.ts'
import { CaptureError, type CaptureSink, type CaptureSummary } from './events.ts'
import type { FormatReader } from './format-reader.ts'
import { gunzip, isGzip } from './gunzip.ts'
import { PcapReader, type PcapVariant, pcapVariant } from './pcap-reader.ts'
import { BLOCK_SECTION_HEADER, BYTE_ORDER_MAGIC } from './pcapng-format.ts'
import { PcapngReader } from './pcapng-reader.ts'
import type { CapturePosition } from './position.ts'
import { ReadWindow } from './read-window.ts'
import { WarningList } from './warnings.ts'

export interface ReadOptions {
  /** Aborting rejects with the signal's reason, after the chunk in work. */
  readonly signal?: AbortSignal
  /** Bytes read from the input (compressed, where it is), and its size if known. About once a MiB. */
  readonly onProgress?: (bytesRead: number, total: number | null) => void
  /** Waited for between chunks: whoever uses the packets has caught up with them. */
  readonly ready?: () => Promise<void>
  /** Told between chunks of what is not compressed: from there on it may be read again. */
  readonly onPosition?: (position: CapturePosition) => void
  /** Asked between chunks: what follows matters no more. */
  readonly enough?: () => boolean
}

/**
 * Reads a capture from beginning to end: pcap or pcapng, plain or gzip, told by content. Holds a window of a
 * few MiB at most, calls the sink synchronously, and yields to the event loop between chunks.
 *
 * @param input a path, `-` for standard input, or chunks
 * @throws CaptureError if the input cannot be opened or is no capture; damage further in is a warning
 */
export async function readCapture(
  input: CaptureInput,
  sink: CaptureSink,
  options: ReadOptions = {},
): Promise<CaptureSummary> {
  const warnings = new WarningList(sink)
  return await walkCapture(input, options, warnings, (variant) =>
    variant === 'pcapng' ? new PcapngReader(sink, warnings) : new PcapReader(variant, sink, warnings),
  )
}

/**
 * Reads a capture from the middle: the packets from a position on that was told when it was read.
 * @throws CaptureError if the input cannot be opened or read
 */
export async function readCaptureFrom(
  input: string | Uint8Array,
  { offset, place }: CapturePosition,
  sink: CaptureSink,
  options: Pick<ReadOptions, 'signal' | 'enough'>,
): Promise<void> {
  const warnings = new WarningList(sink)
  const source = await openSourceAt(input, offset)
  try {
    const reader =
      place.kind === 'pcap'
        ? new PcapReader(place.variant, sink, warnings, place)
        : new PcapngReader(sink, warnings, place)
    const window = new ReadWindow(offset)
    await readThrough(reader, window, source, options)
  } finally {
    await source.close()
  }
}

/** Makes the reader for the format that was found. */
export type ChooseReader = (variant: PcapVariant | 'pcapng') => FormatReader

/** What `readCapture` does, with a format reader of the caller's choice. */
export async function walkCapture(
  input: CaptureInput,
  options: ReadOptions,
  warnings: WarningList,
  choose: ChooseReader,
): Promise<CaptureSummary> {
  options.signal?.throwIfAborted()
  const opened = await openSource(input)
  const counted = countBytes(opened, options)
  try {
    const window = new ReadWindow()
    await fillUpTo(window, counted, 2, options.signal)
    if (window.available === 0) throw emptyInput(opened.name)
    if (!isGzip(window.bytes.subarray(window.start, window.end))) {
      return await readFormat(opened.name, counted, window, choose, options, false)
    }
    const unpacked = unpack(counted, window.bytes.slice(window.start, window.end), warnings)
    try {
      return await readFormat(opened.name, unpacked, new ReadWindow(), choose, options, true)
    } finally {
      await unpacked.close()
    }
  } finally {
    await opened.close()
  }
}

async function readFormat(
  name: string,
  source: ByteSource,
  window: ReadWindow,
  choose: ChooseReader,
  options: ReadOptions,
  compressed: boolean,
): Promise<CaptureSummary> {
  await fillUpTo(window, source, 12, options.signal)
  const variant = recognise(window)
  if (variant === null) throw notACapture(name, window, compressed)
  const reader = choose(variant)
  const { onPosition, ...others } = options
  const failure = await readThrough(reader, window, source, compressed ? others : options)
  return {
    kind: reader.kind,
    compressed,
    packets: reader.packets,
    bytes: window.offsetOf(window.end),
    interfaces: reader.interfaces,
    comments: reader.comments,
    failure,
  }
}

/** @returns the failure of the input that ended it early: a disk or share that went away, a pipe that broke */
async function readThrough(
  reader: FormatReader,
  window: ReadWindow,
  source: ByteSource,
  options: ReadOptions,
): Promise<CaptureError | null> {
  while (reader.consume(window)) {
    if (options.enough?.()) return null
    if (options.onPosition !== undefined) tellPosition(reader, window, options.onPosition)
    await options.ready?.()
    try {
      // It only paused: others have their turn.
      if (window.needed === 0) await setImmediate()
      else await window.fill(source)
    } catch (failure) {
      if (failure instanceof CaptureError && reader.packets > 0) return failure
      throw failure
    }
    options.signal?.throwIfAborted()
  }
  return null
}

function tellPosition(
  reader: FormatReader,
  window: ReadWindow,
  tell: (position: CapturePosition) => void,
): void {
  const { place } = reader
  if (place != null) tell({ offset: window.offsetOf(window.start), place })
}

function recognise(window: ReadWindow): PcapVariant | 'pcapng' | null {
  const { view, start } = window
  if (window.available < 4) return null
  const variant = pcapVariant(view, start)
  if (variant !== null) return variant
  if (view.getUint32(start, true) !== BLOCK_SECTION_HEADER || window.available < 12) return null
  const magics = [view.getUint32(start + 8, true), view.getUint32(start + 8, false)]
  return magics.includes(BYTE_ORDER_MAGIC) ? 'pcapng' : null
}

async function fillUpTo(
  window: ReadWindow,
  source: ByteSource,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  window.needed = bytes
  while (window.available < bytes && !window.atEnd) {
    await window.fill(source)
    signal?.throwIfAborted()
  }
}

function unpack(source: ByteSource, head: Uint8Array, warnings: WarningList): ByteSource {
  let unpackedBytes = 0
  const chunks = async function* () {
    const members = gunzip(source, head, (reason) => {
      warnings.add(
        'damaged-gzip',
        unpackedBytes,
        `The gzip data is damaged or cut off (${reason}): only the first ${unpackedBytes} bytes of the capture could be unpacked.`,
      )
    })
    for await (const chunk of members) {
      unpackedBytes += chunk.length
      yield chunk
    }
  }
  return chunkSource(source.name, chunks())
}

function countBytes(source: ByteSource, options: ReadOptions): ByteSource {
  const { onProgress } = options
  if (onProgress === undefined) return source
  let bytesRead = 0
  return {
    name: source.name,
    total: source.total,
    mayReadAhead: source.mayReadAhead,
    async read(into) {
      const length = await source.read(into)
      bytesRead += length
      onProgress(bytesRead, source.total)
      return length
    },
    close: () => source.close(),
  }
}

function emptyInput(name: string): CaptureError {
  return new CaptureError('empty', name, `${name}: empty, expected a pcap or pcapng capture`, 0)
}

function notACapture(name: string, window: ReadWindow, compressed: boolean): CaptureError {
  const { bytes, start } = window
  const head = bytes.subarray(start, Math.min(window.end, start + 16))
  const inside = compressed ? 'unpacked, it' : 'it'
  const hint = knownFormat(name, head)
  const message =
    head.length === 0
      ? `${name}: nothing could be unpacked from this gzip file, expected a pcap or pcapng capture`
      : `${name}: not a pcap or pcapng capture: ${inside} begins with ${describeHead(head)}${hint}`
  return new CaptureError('not-a-capture', name, message, 0)
}

function describeHead(head: Uint8Array): string {
  if (head.every((byte) => byte === 0)) return `${head.length} zero bytes`
  const isText = head.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127))
  if (isText) return `the text "${printable(latin1(head))}"`
  return `the bytes ${hex(head).replace(/(..)(?=.)/g, '$1 ')}`
}

/** Formats that people meet beside pcap, and the way from there. */
function knownFormat(name: string, head: Uint8Array): string {
  const begins = (text: string) => latin1(head).startsWith(text)
  if (begins('PK\x03\x04')) return '; this is a ZIP archive: unpack it first'
  if (begins('\x28\xb5\x2f\xfd')) return '; this is Zstandard: unpack it first'
  if (begins('\xfd7zXZ')) return '; this is xz: unpack it first'
  if (begins('BZh')) return '; this is bzip2: unpack it first'
  if (begins('GMBU')) return '; this is a Network Monitor capture: save it as pcapng with Wireshark'
  if (begins('snoop\0')) return '; this is a snoop capture: save it as pcapng with Wireshark'
  if (extname(name).toLowerCase() === '.etl') return '; convert a Windows trace with etl2pcapng first'
  return ''
}
