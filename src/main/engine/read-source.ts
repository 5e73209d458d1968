import { hex } from '../../shared/bytes/text.ts'
import type { WarningDocument } from '../../shared/contract/analysis.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import { classifyUdp, type UdpDatagramView } from '../../shared/packet/datagram.ts'
import { PacketDecoder } from '../../shared/packet/decoder.ts'
import type { CaptureInput } from '../capture-file/byte-source.ts'
import type { CaptureSummary } from '../capture-file/events.ts'
import { SECRETS_TLS_KEY_LOG } from '../capture-file/pcapng-format.ts'
import { readCapture } from '../capture-file/read-capture.ts'
import { SecretStore } from '../decrypt/secret-store.ts'
import { SessionOpener } from '../decrypt/session-opener.ts'
import type { Direction, TcpMark, TcpSink, TcpStream } from '../tcp/events.ts'
import { TcpReassembler } from '../tcp/reassembler.ts'
import { StreamFollower } from './stream-follower.ts'

export interface SourceListener {
  /** A connection is over, or the source is: nothing more will be known of it. */
  conversation(conversation: Conversation): void
  /** Waited for now and then: what was handed on is dealt with, so that it does not pile up. */
  ready?(): Promise<void>
  progress?(bytesRead: number, totalBytes: number | null, packets: number): void
}

/** What reading one source gave beside its conversations. */
export interface SourceResult {
  readonly summary: CaptureSummary
  readonly streams: number
  readonly quic: number
  readonly dtls: number
  readonly warnings: readonly WarningDocument[]
}

/** What the ladders of connections that are still open may hold together. */
const HELD_BYTES = 64 * 1024 * 1024
/** A connection whose own ladder holds so much is the first to be judged early. */
const LARGE_LADDER = 1024 * 1024

/** UDP flows told apart; more are counted as one. */
const UDP_FLOWS = 65_536

/**
 * The river for one saved source: file, frames, TCP streams, TLS records, conversations. Streams that are
 * open at the end are closed by it, so that their silence can be judged by the capture's last packet.
 * @throws CaptureError if the input is no capture or cannot be read
 */
export async function readSource(
  input: CaptureInput,
  source: number,
  listener: SourceListener,
  signal?: AbortSignal,
  secrets: SecretStore = new SecretStore(),
): Promise<SourceResult> {
  const warnings: WarningDocument[] = []
  const flows = { quic: new Set<string>(), dtls: new Set<string>() }
  const limitMet = (message: string): void => {
    warnings.push({ code: 'limit-reached', offset: null, message })
  }
  const tcp = new FollowAll(source, listener, secrets, limitMet)
  const reassembler = new TcpReassembler(tcp, { limit: (_kind, message) => limitMet(message) })
  const decoder = new PacketDecoder({
    tcp: (segment) => {
      tcp.now(segment.atMicros)
      reassembler.segment(segment)
    },
    udp: (datagram) => countUdp(flows, datagram),
    other: () => {},
  })
  let packets = 0
  const summary = await readCapture(
    input,
    {
      packet: (packet) => {
        packets = packet.frame
        const atMicros = packet.seconds * 1e6 + packet.nanos / 1e3
        tcp.now(atMicros)
        decoder.decode(
          packet.linkType,
          packet.bytes,
          packet.start,
          packet.end,
          packet.originalLength,
          packet.frame,
          atMicros,
        )
      },
      secrets: (type, bytes) => {
        if (type !== SECRETS_TLS_KEY_LOG) return
        secrets.addKeyLog('the capture', bytes)
        tcp.secretsCame()
      },
      warning: (warning) => warnings.push(warning),
    },
    {
      ...(signal === undefined ? {} : { signal }),
      ready: async () => listener.ready?.(),
      onProgress: (bytesRead, total) => listener.progress?.(bytesRead, total, packets),
    },
  )
  reassembler.end()
  if (decoder.fragmentLimitMet)
    limitMet('more IP fragments than are put together: some datagrams were given up')
  if (Math.max(flows.quic.size, flows.dtls.size) >= UDP_FLOWS) {
    limitMet(`more than ${UDP_FLOWS} QUIC or DTLS flows: the rest is not counted`)
  }
  return {
    summary,
    streams: reassembler.streamCount,
    quic: flows.quic.size,
    dtls: flows.dtls.size,
    warnings,
  }
}

