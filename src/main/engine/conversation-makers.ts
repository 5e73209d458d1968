import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import { SessionOpener } from '../decrypt/session-opener.ts'
import { ConversationMaker } from './conversation-maker.ts'
import type { ConversationOpener } from './conversation-opener.ts'
import { type Defect, GuardedReceiver } from './guarded-receiver.ts'
import type { Fault } from './malformed-tls.ts'
import type { RecordReceiver } from './record-receiver.ts'
import { TapedConnection } from './taped-connection.ts'
import { TapePool } from './threads/tape-pool.ts'
import type { SessionTranscript } from './transcript/transcript.ts'
import { TranscriptOpener } from './transcript/transcript-opener.ts'

/** What was told of connections that are over may be written down again: then nobody need keep their ladders. */
export type Made = (conversation: Conversation, tape: Uint8Array | null, faults: readonly Fault[]) => void

export interface ConversationMakersOptions {
  /** 0-based number of the source. */
  readonly source: number
  readonly secrets: SecretStore
  readonly done: Made
  /** Told in place of `done` where that, or what comes before it, throws. */
  readonly defect: Defect
  /** Whether somebody else makes the conversation of what was written down. */
  readonly elsewhere?: ((tape: Uint8Array) => boolean) | undefined
}

/** The connections of one source that are open, each with what makes a conversation of it. */
export class ConversationMakers {
  readonly #given: ConversationMakersOptions
  readonly #open = new Map<TapedConnection, GuardedReceiver>()
  readonly #pool = new TapePool()
  readonly #transcripts = new Map<string, SessionTranscript>()

  constructor(given: ConversationMakersOptions) {
    this.#given = given
  }

  open(): RecordReceiver {
    const { source, done, defect, elsewhere } = this.#given
    const opener = this.#opener()
    const taped: TapedConnection = new TapedConnection({
      source,
      pool: this.#pool,
      elsewhere: (tape) => {
        const taken = elsewhere?.(tape) ?? false
        if (taken) this.#open.delete(taped)
        return taken
      },
      done: (conversation, tape, faults) => {
        this.#open.delete(taped)
        done(conversation, tape, faults)
      },
    })
    const guarded = new GuardedReceiver(taped, (tcpStream, error) => {
      this.#open.delete(taped)
      defect(tcpStream, error)
    })
    if (opener !== null) guarded.attempt(() => taped.openWith(opener))
    else this.#open.set(taped, guarded)
    return guarded
  }

  /** Of a connection that was written down already. */
  made(): RecordReceiver {
    const { source, done, defect } = this.#given
    const maker = new ConversationMaker(source, this.#opener(), (conversation, faults) =>
      done(conversation, null, faults),
    )
    return new GuardedReceiver(maker, defect)
  }

  /** What a session that is still to come said: it needs no secrets. */
  transcriptTold(transcript: SessionTranscript): void {
    this.#transcripts.set(transcript.clientRandom, transcript)
  }

  /** Connections that are open already may be decrypted from here on. */
  secretsCame(): void {
    const { secrets } = this.#given
    for (const [taped, guarded] of this.#open) {
      guarded.attempt(() => taped.openWith(new SessionOpener(secrets)))
    }
    this.#open.clear()
  }

  #opener(): ConversationOpener | null {
    const { secrets } = this.#given
    const opener = secrets.hasAny ? new SessionOpener(secrets) : null
    return this.#transcripts.size > 0 ? new TranscriptOpener(this.#transcripts, opener) : opener
  }
}
