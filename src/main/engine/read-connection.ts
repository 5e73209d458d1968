import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { PacketDecoder } from '../../shared/packet/decoder.ts'
import type { TcpSegmentView } from '../../shared/packet/segment.ts'
import type { CaptureSink } from '../capture-file/events.ts'
import type { CapturePosition } from '../capture-file/position.ts'
import { readCapture, readCaptureFrom } from '../capture-file/read-capture.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import type { Direction, TcpMark, TcpSink, TcpStream } from '../tcp/events.ts'
import { TcpReassembler } from '../tcp/reassembler.ts'
import { ConnectionReader } from './connection-reader.ts'
import { documentOf, isExpected, type JudgedConversation } from './judge.ts'
import { LocalJudge } from './local-judge.ts'
import type { EngineOptions } from './options.ts'
import { Across } from './paths-across.ts'
import type { ConnectionPlace } from './places.ts'
import type { RecordReceiver } from './record-receiver.ts'

/** One connection of a capture that was read before. */
export interface ConnectionToRead {
  readonly input: string | Uint8Array
  readonly source: number
  readonly tcpStream: number
  readonly place: ConnectionPlace
  /** Where all of it is still to come; `null`: the beginning. */
  readonly position: CapturePosition | null
  readonly options: EngineOptions
  /** Of the reading before, with the sessions that may be resumed. */
  readonly secrets: SecretStore
  readonly signal?: AbortSignal
}

/**
 * Reads one connection again: its own packets alone, from where it begins to the last that told anything of it. Other
 * connections are no more than a clock. What was told of it before depended on them where a limit was met that all
 * share: whoever asks has to hold the outcome against that.
 * @returns `null` where there is no such handshake
 * @throws CaptureError if the input can no longer be read
 */
export async function readConnection(
  given: ConnectionToRead,
): Promise<{ document: HandshakeDocument; judged: JudgedConversation } | null> {
  const { input, source, tcpStream, place, position, options, secrets, signal } = given
  let told: { document: HandshakeDocument; judged: JudgedConversation } | null = null
  const judge = new LocalJudge({
    source,
    options,
    secrets,
    across: new Across(options),
    handshake: (judged) => {
      told = { document: documentOf(judged), judged }
    },
    ready: async () => {},
  })
  const followed = new FollowedConnection(tcpStream, place.sourceMicros, options, () => judge.receiverFor())
  const reassembler = new TcpReassembler(followed, { firstStream: tcpStream })
  const flow = new Flow()
  const decoder = new PacketDecoder({
    tcp: (segment) => {
      if (segment.frame < place.firstFrame || segment.frame > place.lastFrame) return
      if (segment.frame === place.firstFrame) flow.of(segment)
      if (flow.has(segment)) reassembler.segment(segment)
      else reassembler.advance(segment.atMicros)
    },
    udp: () => {},
    icmp: (error) => {
      if (flow.has(error.segment)) reassembler.refused(error)
      else reassembler.advance(error.atMicros)
    },
    other: () => {},
  })
  let frame = 0
  const sink: CaptureSink = {
    packet: (packet) => {
      frame = packet.frame
      if (frame > place.lastFrame) return
      const { linkType, bytes, start, end, originalLength } = packet
      const atMicros = packet.seconds * 1e6 + packet.nanos / 1e3
      decoder.decode(linkType, bytes, start, end, originalLength, frame, atMicros)
    },
    warning: () => {},
  }
  const reading = { enough: () => frame >= place.lastFrame, ...(signal === undefined ? {} : { signal }) }
  if (position === null) await readCapture(input, sink, reading)
  else await readCaptureFrom(input, position, sink, reading)
  if (place.early) followed.finishEarly()
  else {
    reassembler.advance(place.closedMicros)
    reassembler.end()
  }
  return told
}

/** Hears of one connection, the first that is opened. */
class FollowedConnection implements TcpSink {
  readonly #tcpStream: number
  readonly #sourceMicros: number
  readonly #options: EngineOptions
  readonly #open: () => RecordReceiver
  #reader: ConnectionReader | null = null

  constructor(tcpStream: number, sourceMicros: number, options: EngineOptions, open: () => RecordReceiver) {
    this.#tcpStream = tcpStream
    this.#sourceMicros = sourceMicros
    this.#options = options
    this.#open = open
  }

  opened(stream: TcpStream): void {
    if (stream.index !== this.#tcpStream) return
    this.#reader = new ConnectionReader(stream, this.#open, (port) => isExpected(port, this.#options))
  }

  mark(stream: TcpStream, direction: Direction, mark: TcpMark, frame: number, atMicros: number): void {
    this.#readerOf(stream)?.mark(direction, mark, frame, atMicros)
  }

  data(
    stream: TcpStream,
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    this.#readerOf(stream)?.payload(direction, bytes, start, end, frame, atMicros)
  }

  hole(stream: TcpStream, direction: Direction, length: number, frame: number, atMicros: number): void {
    this.#readerOf(stream)?.missing(direction, length, frame, atMicros)
  }

  closed(stream: TcpStream, why: 'fin' | 'rst' | 'reused' | 'end', atMicros: number): void {
    const silence = why === 'end' ? Math.max(0, this.#sourceMicros - atMicros) : 0
    this.#readerOf(stream)?.finish(why, atMicros, silence)
    if (stream.index === this.#tcpStream) this.#reader = null
  }

  /** It is judged as far as it came. */
  finishEarly(): void {
    this.#reader?.finish('end', this.#sourceMicros, 0)
    this.#reader = null
  }

  #readerOf(stream: TcpStream): ConnectionReader | null {
    return stream.index === this.#tcpStream ? this.#reader : null
  }
}

/** A pair of endpoints, whichever of them sends. */
class Flow {
  readonly #addresses = new Uint8Array(32)
  #length = 0
  #ports: readonly [number, number] = [0, 0]

  of({ bytes, sourceAt, destinationAt, addressLength, sourcePort, destinationPort }: TcpSegmentView): void {
    this.#length = addressLength
    this.#addresses.set(bytes.subarray(sourceAt, sourceAt + addressLength), 0)
    this.#addresses.set(bytes.subarray(destinationAt, destinationAt + addressLength), addressLength)
    this.#ports = [sourcePort, destinationPort]
  }

  has(segment: TcpSegmentView): boolean {
    if (segment.addressLength !== this.#length) return false
    const { sourcePort, destinationPort } = segment
    const [one, other] = this.#ports
    if (sourcePort === one && destinationPort === other && this.#isBetween(segment, 0)) return true
    return sourcePort === other && destinationPort === one && this.#isBetween(segment, this.#length)
  }

  /** @param source where the address is kept that has to be the sender's */
  #isBetween({ bytes, sourceAt, destinationAt }: TcpSegmentView, source: number): boolean {
    const destination = this.#length - source
    for (let at = 0; at < this.#length; at++) {
      if (bytes[sourceAt + at] !== this.#addresses[source + at]) return false
      if (bytes[destinationAt + at] !== this.#addresses[destination + at]) return false
    }
    return true
  }
}