/** One follower a stream. Whoever is still open when the source ends is judged by the source's last packet. */
class FollowAll implements TcpSink {
  readonly #source: number
  readonly #listener: SourceListener
  readonly #secrets: SecretStore
  readonly #followers = new Map<number, StreamFollower>()
  readonly #limitMet: (message: string) => void
  /** Bytes that the ladders of all followers hold. */
  #held = 0
  #heldLimitTold = false
  #lastMicros = 0

  constructor(
    source: number,
    listener: SourceListener,
    secrets: SecretStore,
    limitMet: (message: string) => void,
  ) {
    this.#source = source
    this.#listener = listener
    this.#secrets = secrets
    this.#limitMet = limitMet
  }

  /** Lets the source's clock run: the last packet of all tells how long a stream was silent. */
  now(atMicros: number): void {
    if (atMicros > this.#lastMicros) this.#lastMicros = atMicros
  }

  /** Connections that are open already may be decrypted from here on. */
  secretsCame(): void {
    for (const follower of this.#followers.values()) {
      if (!follower.hasOpener) follower.openWith(new SessionOpener(this.#secrets))
    }
  }

  opened(stream: TcpStream): void {
    const opener = this.#secrets.hasAny ? new SessionOpener(this.#secrets) : null
    this.#followers.set(stream.index, new StreamFollower(stream, this.#source, { opener }))
  }

  mark(stream: TcpStream, direction: Direction, mark: TcpMark, frame: number, atMicros: number): void {
    this.#followers.get(stream.index)?.mark(direction, mark, frame, atMicros)
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
    const follower = this.#followers.get(stream.index)
    if (follower === undefined) return
    follower.payload(direction, bytes, start, end, frame, atMicros)
    this.#held += follower.cost - follower.counted
    follower.counted = follower.cost
    if (this.#held > HELD_BYTES) this.#judgeEarly(stream.index, follower)
  }

  hole(stream: TcpStream, direction: Direction, length: number, frame: number, atMicros: number): void {
    this.#followers.get(stream.index)?.missing(direction, length, frame, atMicros)
  }

  closed(stream: TcpStream, why: 'fin' | 'rst' | 'reused' | 'end', atMicros: number): void {
    const follower = this.#followers.get(stream.index)
    if (follower === undefined) return
    this.#drop(stream.index, follower)
    // Only what the source's end closes, or the limit of connections, was silent: for as long as is known by now.
    const silence = why === 'end' ? Math.max(0, this.#lastMicros - atMicros) : 0
    this.#listener.conversation(follower.finish(why, atMicros, silence))
  }

  /** The ladders hold too much: the one that grows, if it is large, else the oldest, is judged as far as it came. */
  #judgeEarly(growing: number, follower: StreamFollower): void {
    if (!this.#heldLimitTold) {
      const mebibytes = HELD_BYTES / 1024 / 1024
      this.#limitMet(`open connections hold more than ${mebibytes} MiB: some were judged before their end`)
    }
    this.#heldLimitTold = true
    const [oldest] = this.#followers
    const [index, early] = follower.cost > LARGE_LADDER || oldest === undefined ? [growing, follower] : oldest
    this.#drop(index, early)
    this.#listener.conversation(early.finish('end', this.#lastMicros, 0))
  }

  #drop(index: number, follower: StreamFollower): void {
    this.#followers.delete(index)
    this.#held -= follower.counted
  }
}

function countUdp(flows: { quic: Set<string>; dtls: Set<string> }, datagram: UdpDatagramView): void {
  const { bytes, payloadStart, payloadEnd, sourcePort, destinationPort } = datagram
  const kind = classifyUdp(bytes, payloadStart, payloadEnd, sourcePort, destinationPort)
  if (kind === 'other' || flows[kind].size >= UDP_FLOWS) return
  const { sourceAt, destinationAt, addressLength } = datagram
  const one = `${hex(bytes, sourceAt, sourceAt + addressLength)}:${sourcePort}`
  const other = `${hex(bytes, destinationAt, destinationAt + addressLength)}:${destinationPort}`
  flows[kind].add(one < other ? `${one} ${other}` : `${other} ${one}`)
}
