import { handshakeId } from '../../shared/contract/handshake-document.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import type { TcpStream } from '../tcp/events.ts'
import type { ConnectionSink, SourceTotals } from './connection-sink.ts'
import { ConversationMakers, type Made } from './conversation-makers.ts'
import { isBroken, isListed, type JudgedConversation, judgeConversation } from './judge.ts'
import { LimitsMet } from './limits-met.ts'
import { MalformedTls } from './malformed-tls.ts'
import type { EngineOptions } from './options.ts'
import type { Across } from './paths-across.ts'
import { optionsWith, type ToldProbe, ToldProbes, unsentConversation, withoutMadeUp } from './probe/told.ts'
import { NOBODY, type RecordReceiver } from './record-receiver.ts'
import { DecryptionCounts } from './secrets.ts'

export interface LocalJudgeOptions {
  /** 0-based number of the source. */
  readonly source: number
  readonly options: EngineOptions
  readonly secrets: SecretStore
  readonly across: Across
  readonly handshake: (judged: JudgedConversation) => void
  /** Which connections, by number; not given: all. The others are not so much as counted. */
  readonly wants?: (tcpStream: number) => boolean
  readonly ready: () => Promise<void>
  /** Whether somebody else judges a connection that is over and was written down. */
  readonly elsewhere?: (tape: Uint8Array) => boolean
}

/** Judges every connection where it is read, as soon as it is over. */
export class LocalJudge implements ConnectionSink {
  readonly #given: LocalJudgeOptions
  readonly #makers: ConversationMakers
  readonly #limits = new LimitsMet()
  readonly #malformed = new MalformedTls()
  readonly #decryption = new DecryptionCounts()
  readonly #probes = new ToldProbes()
  #others = 0
  #broken = false

  constructor(given: LocalJudgeOptions) {
    this.#given = given
    const made: Made = (conversation, tape, faults) => {
      this.#judge(conversation, tape)
      this.#malformed.add(conversation, faults)
    }
    this.#makers = new ConversationMakers(given.source, given.secrets, made, given.elsewhere)
  }

  receiverFor(stream?: Pick<TcpStream, 'index'>): RecordReceiver {
    const { wants } = this.#given
    return stream === undefined || wants === undefined || wants(stream.index) ? this.#makers.open() : NOBODY
  }

  /** Of a connection that is over and written down already. */
  receiverForTape(): RecordReceiver {
    return this.#makers.made()
  }

  get isBroken(): boolean {
    return this.#broken
  }

  secretsCame(): void {
    this.#makers.secretsCame()
  }

  probeTold(told: ToldProbe): void {
    this.#probes.add(told)
    if (told.transcript !== null) this.#makers.transcriptTold(told.transcript)
  }

  ready(): Promise<void> {
    return this.#given.ready()
  }

  async end(): Promise<SourceTotals> {
    return {
      others: this.#others,
      broken: this.#broken,
      limits: this.#limits,
      malformed: this.#malformed,
      decryption: this.#decryption,
    }
  }

  /** Judges a probe that sent no packet, under the number of a connection that is not there. */
  judgeUnsent(told: ToldProbe, tcpStream: number): void {
    this.#judge(unsentConversation(told, this.#given.source, tcpStream), null, told)
  }

  #judge(conversation: Conversation, tape: Uint8Array | null, told = this.#probes.of(conversation)): void {
    const { across, handshake } = this.#given
    const options = told === null ? this.#given.options : optionsWith(told, this.#given.options)
    const judged = judgeConversation(
      told === null ? conversation : withoutMadeUp(conversation),
      options,
      told,
    )
    this.#limits.add(judged.facts)
    if (!isListed(judged, options)) {
      this.#others++
      return
    }
    const id = handshakeId(conversation.source, conversation.tcpStream)
    this.#decryption.add(id, conversation.decryption)
    const { verdict, findings } = judged.diagnosis
    this.#broken ||= isBroken({ break: verdict.break, findings })
    across.add(judged)
    handshake(told === null && tape !== null ? { ...judged, tape } : judged)
  }
}
