import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import { SessionOpener } from '../decrypt/session-opener.ts'
import { ConversationMaker } from './conversation-maker.ts'
import type { ConversationOpener } from './conversation-opener.ts'
import type { Fault } from './malformed-tls.ts'
import type { RecordReceiver } from './record-receiver.ts'
import { TapedConnection } from './taped-connection.ts'
import { TapePool } from './threads/tape-pool.ts'
import type { SessionTranscript } from './transcript/transcript.ts'
import { TranscriptOpener } from './transcript/transcript-opener.ts'

/** What was told of connections that are over may be written down again: then nobody need keep their ladders. */
export type Made = (conversation: Conversation, tape: Uint8Array | null, faults: readonly Fault[]) => void

/** The connections of one source that are open, each with what makes a conversation of it. */
export class ConversationMakers {
  readonly #source: number
  readonly #secrets: SecretStore
  readonly #done: Made
  readonly #elsewhere: ((tape: Uint8Array) => boolean) | undefined
  readonly #open = new Set<TapedConnection>()
  readonly #pool = new TapePool()
  readonly #transcripts = new Map<string, SessionTranscript>()

  /** @param elsewhere whether somebody else makes the conversation of what was written down */
  constructor(source: number, secrets: SecretStore, done: Made, elsewhere?: (tape: Uint8Array) => boolean) {
    this.#elsewhere = elsewhere
    this.#source = source
    this.#secrets = secrets
    this.#done = done
  }

  open(): RecordReceiver {
    const opener = this.#opener()
    const taped: TapedConnection = new TapedConnection({
      source: this.#source,
      pool: this.#pool,
      elsewhere: (tape) => {
        const taken = this.#elsewhere?.(tape) ?? false
        if (taken) this.#open.delete(taped)
        return taken
      },
      done: (conversation, tape, faults) => {
        this.#open.delete(taped)
        this.#done(conversation, tape, faults)
      },
    })
    if (opener !== null) taped.openWith(opener)
    else this.#open.add(taped)
    return taped
  }

  /** Of a connection that was written down already. */
  made(): RecordReceiver {
    return new ConversationMaker(this.#source, this.#opener(), (conversation, faults) =>
      this.#done(conversation, null, faults),
    )
  }

  /** What a session that is still to come said: it needs no secrets. */
  transcriptTold(transcript: SessionTranscript): void {
    this.#transcripts.set(transcript.clientRandom, transcript)
  }

  /** Connections that are open already may be decrypted from here on. */
  secretsCame(): void {
    for (const taped of this.#open) taped.openWith(new SessionOpener(this.#secrets))
    this.#open.clear()
  }

  #opener(): ConversationOpener | null {
    const opener = this.#secrets.hasAny ? new SessionOpener(this.#secrets) : null
    return this.#transcripts.size > 0 ? new TranscriptOpener(this.#transcripts, opener) : opener
  }
}
