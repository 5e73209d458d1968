import { createHash } from 'node:crypto'
import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { handshakeId } from '../../shared/contract/handshake-document.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { ProbeEvidence } from '../../shared/conversation/probed.ts'
import type { Verdict } from '../../shared/conversation/verdict/shape.ts'
import { type Digest, type DroppedHandshake, DroppedHandshakes } from './dropped-handshakes.ts'
import { documentOf, type JudgedConversation, judgeConversation } from './judge.ts'
import { LADDER_COST, ROW_COST } from './ladder-cost.ts'
import type { EngineOptions } from './options.ts'
import type { ConnectionPlace } from './places.ts'
import { conversationOf } from './taped-connection.ts'

/** What the handshakes of everything that is open may hold together. */
export const KEPT_BYTES = 64 * 1024 * 1024
/** What one takes beside its records, about: objects of its own, its id and its place. */
const KEPT_COST = 400

/** Places that were called before they are swept out. */
const SWEPT_AT = 1024

/** A handshake with the conversation it was told from, for its bytes. */
export interface OpenHandshake {
  readonly document: HandshakeDocument
  readonly conversation: Conversation
  /** What only the probe knows whose own connection this is. */
  readonly probe: ProbeEvidence | null
  readonly verdict: Verdict
}

/** A handshake's row, or its document. */
export type ToBeKept = Pick<HandshakeDocument, 'id' | 'source' | 'tcpStream' | 'outcome'>

/** A place in the order in which handshakes are let go of. */
interface Ticket {
  readonly id: string
}

interface Kept {
  readonly ticket: Ticket
  readonly source: number
  readonly tcpStream: number
  readonly broken: boolean
  readonly bytes: number
  readonly place: ConnectionPlace | null
  /** The records of its connection, of which everything else is made again; or everything else. */
  readonly what: Uint8Array | OpenHandshake
}

/**
 * Handshakes that may be looked at, by id. Most are kept as their records alone, some kilobytes, and judged again when
 * somebody looks. Where all together are too many, the oldest that did not break are let go of first, then the oldest:
 * of each it is known where it stands in its capture.
 */
export class KeptHandshakes {
  readonly #options: EngineOptions
  readonly #most: number
  readonly #kept = new Map<string, Kept>()
  readonly #dropped = new Map<number, DroppedHandshakes>()
  /** In the order in which they are let go of; first those that did not break. */
  readonly #queues = [new TicketQueue(), new TicketQueue()] as const
  /** Those let go of together stand together. */
  readonly #shelves = [new Shelf(), new Shelf()] as const
  #bytes = 0

  constructor(options: EngineOptions, most = KEPT_BYTES) {
    this.#options = options
    this.#most = most
  }

