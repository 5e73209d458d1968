import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { handshakeId } from '../../shared/contract/handshake-document.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { ProbeEvidence } from '../../shared/conversation/probed.ts'
import type { Verdict } from '../../shared/conversation/verdict/shape.ts'
import { documentOf, type JudgedConversation, judgeConversation } from './judge.ts'
import { LADDER_COST, ROW_COST } from './ladder-cost.ts'
import type { EngineOptions } from './options.ts'
import { conversationOf } from './taped-connection.ts'

/** What the handshakes of everything that is open may hold together. */
export const KEPT_BYTES = 96 * 1024 * 1024

/** A handshake with the conversation it was told from, for its bytes. */
export interface OpenHandshake {
  readonly document: HandshakeDocument
  readonly conversation: Conversation
  /** What only the probe knows whose own connection this is. */
  readonly probe: ProbeEvidence | null
  readonly verdict: Verdict
}

/** What is left of a handshake whose records are not kept: they stand in its capture. */
export interface DroppedHandshake {
  readonly source: number
  readonly tcpStream: number
}

interface Kept extends DroppedHandshake {
  readonly broken: boolean
  readonly bytes: number
  /** The records of its connection, of which everything else is made again; or everything else. */
  readonly what: Uint8Array | OpenHandshake | null
}

/**
 * Handshakes that may be looked at, by id. Most are kept as their records alone, some kilobytes, and judged again when
 * somebody looks. Where all together are too many, the oldest that did not break are let go of first, then the oldest.
 */
export class KeptHandshakes {
  readonly #options: EngineOptions
  readonly #most: number
  readonly #kept = new Map<string, Kept>()
  /** In the order in which they are let go of; first those that did not break. */
  readonly #order: [Set<string>, Set<string>] = [new Set(), new Set()]
  #bytes = 0

  constructor(options: EngineOptions, most = KEPT_BYTES) {
    this.#options = options
    this.#most = most
  }

  /** One told before under the same id is replaced. */
  keep(document: HandshakeDocument, judged: JudgedConversation): void {
    const { id, source, tcpStream } = document
    const { conversation, tape } = judged
    this.#letGo(id)
    const what = tape ?? openHandshake(document, judged, source)
    const bytes = tape === null ? costOf(conversation) : tape.length
    const broken = document.break !== null
    this.#kept.set(id, { source, tcpStream, broken, bytes, what })
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
    if (kept === undefined) return null
    return kept.what instanceof Uint8Array ? this.#again(kept.what, kept.source) : (kept.what ?? kept)
  }

  /** Those of one source, in the order in which they were told; each is made when it is asked for. */
  *of(source: number): Generator<OpenHandshake | DroppedHandshake> {
    for (const [id, kept] of this.#kept) {
      const found = kept.source === source ? this.find(id) : null
      if (found !== null) yield found
    }
  }

  /** Whether the records of every handshake of a source are there. */
  hasAll(source: number): boolean {
    for (const kept of this.#kept.values()) if (kept.source === source && kept.what === null) return false
    return true
  }

  /** Those that could not be kept as records alone: secrets had their part in them. */
  *made(): Generator<OpenHandshake> {
    for (const { what } of this.#kept.values()) if (what !== null && 'document' in what) yield what
  }

  #again(tape: Uint8Array, source: number): OpenHandshake {
    const judged = judgeConversation(conversationOf(tape, source), this.#options)
    return openHandshake(documentOf(judged), judged, source)
  }

  #letGo(id: string): void {
    const kept = this.#kept.get(id)
    if (kept === undefined) return
    this.#order[kept.broken ? 1 : 0].delete(id)
    this.#bytes -= kept.bytes
    this.#kept.set(id, { ...kept, bytes: 0, what: null })
  }
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
