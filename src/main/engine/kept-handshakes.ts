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
export const KEPT_BYTES = 96 * 1024 * 1024
/** What one is reckoned at beside its records. */
const KEPT_COST = 400

/** A handshake with the conversation it was told from, for its bytes. */
export interface OpenHandshake {
  readonly document: HandshakeDocument
  readonly conversation: Conversation
  /** What only the probe knows whose own connection this is. */
  readonly probe: ProbeEvidence | null
  readonly verdict: Verdict
}

interface Kept {
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
  readonly #order: [Set<string>, Set<string>] = [new Set(), new Set()]
  #bytes = 0

  constructor(options: EngineOptions, most = KEPT_BYTES) {
    this.#options = options
    this.#most = most
  }

  /** One told before under the same id is replaced. @param place where its connection stands; `null`: not known */
  keep(document: HandshakeDocument, judged: JudgedConversation, place: ConnectionPlace | null = null): void {
    const { id, source, tcpStream } = document
    const { conversation, tape } = judged
    this.#forget(id)
    const what = tape ?? openHandshake(document, judged, source)
    const bytes = KEPT_COST + (tape === null ? costOf(conversation) : tape.length)
    const broken = document.break !== null
    this.#kept.set(id, { source, tcpStream, broken, bytes, place, what })
    this.#order[broken ? 1 : 0].add(id)
    this.#bytes += bytes
    for (const order of this.#order) {
      for (const oldest of order) {
        if (this.#bytes <= this.#most) return
        if (oldest !== id) this.#letGo(oldest)
      }
    }
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

  #whole({ what, source }: Kept): OpenHandshake {
    if (!(what instanceof Uint8Array)) return what
    const judged = judgeConversation(conversationOf(what, source), this.#options)
    return openHandshake(documentOf(judged), judged, source)
  }

  #letGo(id: string): void {
    const kept = this.#forget(id)
    if (kept === null) return
    const { source, tcpStream, place, what } = kept
    const dropped = this.#dropped.get(source) ?? new DroppedHandshakes(source)
    this.#dropped.set(source, dropped)
    dropped.add(tcpStream, place, digestOf(what instanceof Uint8Array ? what : what.document))
  }

  #forget(id: string): Kept | null {
    const kept = this.#kept.get(id)
    if (kept === undefined) return null
    this.#order[kept.broken ? 1 : 0].delete(id)
    this.#bytes -= kept.bytes
    this.#kept.delete(id)
    return kept
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
