import type { CaptureInput } from './byte-source.ts'
import { CaptureError, type CaptureSink, type CaptureSummary, type CaptureWarning } from './events.ts'
import type { FormatReader } from './format-reader.ts'
import { isSameFile, OutputFile } from './output-file.ts'
import { PcapReader, type PcapVariant } from './pcap-reader.ts'
import { type BlockHandler, BlockWalker } from './pcapng-blocks.ts'
import {
  BLOCK_DECRYPTION_SECRETS,
  BLOCK_ENHANCED_PACKET,
  BLOCK_SECTION_HEADER,
  BLOCK_SIMPLE_PACKET,
  BYTE_ORDER_MAGIC,
  OPTION_COMMENT,
  padded,
} from './pcapng-format.ts'
import { PcapngReader } from './pcapng-reader.ts'
import { BlockWriter, enhancedPacketBlock, interfaceBlock, sectionHeaderBlock } from './pcapng-writer.ts'
import { walkCapture } from './read-capture.ts'
import type { ReadWindow } from './read-window.ts'
import { WarningList } from './warnings.ts'

export interface AnnotateRequest {
  /** A path, `-` for standard input, or chunks. Never written to. */
  readonly input: CaptureInput
  readonly output: string
  /** Stands in the (first) section header. */
  readonly sectionComment: string
  /** By 1-based frame number. */
  readonly comments: ReadonlyMap<number, readonly string[]>
  /** Copy decryption secrets that the input holds; else they are left out and counted. */
  readonly keepSecrets?: boolean
  readonly signal?: AbortSignal
}

export interface AnnotateResult {
  readonly summary: CaptureSummary
  /** Packets that got a comment. */
  readonly commented: number
  /** Frames for which there was a comment but no packet. */
  readonly unplaced: readonly number[]
  /** Decryption Secrets Blocks left out. */
  readonly secretsDropped: number
  readonly warnings: readonly CaptureWarning[]
}

/**
 * Copies a capture to pcapng with comments added, packets and times unchanged.
 *
 * From pcapng every block is copied byte for byte, custom and unknown ones too, but for: the comments
 * themselves (in front of the options a block has), the section length (set to "unknown", since it changes),
 * a commented Simple Packet Block (which cannot hold a comment; it becomes an Enhanced Packet Block of
 * interface 0 and time 0), decryption secrets, and what was damaged. From pcap: one section, one interface, in
 * the file's own time resolution. Gzip is unpacked.
 *
 * @throws CaptureError as `readCapture` does, and if `output` is `input` or cannot be written; no output is left
 */
export async function annotateCapture(request: AnnotateRequest): Promise<AnnotateResult> {
  if (typeof request.input === 'string' && isSameFile(request.input, request.output)) {
    throw new CaptureError(
      'io',
      request.output,
      `${request.output}: this is the input itself; name another file for the annotated copy`,
    )
  }
  const output = openOutput(request.output)
  try {
    const warnings: CaptureWarning[] = []
    const copy = new AnnotatedCopy(request, output, warnings)
    const options = request.signal === undefined ? {} : { signal: request.signal }
    const summary = await walkCapture(request.input, options, copy.warnings, (variant) =>
      variant === 'pcapng' ? copy.fromPcapng() : copy.fromPcap(variant),
    )
    commit(output, request.output)
    if (summary.failure !== null) throw summary.failure
    const unplaced = [...request.comments.keys()].filter((frame) => frame < 1 || frame > summary.packets)
    return { summary, commented: copy.commented, unplaced, secretsDropped: copy.secretsDropped, warnings }
  } catch (failure) {
    output.abandon()
    throw failure
  }
}

function openOutput(path: string): OutputFile {
  try {
    return new OutputFile(path)
  } catch (failure) {
    throw cannotWrite(path, failure)
  }
}

function commit(output: OutputFile, path: string): void {
  try {
    output.commit()
  } catch (failure) {
    throw cannotWrite(path, failure)
  }
}

function cannotWrite(path: string, failure: unknown): CaptureError {
  const reason = failure instanceof Error && 'code' in failure ? String(failure.code) : 'unknown reason'
  return new CaptureError('io', path, `${path}: cannot be written (${reason})`)
}

class AnnotatedCopy {
  readonly warnings: WarningList
  commented = 0
  secretsDropped = 0
  readonly #request: AnnotateRequest
  readonly #output: OutputFile
  readonly #sink: CaptureSink
  /** Captured length of the packet last counted. */
  #captured = 0
  /** Whether the section written last is little-endian; `null` before the first. */
  #section: boolean | null = null

  constructor(request: AnnotateRequest, output: OutputFile, warnings: CaptureWarning[]) {
    this.#request = request
    this.#output = output
    this.#sink = {
      packet: (packet) => {
        this.#captured = packet.end - packet.start
      },
      warning: (warning) => warnings.push(warning),
    }
    this.warnings = new WarningList(this.#sink)
  }

