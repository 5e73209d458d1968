import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import { SessionOpener } from '../decrypt/session-opener.ts'
import { ConversationMaker } from './conversation-maker.ts'
import type { ConversationOpener } from './conversation-opener.ts'
import type { SessionTranscript } from './transcript/transcript.ts'
import { TranscriptOpener } from './transcript/transcript-opener.ts'

/** The connections of one source that are open, each with what makes a conversation of it. */
export class ConversationMakers {
  readonly #source: number
  readonly #secrets: SecretStore
  readonly #done: (conversation: Conversation) => void
  readonly #open = new Set<ConversationMaker>()
  readonly #transcripts = new Map<string, SessionTranscript>()

  constructor(source: number, secrets: SecretStore, done: (conversation: Conversation) => void) {
    this.#source = source
    this.#secrets = secrets
    this.#done = done
  }

  open(): ConversationMaker {
    const maker: ConversationMaker = new ConversationMaker(this.#source, this.#opener(), (conversation) => {
      this.#open.delete(maker)
      this.#done(conversation)
    })
    this.#open.add(maker)
    return maker
  }

  /** What a session that is still to come said: it needs no secrets. */
  transcriptTold(transcript: SessionTranscript): void {
    this.#transcripts.set(transcript.clientRandom, transcript)
  }

  /** Connections that are open already may be decrypted from here on. */
  secretsCame(): void {
    for (const maker of this.#open) if (!maker.hasOpener) maker.openWith(new SessionOpener(this.#secrets))
  }

  #opener(): ConversationOpener | null {
    const opener = this.#secrets.hasAny ? new SessionOpener(this.#secrets) : null
    return this.#transcripts.size > 0 ? new TranscriptOpener(this.#transcripts, opener) : opener
  }
}
