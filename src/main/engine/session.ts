import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { HandshakeDocument, SourceDocument } from '../../shared/contract/analysis.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import {
  type AnalysisEvent,
  type AnalyzeOptions,
  type EngineChannel,
  engineChannels,
  type Outcome,
  type Request,
  type Response,
} from '../../shared/ipc/contract.ts'
import { CaptureError } from '../capture-file/events.ts'
import { verdictComments } from '../incident/packet-comments.ts'
import { reportMarkdown } from '../incident/report-markdown.ts'
import { recordLab } from '../lab/index.ts'
import { readArticleFiles, readLibrary } from '../runbook/article-files.ts'
import { type AnalysisInput, analyse } from './analysis.ts'
import { annotateFile } from './annotate-file.ts'
import { EventBatch } from './event-batch.ts'
import { chunksOf, labEngineOptions } from './lab-check.ts'
import { type EngineOptions, GivenFileError, NO_OPTIONS } from './options.ts'
import { readSecretFiles } from './secrets.ts'

/** The window is shown at most so many bytes of one message. */
const SHOWN_BYTES = 1024 * 1024

/** One opened set of captures and what was found in it. */
interface OpenAnalysis {
  readonly inputs: readonly AnalysisInput[]
  readonly controller: AbortController
  readonly handshakes: Map<string, { document: HandshakeDocument; conversation: Conversation }>
  readonly sources: SourceDocument[]
}

/** A refusal the user is told of: one sentence and what to do. */
class Refusal extends Error {
  readonly code: string
  readonly hint: string | null
  constructor(code: string, message: string, hint: string | null = null) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

type Answers = { [C in EngineChannel]: (request: Request<C>) => Promise<Response<C>> }

/** The engine's side of the contract: answers every engine channel, tells events as they come. */
export class EngineSession {
  readonly #emit: (event: AnalysisEvent) => void
  readonly #analyses = new Map<string, OpenAnalysis>()

  constructor(emit: (event: AnalysisEvent) => void) {
    this.#emit = emit
  }

  /** Validates the payload, runs the channel, and turns whatever happens into data. Never rejects. */
  async answer(channel: EngineChannel, payload: unknown): Promise<Outcome<unknown>> {
    try {
      return { ok: true, value: await this.#run(channel, payload) }
    } catch (error) {
      return { ok: false, error: describe(error) }
    }
  }

  async #run(channel: EngineChannel, payload: unknown): Promise<unknown> {
    const contract = engineChannels[channel]
    if (contract === undefined)
      throw new Refusal('unknown-channel', `The engine knows no request ${String(channel)}.`)
    const request = contract.request.safeParse(payload)
    if (!request.success) throw new Refusal('bad-request', `The request ${channel} was malformed.`)
    const answer = this.#answers[channel] as (request: unknown) => Promise<unknown>
    return answer(request.data)
  }

