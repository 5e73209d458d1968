import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { Peer } from '../../shared/conversation/vocabulary.ts'
import type { RecordProblem, TlsRecord } from '../../shared/tls/record/events.ts'
import { ConversationMaker } from './conversation-maker.ts'
import type { Made } from './conversation-makers.ts'
import type { ConversationOpener } from './conversation-opener.ts'
import type { Fault } from './malformed-tls.ts'
import type { ConnectionSummary, RecordReceiver } from './record-receiver.ts'
import type { TapeBuffer } from './threads/tape-buffer.ts'
import type { TapePool } from './threads/tape-pool.ts'
import { playConnection } from './threads/tape-reader.ts'
import { TapeReceiver } from './threads/tape-receiver.ts'

export interface TapedOptions {
  readonly source: number
  readonly pool: TapePool
  /** The tape is what `conversationOf` makes the same of; `null` where secrets had their part in it. */
  readonly done: Made
  /** Whether somebody else makes the conversation of it. */
  readonly elsewhere?: ((tape: Uint8Array) => boolean) | undefined
}

/**
 * Writes down the records of one connection while it is open, some kilobytes in place of a ladder's objects, and makes
 * the conversation when it is over. From the first secret on it is made as it goes, since what opens a record must see
 * it.
 */
export class TapedConnection implements RecordReceiver {
  /** What is told may be lent: either it is written down, or copied. */
  readonly copiesPayloads = true
  readonly keepsData = false
  readonly #given: TapedOptions
  #tape: TapeReceiver | null = new TapeReceiver(this)
  #maker: ConversationMaker | null = null

  constructor(given: TapedOptions) {
    this.#given = given
  }

  get held(): number {
    return this.#to.held
  }

  /** Secrets came to be known: what was written down is gone through once, and what follows is opened. */
  openWith(opener: ConversationOpener): void {
    if (this.#tape === null) return
    const { source, done } = this.#given
    const maker = new ConversationMaker(source, opener, (conversation, faults) =>
      done(conversation, null, faults),
    )
    const written = this.#tape.giveUp()
    this.#tape = null
    this.#maker = maker
    if (written === null) return
    playConnection(written.copy(), maker)
    this.#given.pool.giveBack(written)
  }

  // What the tape asks for and tells.

  lend(): TapeBuffer {
    return this.#given.pool.lend()
  }

  finished(written: TapeBuffer): void {
    const tape = written.copy()
    this.#given.pool.giveBack(written)
    if (this.#given.elsewhere?.(tape) === true) return
    const { conversation, faults } = played(tape, this.#given.source)
    this.#given.done(conversation, tape, faults)
  }

  transport(
    from: Peer,
    type: string,
    bytes: number,
    frame: number,
    atMicros: number,
    detail: string | null,
  ): void {
    this.#to.transport(from, type, bytes, frame, atMicros, detail)
  }

  plainHttp(
    from: Peer,
    type: 'Request' | 'Response',
    line: string,
    frame: number,
    atMicros: number,
    length: number,
  ): void {
    this.#to.plainHttp(from, type, line, frame, atMicros, length)
  }

  record(from: Peer, record: TlsRecord): void {
    this.#to.record(from, this.#maker === null ? record : owned(record))
  }

  applicationData(from: Peer, record: TlsRecord): void {
    this.#to.applicationData(from, this.#maker === null ? record : owned(record))
  }

  wantsApplicationData(from: Peer, length: number): boolean {
    return this.#to.wantsApplicationData(from, length)
  }

  lost(from: Peer): void {
    this.#to.lost(from)
  }

  malformed(from: Peer, problem: RecordProblem): void {
    this.#to.malformed(from, problem)
  }

  finish(summary: ConnectionSummary): void {
    this.#to.finish(summary)
  }

  get #to(): RecordReceiver {
    const to = this.#maker ?? this.#tape
    if (to === null) throw new Error('a connection is either written down or made')
    return to
  }
}

/** The conversation that a tape was made of. @param source 0-based number */
export function conversationOf(tape: Uint8Array, source: number): Conversation {
  return played(tape, source).conversation
}

function played(tape: Uint8Array, source: number): { conversation: Conversation; faults: readonly Fault[] } {
  const made: { conversation: Conversation; faults: readonly Fault[] }[] = []
  playConnection(
    tape,
    new ConversationMaker(source, null, (conversation, faults) => made.push({ conversation, faults })),
  )
  const [one] = made
  if (one === undefined) throw new Error('a tape without an end')
  return one
}

function owned(record: TlsRecord): TlsRecord {
  return record.payload.length === 0 ? record : { ...record, payload: record.payload.slice() }
}
