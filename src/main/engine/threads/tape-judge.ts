import { type ChainSighting, ChainsByName } from '../../../shared/diagnosis/across/chains-by-name.ts'
import { SecretStore } from '../../decrypt/secret-store.ts'
import { LocalJudge } from '../local-judge.ts'
import type { EngineOptions } from '../options.ts'
import { Across } from '../paths-across.ts'
import { answersFor, type ThreadAnswers } from './answers.ts'
import {
  engineOptions,
  type PlainTotals,
  type ThreadAnswer,
  type ThreadStart,
  type Told,
} from './messages.ts'
import { TapeReader } from './tape-reader.ts'

/** Judges what stands on the tapes of one source after the other, and answers each with text or rows. */
export class TapeJudge {
  readonly #options: EngineOptions
  readonly #answers: ThreadAnswers
  readonly #progress: Int32Array
  #source: SourceJudge | null = null

  constructor({ options, framing, progress }: ThreadStart) {
    this.#options = engineOptions(options)
    this.#answers = answersFor(framing)
    this.#progress = progress
  }

  told(message: Told): void {
    switch (message.kind) {
      case 'source':
        this.#source = new SourceJudge(message.source, this.#options, this.#answers)
        break
      case 'probe':
        this.#source?.judge.probeTold(message.told)
        break
      case 'secrets':
        this.#source?.secretsCame(message.keyLog)
    }
  }

  /** @returns the answer, and what of it may be handed over @throws if no source was told before */
  answer(tape: Uint8Array): { readonly answer: ThreadAnswer; readonly transfer: ArrayBuffer[] } {
    const source = this.#source
    if (source === null) throw new Error('a tape of no source')
    source.play(tape, (connection) => Atomics.store(this.#progress, 0, connection))
    Atomics.store(this.#progress, 0, 0)
    return this.#answers.take(source.takeTotals())
  }
}

/** One source, as far as its tapes come here. */
class SourceJudge {
  readonly judge: LocalJudge
  readonly #options: EngineOptions
  readonly #secrets = new SecretStore()
  /** What this thread remembers of a name, the others and the sources before may answer: all is told, but each once. */
  readonly #chains = new ChainsByName((sighting) => this.#sightings.push(sighting))
  #sightings: ChainSighting[] = []
  /** Of the tape at hand. */
  #across: Across

  constructor(source: number, options: EngineOptions, answers: ThreadAnswers) {
    this.#options = options
    this.#across = this.#nothingSeen()
    this.judge = new LocalJudge({
      source,
      options,
      secrets: this.#secrets,
      across: { add: (judged) => this.#across.add(judged) },
      handshake: (judged) => answers.add(judged),
      ready: async () => {},
    })
  }

  secretsCame(keyLog: Uint8Array): void {
    this.#secrets.addKeyLog('the capture', keyLog)
    this.judge.secretsCame()
  }

  /** @param begins told of each connection before it is judged, counted from 1 */
  play(tape: Uint8Array, begins: (connection: number) => void): void {
    let connections = 0
    new TapeReader({
      open: () => {
        begins(++connections)
        return this.judge.receiverForTape()
      },
      secrets: (keyLog) => this.secretsCame(keyLog),
    }).play(tape)
  }

  takeTotals(): PlainTotals {
    const { others, broken, limits, malformed, decryption, notJudged } = this.judge.take()
    const across = this.#across
    const sightings = this.#sightings
    this.#across = this.#nothingSeen()
    this.#sightings = []
    return {
      others,
      broken,
      limits: limits.entries(),
      malformed: { count: malformed.count, places: malformed.places },
      decrypted: decryption.decrypted,
      decryption: decryption.entries(),
      sightings: sightings.map((sighting) => ({
        ...sighting,
        chain: sighting.chain.map(({ der }) => der.slice()),
      })),
      legs: across.legs.sightings,
      hops: across.hops.all,
      notJudged: { count: notJudged.count, streams: notJudged.streams },
    }
  }

  #nothingSeen(): Across {
    return new Across(this.#options, this.#chains)
  }
}
