import { hex } from '../../shared/bytes/text.ts'
import type { FindingDocument, HandshakeDocument, SourceDocument } from '../../shared/contract/analysis.ts'
import type { PathDocument } from '../../shared/contract/paths.ts'
import type { AnalysisEvent } from '../../shared/ipc/contract.ts'
import type { HandshakeRow } from '../../shared/ipc/handshake-row.ts'
import { type AnalysisInput, type AnalysisListener, analyse } from './analysis.ts'
import type { DroppedHandshake } from './dropped-handshakes.ts'
import { EventBatch } from './event-batch.ts'
import { documentOf } from './judge.ts'
import { KEPT_BYTES, KeptHandshakes, type OpenHandshake, openHandshake } from './kept-handshakes.ts'
import { KeyLogWatch } from './key-log-watch.ts'
import type { EngineOptions } from './options.ts'
import { type OpenSource, ReadAgain } from './read-again.ts'
import { errorAsData } from './refusal.ts'
import { RowWriter, TOLD_TEXT } from './row-writer.ts'
import { LazyRowThreads } from './threads/lazy-threads.ts'

export interface OpenCapturesSettings {
  /** What handshakes may hold, in bytes. */
  readonly keeps?: number
  /** Of judging threads; not given: there are none. */
  readonly program?: URL | null
}

/**
 * One opened set of captures and what was found in it. It is read once when started, and again whenever a key log
 * that is followed brings secrets of handshakes that could not be opened.
 */
export class OpenCaptures {
  readonly #id: string
  readonly #inputs: readonly AnalysisInput[]
  readonly #options: EngineOptions
  readonly #emit: (event: AnalysisEvent) => void
  readonly #watch: KeyLogWatch
  readonly #program: URL | null
  readonly #handshakes: KeptHandshakes
  readonly #again: ReadAgain
  /** Handshakes that are read again at this moment. */
  readonly #fetching = new Map<string, Promise<OpenHandshake>>()
  #sources: SourceDocument[] = []
  #ways: readonly PathDocument[] = []
  /** The path of each source that was begun: inputs that cannot be read have no number. */
  readonly #paths = new Map<number, string>()
  #changes = 0
  /** `null` while nothing is read. */
  #reading: AbortController | null = null

  constructor(
    id: string,
    inputs: readonly AnalysisInput[],
    options: EngineOptions,
    emit: (event: AnalysisEvent) => void,
    { keeps = KEPT_BYTES, program = null }: OpenCapturesSettings = {},
  ) {
    this.#id = id
    this.#inputs = inputs
    this.#options = options
    this.#emit = emit
    this.#handshakes = new KeptHandshakes(options, keeps)
    this.#program = program
    this.#again = new ReadAgain(options, (number) => this.source(number))
    const followed = options.secrets.keyLogs.filter(({ bytes }) => bytes === null)
    this.#watch = new KeyLogWatch(followed.map(({ name }) => name))
  }

  /**
   * Where its records are no longer kept, they are read again from its capture. `null`: there is none of that id.
   * @throws Refusal where the capture is gone, or is another one by now
   */
  async handshake(id: string): Promise<OpenHandshake | null> {
    const found = this.#handshakes.find(id)
    if (found === null || 'document' in found) return found
    const fetching = this.#fetching.get(id) ?? this.#fetch(found).finally(() => this.#fetching.delete(id))
    this.#fetching.set(id, fetching)
    return await fetching
  }

  /** Ways through the gateway, once everything is read. */
  get ways(): readonly PathDocument[] {
    return this.#ways
  }

  /** Another number than before: there is more to tell, or something else. */
  get changes(): number {
    return this.#changes
  }

