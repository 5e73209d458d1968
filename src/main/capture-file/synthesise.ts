import { concat, utf8Bytes } from '../../shared/bytes/text.ts'
import { LINKTYPE_ETHERNET } from '../../shared/packet/link-types.ts'
import { type Endpoint, TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from '../../shared/packet/segment.ts'
import { PacketWriter } from './packet-writer.ts'
import { SECRETS_TLS_KEY_LOG } from './pcapng-format.ts'
import {
  decryptionSecretsBlock,
  enhancedPacketBlock,
  interfaceBlock,
  sectionHeaderBlock,
} from './pcapng-writer.ts'

/** What a capture made here says of itself, in its section comment. */
export const SYNTHESISED = 'synthesised by tlscope from the real bytes and times'

/** Something that one side did on its socket. */
export interface Exchange {
  /** Microseconds since 1970 UTC; not before the exchange ahead of it. */
  readonly atMicros: number
  readonly from: 'client' | 'server'
  /**
   * `syn`: the client tries. `open`: the connection was established, whoever tells it; its SYN, where none was told before,
   * has the same time. `rst` from the server right after a `syn`: a refusal; nothing after it: nobody answered. `fin`: this
   * side sends no more. `rst`: this side cut it off.
   */
  readonly kind: 'syn' | 'open' | 'data' | 'fin' | 'rst'
  /** Of `data`; any length. */
  readonly bytes?: Uint8Array
}

export interface SynthesisedFrame {
  readonly atMicros: number
  readonly bytes: Uint8Array
}

/** One recorded connection. Addresses are literals, both of one family. */
export interface ConversationRecord {
  readonly client: Endpoint
  readonly server: Endpoint
  readonly exchanges: readonly Exchange[]
  /** Its packets, where they were written down already; `exchanges` are not looked at then. */
  readonly frames?: readonly SynthesisedFrame[]
}

interface Side {
  readonly peer: 'client' | 'server'
  /** Next sequence number to send, counted from its SYN. */
  sequence: number
  /** Next sequence number expected from the other side; acknowledged as it comes. */
  expected: number
}

const NO_BYTES: Uint8Array = new Uint8Array(0)

/**
 * Turns what two sockets did into the frames that a capture on an Ethernet between them might have shown: the
 * three-way handshake, segments no longer than the MSS, an acknowledgement after each burst, FIN or RST. Only
 * what lies below the bytes (headers, sequence numbers, acknowledgements) is made up.
 */
export class ConversationWriter {
  readonly #client: Side = { peer: 'client', sequence: 0, expected: 0 }
  readonly #server: Side = { peer: 'server', sequence: 0, expected: 0 }
  readonly #packets: PacketWriter
  #tried = false
  #ended = false

  /** @throws RangeError if an address is no literal, or the two are of different families */
  constructor(client: Endpoint, server: Endpoint) {
    this.#packets = new PacketWriter(client, server)
  }

  /** The frames of one exchange, all at its time. Nothing follows a reset. */
  frames(exchange: Exchange): SynthesisedFrame[] {
    if (this.#ended) return []
    const own = exchange.from === 'client' ? this.#client : this.#server
    const other = exchange.from === 'client' ? this.#server : this.#client
    return this.#segments(exchange, own, other).map((bytes) => ({ atMicros: exchange.atMicros, bytes }))
  }

  #segments(exchange: Exchange, own: Side, other: Side): Uint8Array[] {
    const client = this.#client
    const server = this.#server
    switch (exchange.kind) {
      case 'syn':
        this.#tried = true
        return [this.#syn(client, server, TCP_SYN)]
      case 'open':
        return [
          ...(this.#tried ? [] : [this.#syn(client, server, TCP_SYN)]),
          this.#syn(server, client, TCP_SYN | TCP_ACK),
          this.#send(client, TCP_ACK),
        ]
      case 'data':
        return this.#data(own, other, exchange.bytes ?? NO_BYTES)
      case 'fin': {
        const fin = this.#send(own, TCP_FIN | TCP_ACK)
        own.sequence++
        other.expected = own.sequence
        return [fin, this.#send(other, TCP_ACK)]
      }
      case 'rst':
        this.#ended = true
        return [this.#send(own, TCP_RST | TCP_ACK)]
    }
  }

  #data(own: Side, other: Side, bytes: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = []
    const { segmentSize } = this.#packets
    for (let at = 0; at < bytes.length; at += segmentSize) {
      const payload = bytes.subarray(at, at + segmentSize)
      const last = at + payload.length === bytes.length
      frames.push(this.#send(own, last ? TCP_PSH | TCP_ACK : TCP_ACK, payload))
      own.sequence += payload.length
    }
    other.expected = own.sequence
    if (frames.length > 0) frames.push(this.#send(other, TCP_ACK))
    return frames
  }

  /** The receiver of a SYN expects what comes behind it. */
  #syn(own: Side, other: Side, flags: number): Uint8Array {
    const frame = this.#send(own, flags)
    own.sequence++
    other.expected = own.sequence
    return frame
  }

  #send(own: Side, flags: number, payload: Uint8Array = NO_BYTES): Uint8Array {
    return this.#packets.frame(own.peer, own.sequence, own.expected, flags, payload)
  }
}

export interface SynthesisOptions {
  /** Stands behind the mark in the section comment. */
  readonly comment?: string
  /** Further comments of the section. */
  readonly comments?: readonly string[]
  /** An NSS key log to put inside; only where the user asked for secrets. */
  readonly keyLog?: string
  readonly interfaceName?: string
}

/**
 * A pcapng of the given connections, their frames in order of time, marked as synthesised.
 */
export function synthesiseCapture(
  conversations: readonly ConversationRecord[],
  options: SynthesisOptions = {},
): Uint8Array {
  const frames = conversations.flatMap((conversation) => {
    if (conversation.frames !== undefined) return conversation.frames
    const writer = new ConversationWriter(conversation.client, conversation.server)
    return conversation.exchanges.flatMap((exchange) => writer.frames(exchange))
  })
  frames.sort((a, b) => a.atMicros - b.atMicros)
  const comment = options.comment === undefined ? SYNTHESISED : `${SYNTHESISED}\n${options.comment}`
  const blocks = [
    sectionHeaderBlock({ comments: [comment, ...(options.comments ?? [])], userApplication: 'tlscope' }),
    interfaceBlock({ linkType: LINKTYPE_ETHERNET, name: options.interfaceName ?? 'tlscope' }),
  ]
  if (options.keyLog !== undefined) {
    blocks.push(decryptionSecretsBlock(SECRETS_TLS_KEY_LOG, utf8Bytes(options.keyLog)))
  }
  for (const frame of frames) blocks.push(frameBlock(frame))
  return concat(blocks)
}

function frameBlock(frame: SynthesisedFrame): Uint8Array {
  const seconds = Math.floor(frame.atMicros / 1_000_000)
  const nanos = Math.min(Math.round((frame.atMicros - seconds * 1_000_000) * 1000), 999_999_999)
  const fields = { interfaceId: 0, seconds, nanos, originalLength: frame.bytes.length }
  return enhancedPacketBlock(fields, frame.bytes)
}