  /**
   * One told before under the same id is replaced.
   * @param what the records of its connection where they are enough, else all of it
   * @param place where its connection stands; `null`: not known
   */
  keep(
    { id, source, tcpStream, outcome }: ToBeKept,
    what: Uint8Array | OpenHandshake,
    place: ConnectionPlace | null,
  ): void {
    const before = this.#kept.get(id)
    if (before !== undefined) this.#forget(before)
    const bytes = KEPT_COST + (what instanceof Uint8Array ? what.length : costOf(what.conversation))
    const ticket = { id }
    const broken = outcome === 'broken'
    const kept = { ticket, source, tcpStream, broken, bytes, place, what: this.#shelved(what, broken) }
    this.#kept.set(id, kept)
    this.#bytes += bytes
    this.#letGoOf()
    // It is looked at, or soon may be.
    this.#queues[kept.broken ? 1 : 0].add(ticket)
  }

  /** `null`: there is none of that id. */
  find(id: string): OpenHandshake | DroppedHandshake | null {
    const kept = this.#kept.get(id)
    if (kept !== undefined) return this.#whole(kept)
    const [, source = '0', stream] = /^(?:s(\d+))?h(\d+)$/.exec(id) ?? []
    return stream === undefined ? null : (this.#dropped.get(Number(source))?.find(Number(stream)) ?? null)
  }

  /** Those of one source whose records are there, in the order in which they were told; each is made when it is asked for. */
  *of(source: number): Generator<OpenHandshake> {
    for (const kept of this.#kept.values()) if (kept.source === source) yield this.#whole(kept)
  }

  /** Whether the records of every handshake of a source are there. */
  hasAll(source: number): boolean {
    return (this.#dropped.get(source)?.size ?? 0) === 0
  }

  /** Those that could not be kept as records alone: secrets had their part in them. */
  *made(): Generator<OpenHandshake> {
    for (const { what } of this.#kept.values()) if (!(what instanceof Uint8Array)) yield what
  }

  /** Everything is about to be read, perhaps again: until that is done, what is known already stays. */
  begin(): void {
    for (const dropped of this.#dropped.values()) dropped.begin()
  }

  /** Everything was read. */
  end(): void {
    for (const dropped of this.#dropped.values()) dropped.end()
  }

  #shelved(what: Uint8Array | OpenHandshake, broken: boolean): Uint8Array | OpenHandshake {
    return what instanceof Uint8Array ? this.#shelves[broken ? 1 : 0].copy(what) : what
  }

  #whole({ what, source }: Kept): OpenHandshake {
    if (!(what instanceof Uint8Array)) return what
    const judged = judgeConversation(conversationOf(what, source), this.#options)
    return openHandshake(documentOf(judged), judged, source)
  }

  #letGoOf(): void {
    for (const queue of this.#queues) {
      while (this.#bytes > this.#most) {
        const ticket = queue.next()
        if (ticket === null) break
        const kept = this.#kept.get(ticket.id)
        // Else it was replaced meanwhile, and has its place behind.
        if (kept?.ticket === ticket) this.#letGo(kept)
      }
    }
  }

  #letGo(kept: Kept): void {
    this.#forget(kept)
    const { source, tcpStream, place, what } = kept
    const dropped = this.#dropped.get(source) ?? new DroppedHandshakes(source)
    this.#dropped.set(source, dropped)
    dropped.add(tcpStream, place, digestOf(what instanceof Uint8Array ? what : what.document))
  }

  #forget({ ticket, bytes }: Kept): void {
    this.#bytes -= bytes
    this.#kept.delete(ticket.id)
  }
}

/**
 * Copies of records, one behind the other in buffers that many share: a buffer of its own takes more than the few hundred
 * bytes of most. A buffer is gone with the last copy in it.
 */
class Shelf {
  #buffer = new Uint8Array(0)
  #used = 0

  copy(bytes: Uint8Array): Uint8Array {
    if (bytes.length > SHELF / 8) return bytes.slice()
    if (this.#used + bytes.length > this.#buffer.length) {
      this.#buffer = new Uint8Array(SHELF)
      this.#used = 0
    }
    const copy = this.#buffer.subarray(this.#used, this.#used + bytes.length)
    copy.set(bytes)
    this.#used += bytes.length
    return copy
  }
}

const SHELF = 256 * 1024

/** Who came first is let go of first. */
class TicketQueue {
  #waiting: Ticket[] = []
  #head = 0

  add(ticket: Ticket): void {
    this.#waiting.push(ticket)
  }

  /** `null`: nobody waits. */
  next(): Ticket | null {
    const ticket = this.#waiting[this.#head]
    if (ticket === undefined) return null
    this.#head++
    if (this.#head > SWEPT_AT && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head)
      this.#head = 0
    }
    return ticket
  }
}

/** What tells whether a handshake that was read again is the one that was told. @param what its records, else all of it */
export function digestOf(what: Uint8Array | HandshakeDocument): Digest {
  const hash = createHash('sha256').update(what instanceof Uint8Array ? what : JSON.stringify(what))
  const digest = hash.digest()
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)]
}

function costOf({ messages }: Conversation): number {
  let bytes = 2 * LADDER_COST
  for (const { raw } of messages) bytes += ROW_COST + (raw?.length ?? 0)
  return bytes
}

/** @param source its number among what is open, whatever it was when it was read */
export function openHandshake(
  document: HandshakeDocument,
  { conversation, facts, diagnosis }: JudgedConversation,
  source: number,
): OpenHandshake {
  const id = handshakeId(source, conversation.tcpStream)
  return {
    document: document.source === source ? document : { ...document, id, source },
    conversation: conversation.source === source ? conversation : { ...conversation, source },
    probe: facts.probe,
    verdict: diagnosis.verdict,
  }
}