  /** The documents of a source's handshakes. */
  async handshakesOf(source: number): Promise<HandshakeDocument[]> {
    const documents: HandshakeDocument[] = []
    if (!this.#handshakes.hasAll(source))
      await this.#again.all(source, (told) => documents.push(told.document))
    else for (const { document } of this.#handshakes.of(source)) documents.push(document)
    return documents
  }

  /** `null` for a number that no source has. */
  source(number: number): OpenSource | null {
    const path = this.#paths.get(number)
    const input = this.#inputs.find((one) => one.path === path)
    return input === undefined ? null : { input, document: this.#sources[number] ?? null }
  }

  /** Reads from the beginning. Every outcome is told as events; never rejects. */
  async read(): Promise<void> {
    const controller = new AbortController()
    this.#reading = controller
    const batch = new EventBatch({
      handshakes: (handshakes) => this.#emit({ kind: 'handshakes', analysis: this.#id, handshakes }),
      progress: (progress) => this.#emit({ kind: 'progress', analysis: this.#id, ...progress }),
    })
    const { signal } = controller
    // At once, whatever the reader is waiting for; what it says afterwards is not listened to.
    signal.addEventListener('abort', () => this.#ended(batch, true, [], []))
    let findings: readonly FindingDocument[] = []
    let paths: readonly PathDocument[] = []
    try {
      this.#handshakes.begin()
      await this.#watch.mark()
      const result = await analyse(this.#inputs, this.#options, this.#listener(batch, signal), signal)
      findings = result.findings
      paths = result.paths
    } catch (error) {
      if (!signal.aborted) {
        batch.flush()
        const { message, hint } = errorAsData(error)
        this.#emit({ kind: 'failed', analysis: this.#id, path: this.#inputs[0]?.path ?? '', message, hint })
      }
    }
    if (signal.aborted) return
    this.#handshakes.end()
    this.#ended(batch, false, findings, paths)
    this.#watch.start(this.#notOpened(), () => void this.#readAgain())
  }

  /** Ends the reading, or the watching of key logs. What was read so far stays. */
  cancel(): void {
    this.#watch.stop()
    this.#reading?.abort()
  }

  /** Nobody will ask for anything any more. */
  close(): void {
    this.cancel()
    this.#again.close()
  }

  async #readAgain(): Promise<void> {
    this.#sources = []
    this.#emit({ kind: 'again', analysis: this.#id })
    await this.read()
  }

  #ended(
    batch: EventBatch,
    cancelled: boolean,
    findings: readonly FindingDocument[],
    paths: readonly PathDocument[],
  ): void {
    this.#reading = null
    this.#changes++
    this.#ways = paths
    batch.flush()
    this.#emit({ kind: 'done', analysis: this.#id, cancelled, findings: [...findings], paths: [...paths] })
  }

  #listener(batch: EventBatch, signal: AbortSignal): AnalysisListener {
    const rows = new RowWriter()
    // Each thread writes as much as all together may.
    let text = 0
    const tell = (row: HandshakeRow): void => {
      text += row.json?.length ?? 0
      batch.add(row.json === null || text <= TOLD_TEXT ? row : { ...row, json: null })
    }
    const rowThreads =
      this.#program === null
        ? null
        : new LazyRowThreads(this.#options, {
            program: this.#program,
            row: (row, { tape, place }) => {
              if (signal.aborted) return
              this.#changes++
              this.#handshakes.keep(row, tape, place)
              tell(row)
            },
          })
    return {
      ...(rowThreads === null ? {} : { rowThreads }),
      judged: (judged) => {
        if (signal.aborted) return
        const row = rows.row(judged)
        const what = judged.tape ?? openHandshake(documentOf(judged), judged, row.source)
        this.#changes++
        this.#handshakes.keep(row, what, this.#again.placeOf(row))
        tell(row)
      },
      places: (source, secrets) => this.#again.begin(source, secrets),
      source: (source) => {
        if (signal.aborted) return
        this.#paths.set(this.#sources.length, source.path)
        this.#sources.push(source)
        this.#changes++
        batch.flush()
        this.#emit({ kind: 'source', analysis: this.#id, source })
      },
      failed: (path, message) => {
        if (!signal.aborted) this.#emit({ kind: 'failed', analysis: this.#id, path, message, hint: null })
      },
      progress: (source, path, bytesRead, totalBytes, packets) => {
        if (signal.aborted) return
        this.#paths.set(source, path)
        batch.progress({ source, path, bytesRead, totalBytes, packets })
      },
    }
  }

  /** It is kept from here on: its messages are asked for one by one. */
  async #fetch(dropped: DroppedHandshake): Promise<OpenHandshake> {
    const { document, judged } = await this.#again.handshake(dropped)
    const handshake = openHandshake(document, judged, dropped.source)
    this.#handshakes.keep(document, judged.tape ?? handshake, dropped.place)
    return handshake
  }

  /** Client randoms of the handshakes that a further secret might open. */
  #notOpened(): Set<string> {
    const randoms = new Set<string>()
    for (const { conversation } of this.#handshakes.made()) {
      const { decryption, messages } = conversation
      if (decryption === null || decryption.state === 'decrypted' || decryption.state === 'unsupported')
        continue
      for (const { type, form, raw } of messages) {
        if (type === 'ClientHello' && form === 'handshake' && raw !== null && raw.length >= RANDOM_END)
          randoms.add(hex(raw, RANDOM_START, RANDOM_END))
      }
    }
    return randoms
  }
}

/** `random` of a ClientHello with its 4-byte header: behind legacy_version, 32 bytes (RFC 8446 4.1.2). */
const RANDOM_START = 6
const RANDOM_END = 38