  readonly #answers: Answers = {
    'analysis:open': async ({ paths, options }) => {
      const inputs = paths.map((path) => ({ path, input: path }))
      return { analysis: this.#start(inputs, await engineOptions(options)) }
    },
    'analysis:lab': async () => {
      const { name, pcapng, options } = await recordLab()
      const input = { path: name, input: chunksOf(pcapng) }
      return { analysis: this.#start([input], labEngineOptions(options)) }
    },
    'analysis:cancel': async ({ analysis }) => {
      this.#analyses.get(analysis)?.controller.abort()
      return null
    },
    'message:bytes': async ({ analysis, handshake, message }) => {
      const row = this.#handshake(analysis, handshake).conversation.messages[message]
      if (row === undefined) throw new Refusal('no-such-message', `${handshake} has no message ${message}.`)
      const raw = row.raw
      return {
        // A copy of its own: a view would carry its whole buffer across the processes.
        raw: raw === null ? null : raw.slice(0, SHOWN_BYTES),
        form: row.form,
        cut: row.cut,
        version: row.version,
        cipherSuite: row.cipherSuite,
        shortened: raw !== null && raw.length > SHOWN_BYTES,
      }
    },
    'export:annotated': async ({ analysis, source, output }) => {
      const open = this.#analysis(analysis)
      const input = open.inputs[source]
      if (input === undefined) throw new Refusal('no-such-source', `There is no capture number ${source}.`)
      const handshakes = [...open.handshakes.values()].map(({ document }) => document)
      const comments = verdictComments(handshakes.filter((document) => document.source === source))
      const written = await annotateFile(input.input, output, comments)
      return { path: output, comments: written.comments }
    },
    'report:markdown': async ({ analysis, handshake }) => {
      const open = this.#analysis(analysis)
      const { document } = this.#handshake(analysis, handshake)
      const path = open.inputs[document.source]?.path ?? ''
      const source = open.sources.find((one) => one.path === path) ?? null
      return { markdown: reportMarkdown(document, source, basename(path), await readLibrary()) }
    },
    'runbook:files': async () => ({
      files: (await readArticleFiles()).map(({ file, text }) => ({ name: file, text })),
    }),
  }

  #start(inputs: readonly AnalysisInput[], options: EngineOptions): string {
    const analysis = randomUUID()
    const open: OpenAnalysis = {
      inputs,
      controller: new AbortController(),
      handshakes: new Map(),
      sources: [],
    }
    this.#analyses.set(analysis, open)
    // The answer goes out first: the window must know the id before its events arrive.
    setImmediate(() => void this.#read(analysis, open, options))
    return analysis
  }

  async #read(analysis: string, open: OpenAnalysis, options: EngineOptions): Promise<void> {
    const batch = new EventBatch((handshakes) => this.#emit({ kind: 'handshakes', analysis, handshakes }))
    try {
      const result = await analyse(
        open.inputs,
        options,
        {
          handshake: (document, { conversation }) => {
            open.handshakes.set(document.id, { document, conversation })
            batch.add(document)
          },
          source: (source) => {
            open.sources.push(source)
            batch.flush()
            this.#emit({ kind: 'source', analysis, source })
          },
          failed: (path, message) => this.#emit({ kind: 'failed', analysis, path, message, hint: null }),
          progress: (source, path, bytesRead, totalBytes, packets) =>
            this.#emit({ kind: 'progress', analysis, source, path, bytesRead, totalBytes, packets }),
        },
        open.controller.signal,
      )
      batch.flush()
      this.#emit({ kind: 'done', analysis, cancelled: false, findings: result.findings })
    } catch (error) {
      batch.flush()
      const cancelled = open.controller.signal.aborted
      if (!cancelled) {
        const { message, hint } = describe(error)
        this.#emit({ kind: 'failed', analysis, path: open.inputs[0]?.path ?? '', message, hint })
      }
      this.#emit({ kind: 'done', analysis, cancelled, findings: [] })
    }
  }

  #analysis(id: string): OpenAnalysis {
    const open = this.#analyses.get(id)
    if (open === undefined) {
      throw new Refusal('no-such-analysis', 'This capture is no longer open.', 'Open it again.')
    }
    return open
  }

  #handshake(analysis: string, id: string): { document: HandshakeDocument; conversation: Conversation } {
    const handshake = this.#analysis(analysis).handshakes.get(id)
    if (handshake === undefined) throw new Refusal('no-such-handshake', `There is no handshake ${id}.`)
    return handshake
  }
}

async function engineOptions(options: AnalyzeOptions): Promise<EngineOptions> {
  const at = options.at === undefined ? Number.NaN : Date.parse(options.at)
  return {
    ...NO_OPTIONS,
    topology: { gateway: options.gateway ?? null, apim: options.apim ?? null },
    host: options.host ?? null,
    port: options.port ?? null,
    expectMtls: options.expectMtls ?? false,
    atMillis: Number.isNaN(at) ? null : at,
    secrets: await readSecretFiles(options.keyLogs ?? [], false, []),
  }
}

function describe(error: unknown): { code: string; message: string; hint: string | null } {
  if (error instanceof Refusal) return { code: error.code, message: error.message, hint: error.hint }
  if (error instanceof CaptureError) return { code: error.code, message: error.message, hint: null }
  if (error instanceof GivenFileError) return { code: 'given-file', message: error.message, hint: null }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'engine', message, hint: null }
}
