import { handshakeId } from '../../shared/contract/handshake-document.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import type { TcpStream } from '../tcp/events.ts'
import type { ConnectionSink } from './connection-sink.ts'
import { ConversationMakers } from './conversation-makers.ts'
import type { Defect } from './guarded-receiver.ts'
import { isBroken, isListed, type JudgedConversation, judgeConversation } from './judge.ts'
import type { EngineOptions } from './options.ts'
import type { Across } from './paths-across.ts'
import { optionsWith, type ToldProbe, ToldProbes, unsentConversation, withoutMadeUp } from './probe/told.ts'
import { NOBODY, type RecordReceiver } from './record-receiver.ts'
import { GrowingTotals, type SourceTotals } from './source-totals.ts'

export interface LocalJudgeOptions {
  /** 0-based number of the source. */
  readonly source: number
  readonly options: EngineOptions
  readonly secrets: SecretStore
  readonly across: Pick<Across, 'add'>
  readonly handshake: (judged: JudgedConversation) => void
  /** Which connections, by number; not given: all. The others are not so much as counted. */
  readonly wants?: (tcpStream: number) => boolean
  readonly ready: () => Promise<void>
  /** Whether somebody else judges a connection that is over and was written down. */
  readonly elsewhere?: (tape: Uint8Array) => boolean
  /** Hears what was thrown while a connection was judged, beside that being counted. */
  readonly defect?: Defect
}

/** Judges every connection where it is read, as soon as it is over. */
export class LocalJudge implements ConnectionSink {
  readonly #given: LocalJudgeOptions
  readonly #makers: ConversationMakers
  readonly #probes = new ToldProbes()
  #totals = new GrowingTotals()

  constructor(given: LocalJudgeOptions) {
    this.#given = given
    const { source, secrets, elsewhere } = given
    this.#makers = new ConversationMakers({
      source,
      secrets,
      done: (conversation, tape, faults) => {
        this.#judge(conversation, tape)
        this.#totals.malformed.add(conversation, faults)
      },
      defect: (tcpStream, error) => this.#defect(tcpStream, error),
      elsewhere,
    })
  }

  receiverFor(stream?: Pick<TcpStream, 'index'>): RecordReceiver {
    const { wants } = this.#given
    return stream === undefined || wants === undefined || wants(stream.index) ? this.#makers.open() : NOBODY
  }

  /** Of a connection that is over and written down already. */
  receiverForTape(): RecordReceiver {
    return this.#makers.made()
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
    return this.take()
  }

  /** What the connections came to that were judged since the last time. */
  take(): SourceTotals {
    const totals = this.#totals
    this.#totals = new GrowingTotals()
    return totals
  }

  /** Judges a probe that sent no packet, under the number of a connection that is not there. */
  judgeUnsent(told: ToldProbe, tcpStream: number): void {
    try {
      this.#judge(unsentConversation(told, this.#given.source, tcpStream), null, told)
    } catch (error) {
      this.#defect(tcpStream, error)
    }
  }

  #judge(conversation: Conversation, tape: Uint8Array | null, told = this.#probes.of(conversation)): void {
    const { across, handshake } = this.#given
    const options = told === null ? this.#given.options : optionsWith(told, this.#given.options)
    const judged = judgeConversation(
      told === null ? conversation : withoutMadeUp(conversation),
      options,
      told,
    )
    const totals = this.#totals
    totals.limits.add(judged.facts)
    if (!isListed(judged, options)) {
      totals.others++
      return
    }
    // First: what could not be told counts nowhere.
    handshake(told === null && tape !== null ? { ...judged, tape } : judged)
    const id = handshakeId(conversation.source, conversation.tcpStream)
    totals.decryption.add(id, conversation.decryption)
    const { verdict, findings } = judged.diagnosis
    totals.broken ||= isBroken({ break: verdict.break, findings })
    across.add(judged)
  }

  #defect(tcpStream: number, error: unknown): void {
    this.#totals.notJudged.add(tcpStream)
    this.#given.defect?.(tcpStream, error)
  }
}
