import { stat } from 'node:fs/promises'
import type { HandshakeDocument, SourceDocument } from '../../shared/contract/analysis.ts'
import { CaptureError } from '../capture-file/events.ts'
import type { SecretStore } from '../decrypt/secret-store.ts'
import { type AnalysisInput, analyse } from './analysis.ts'
import type { Digest, DroppedHandshake } from './dropped-handshakes.ts'
import type { JudgedConversation } from './judge.ts'
import { digestOf } from './kept-handshakes.ts'
import type { EngineOptions } from './options.ts'
import { type ConnectionPlace, SourcePlaces } from './places.ts'
import { readConnection } from './read-connection.ts'
import { Refusal } from './refusal.ts'

/** A handshake as it was told, with all it was told from. */
export interface ToldHandshake {
  readonly document: HandshakeDocument
  readonly judged: JudgedConversation
}

/** A source that is open. */
export interface OpenSource {
  readonly input: AnalysisInput
  /** `null`: it is not read to its end yet. */
  readonly document: SourceDocument | null
}

/** Reads handshakes again that were let go of, each from the part of its capture in which its connection stands. */
export class ReadAgain {
  readonly #options: EngineOptions
  readonly #source: (number: number) => OpenSource | null
  /** Of each source, where its connections stand and what opened them. */
  readonly #read = new Map<number, { readonly places: SourcePlaces; readonly secrets: SecretStore }>()
  readonly #closed = new AbortController()

  constructor(options: EngineOptions, source: (number: number) => OpenSource | null) {
    this.#options = options
    this.#source = source
  }

  /** A source is about to be read from its beginning. */
  begin(source: number, secrets: SecretStore): SourcePlaces {
    const places = new SourcePlaces()
    this.#read.set(source, { places, secrets })
    return places
  }

  /** Where the connection stands that was told last; `null`: it is another one. */
  placeOf({ source, tcpStream }: Pick<HandshakeDocument, 'source' | 'tcpStream'>): ConnectionPlace | null {
    return this.#read.get(source)?.places.ofTold(tcpStream) ?? null
  }

  /** @throws Refusal where its capture is gone, or is another one by now */
  async handshake(dropped: DroppedHandshake): Promise<ToldHandshake> {
    const { source, tcpStream, digest } = dropped
    const once = await onceOnly(this.#source(source))
    if (once !== null) throw new Refusal('not-readable', once)
    const part = await this.#part(dropped)
    if (part !== null && isSame(part, digest)) return part
    // A limit that connections share had its part in it: they are all needed.
    const whole: ToldHandshake[] = []
    const wants = (stream: number): boolean => stream === tcpStream
    const failure = await this.all(source, (told) => whole.push(told), wants)
    const [again] = whole
    // A key log that is followed may open more than it did.
    if (again !== undefined && (again.judged.tape === null || isSame(again, digest))) return again
    const path = this.#source(source)?.input.path ?? ''
    throw gone(failure ?? `${path}: this capture is not what it was when it was read.`)
  }

  /**
   * Reads one source from its beginning to its end.
   * @param wants which connections, by number; not given: all
   * @returns what was wrong with it; what stands before that is told all the same
   */
  async all(
    number: number,
    take: (told: ToldHandshake) => void,
    wants?: (tcpStream: number) => boolean,
  ): Promise<string | null> {
    const source = this.#source(number)
    if (source === null) return null
    const once = await onceOnly(source)
    if (once !== null) return once
    let failure: string | null = null
    const listener = {
      firstSource: number,
      handshake: (document: HandshakeDocument, judged: JudgedConversation) => take({ document, judged }),
      failed: (_path: string, message: string) => {
        failure = message
      },
      notJudged: (message: string) => {
        failure ??= message
      },
      ...(wants === undefined ? {} : { wants }),
    }
    await analyse([source.input], this.#options, listener, this.#closed.signal)
    return failure
  }

  /** Nobody will ask any more: what is read at this moment is given up. */
  close(): void {
    this.#closed.abort()
  }

  /** `null`: its place is not known, or does not lead to it. */
  async #part({ source, tcpStream, place }: DroppedHandshake): Promise<ToldHandshake | null> {
    const read = this.#read.get(source)
    const opened = this.#source(source)
    if (read === undefined || place === null || opened === null) return null
    const { input } = opened.input
    if (typeof input !== 'string' && !(input instanceof Uint8Array)) return null
    // What a probe told of its own connection stands elsewhere.
    if (opened.input.probe !== undefined || opened.document?.probe !== undefined) return null
    const position = read.places.before(place.firstFrame)
    const { signal } = this.#closed
    const { secrets } = read
    const options = this.#options
    try {
      return await readConnection({ input, source, tcpStream, place, position, options, secrets, signal })
    } catch (error) {
      if (error instanceof CaptureError) throw gone(error.message)
      throw error
    }
  }
}

/** Why it cannot be read a second time; `null`: it can, as far as is known before. */
async function onceOnly(source: OpenSource | null): Promise<string | null> {
  const input = source?.input.input
  const status = typeof input === 'string' ? await stat(input).catch(() => null) : null
  const isPipe = status !== null && !status.isFile() && !status.isDirectory()
  if (!isPipe && (typeof input === 'string' || input instanceof Uint8Array)) return null
  return `${source?.input.path ?? ''}: what came through a pipe is not there a second time, and so much is not kept.`
}

function isSame({ document, judged }: ToldHandshake, [high, low]: Digest): boolean {
  const digest = digestOf(judged.tape ?? document)
  return digest[0] === high && digest[1] === low
}

function gone(message: string): Refusal {
  return new Refusal('not-readable', message, 'Open the capture again.')
}