  fromPcap(variant: PcapVariant): FormatReader {
    const timeDigits = variant.nanos ? 9 : 6
    const sink: CaptureSink = {
      interface: (_, linkType, snapLength) => {
        const comments = [this.#request.sectionComment]
        this.#output.write(sectionHeaderBlock({ comments, userApplication: 'tlscope' }))
        this.#output.write(interfaceBlock({ linkType, snapLength, timeDigits }))
      },
      packet: (packet) => {
        const { seconds, nanos, originalLength, bytes, start, end } = packet
        const fields = { interfaceId: 0, seconds, nanos, timeDigits, originalLength } as const
        const comments = this.#take(packet.frame)
        this.#output.write(enhancedPacketBlock({ ...fields, comments }, bytes, start, end))
      },
      warning: () => undefined,
    }
    return new PcapReader(variant, sink, this.warnings)
  }

  /** Counts packets with the reader itself, so that a frame number means the same packet in both. */
  fromPcapng(): FormatReader {
    const counter = new PcapngReader(this.#sink, this.warnings)
    const handler: BlockHandler = {
      get packets() {
        return counter.packets
      },
      block: (type, window, start, end, littleEndian) => {
        const packetsBefore = counter.packets
        counter.block(type, window, start, end, littleEndian)
        if (type === BLOCK_SECTION_HEADER) {
          this.#writeSection(window, start, end, littleEndian)
          return
        }
        this.#replaceSection(littleEndian)
        if (type === BLOCK_DECRYPTION_SECRETS && this.#request.keepSecrets !== true) {
          this.secretsDropped++
        } else {
          const comments = counter.packets > packetsBefore ? this.#take(counter.packets) : []
          if (comments.length === 0) this.#output.write(window.bytes.subarray(start, end))
          else this.#writeCommented(type, window, start, end, littleEndian, comments)
        }
      },
      passed: (bytes, start, end, littleEndian) => {
        this.#replaceSection(littleEndian)
        this.#output.write(bytes.subarray(start, end))
      },
    }
    const walker = new BlockWalker(handler, this.warnings)
    return {
      kind: 'pcapng',
      get packets() {
        return counter.packets
      },
      get interfaces() {
        return counter.interfaces
      },
      get comments() {
        return counter.comments
      },
      consume: (window) => walker.consume(window),
    }
  }

  #take(frame: number): readonly string[] {
    const comments = this.#request.comments.get(frame) ?? []
    if (comments.length > 0) this.commented++
    return comments
  }

  /** Stands for a section header that was damaged: without one, or in another byte order, nobody can read what follows. */
  #replaceSection(littleEndian: boolean): void {
    if (this.#section === littleEndian) return
    const writer = new BlockWriter(BLOCK_SECTION_HEADER, littleEndian)
    writer.u32(BYTE_ORDER_MAGIC).u16(1).u16(0).u32(0xffffffff).u32(0xffffffff)
    if (this.#section === null) writer.textOption(OPTION_COMMENT, this.#request.sectionComment)
    this.#section = littleEndian
    this.#output.write(writer.endOptions().finish())
  }

  #writeSection(window: ReadWindow, start: number, end: number, littleEndian: boolean): void {
    const first = this.#section === null
    this.#section = littleEndian
    const { bytes, view } = window
    const writer = new BlockWriter(BLOCK_SECTION_HEADER, littleEndian, end - start)
    writer
      .raw(bytes, start + 8, start + 16)
      .u32(0xffffffff)
      .u32(0xffffffff)
    if (first) writer.textOption(OPTION_COMMENT, this.#request.sectionComment)
    this.#finishOptions(writer, bytes, start + 24, optionsEnd(view, start, littleEndian))
    this.#output.write(writer.finish())
  }

  #writeCommented(
    type: number,
    window: ReadWindow,
    start: number,
    end: number,
    littleEndian: boolean,
    comments: readonly string[],
  ): void {
    const { bytes, view } = window
    const simple = type === BLOCK_SIMPLE_PACKET
    const writer = new BlockWriter(simple ? BLOCK_ENHANCED_PACKET : type, littleEndian, end - start)
    const blockEnd = optionsEnd(view, start, littleEndian)
    let optionsAt = blockEnd
    if (simple) {
      const captured = this.#captured
      writer
        .u32(0)
        .u32(0)
        .u32(0)
        .u32(captured)
        .raw(bytes, start + 8, start + 12 + captured)
        .pad()
    } else {
      optionsAt = Math.min(start + 28 + padded(this.#captured), blockEnd)
      writer.raw(bytes, start + 8, optionsAt).pad()
    }
    for (const comment of comments) writer.textOption(OPTION_COMMENT, comment)
    this.#finishOptions(writer, bytes, optionsAt, blockEnd)
    this.#output.write(writer.finish())
  }

  #finishOptions(writer: BlockWriter, bytes: Uint8Array, start: number, end: number): void {
    if (start < end) writer.raw(bytes, start, end)
    else writer.endOptions()
  }
}

/** Where a block's body ends: its own length counts, not the padding behind it. */
function optionsEnd(view: DataView, start: number, littleEndian: boolean): number {
  return start + view.getUint32(start + 4, littleEndian) - 4
}
