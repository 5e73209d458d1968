import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { pathOfHandshake } from '../../shared/contract/paths.ts'
import {
  type AnalysisEvent,
  type EngineChannel,
  engineChannels,
  type Outcome,
  type Request,
  type Response,
} from '../../shared/ipc/contract.ts'
import { ascii } from '../../shared/ipc/row-of.ts'
import { verdictComments } from '../incident/packet-comments.ts'
import { reportMarkdown } from '../incident/report-markdown.ts'
import { recordLab } from '../lab/index.ts'
import type { AnalysisInput } from './analysis.ts'
import { annotateFile } from './annotate-file.ts'
import type { OpenHandshake } from './kept-handshakes.ts'
import type { KeptProbe } from './kept-probe.ts'
import { labEngineOptions } from './lab-check.ts'
import { OpenCaptures } from './open-captures.ts'
import type { EngineOptions } from './options.ts'
import { ProbeDesk } from './probe-desk.ts'
import { CredentialShelf } from './probe-setup.ts'
import { errorAsData, Refusal } from './refusal.ts'
import { WindowAzure } from './window-azure.ts'
import { WindowCertificates } from './window-certificates.ts'
import { WindowCompare } from './window-compare.ts'
import { WindowFiles } from './window-files.ts'
import { WindowMatrix } from './window-matrix.ts'
import { optionsOfWindow } from './window-options.ts'
import { WindowProbes } from './window-probes.ts'
import { WindowRunbook } from './window-runbook.ts'
import { WindowSession } from './window-session.ts'

/** The window is shown at most so many bytes of one message. */
const SHOWN_BYTES = 1024 * 1024

/** Answered where probes are run, handshakes compared, files sorted and read, the session filled. */
type Elsewhere = Exclude<
  Extract<
    EngineChannel,
    | `probe:${string}`
    | `matrix:${string}`
    | `compare:${string}`
    | `certificates:${string}`
    | `azure:${string}`
    | `session:${string}`
    | `files:${string}`
    | `runbook:${string}`
  >,
  'probe:save'
>

type Answers = { [C in EngineChannel]: (request: Request<C>) => Promise<Response<C>> }

/** The engine's side of the contract: answers every engine channel, tells events as they come. */
export class EngineSession {
  readonly #emit: (event: AnalysisEvent) => void
  /** The one that the window shows; opening another lets go of it. */
  #open: { readonly id: string; readonly captures: OpenCaptures } | null = null

  readonly #runbook = new WindowRunbook()
  readonly #desk: ProbeDesk
  readonly #probes: WindowProbes
  readonly #matrix: WindowMatrix
  readonly #answers: Answers

  readonly #program: URL | null

  /** @param program of judging threads; `null`: there are none */
  constructor(emit: (event: AnalysisEvent) => void, program: URL | null = null) {
    this.#emit = emit
    this.#program = program
    this.#desk = new ProbeDesk(emit)
    const shelf = new CredentialShelf()
    this.#probes = new WindowProbes(emit, this.#desk, shelf)
    this.#matrix = new WindowMatrix(emit, this.#desk, shelf)
    const probes = this.#probes.answers(() => this.#letGo())
    const compare = new WindowCompare((analysis, id) => this.#handshake(analysis, id))
    const azure = new WindowAzure((analysis) => this.#capturesOrNone(analysis))
    this.#answers = {
      ...this.#captureAnswers,
      ...probes,
      ...this.#matrix.answers,
      ...compare.answers,
      ...new WindowCertificates((analysis, id) => this.#handshake(analysis, id)).answers,
      ...azure.answers,
      ...new WindowFiles().answers,
      ...this.#runbook.answers,
      ...new WindowSession(
        (analysis) => this.#capturesOrNone(analysis),
        () => this.#runbook.library(),
      ).answers,
    }
  }

  /** Validates the payload, runs the channel, and turns whatever happens into data. Never rejects. */
  async answer(channel: EngineChannel, payload: unknown): Promise<Outcome<unknown>> {
    try {
      return { ok: true, value: await this.#run(channel, payload) }
    } catch (error) {
      return { ok: false, error: errorAsData(error) }
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

  readonly #captureAnswers: Omit<Answers, Elsewhere> = {
    'analysis:open': async ({ paths, options }) => {
      const inputs = paths.map((path) => ({ path, input: path }))
      return { analysis: this.#start(inputs, await optionsOfWindow(options)) }
    },
    'analysis:lab': async () => {
      const { name, pcapng, options } = await recordLab()
      const input = { path: name, input: pcapng }
      return { analysis: this.#start([input], labEngineOptions(options)) }
    },
    'analysis:cancel': async ({ analysis }) => {
      if (this.#open?.id === analysis) this.#open.captures.cancel()
      this.#desk.cancel(analysis)
      return null
    },
    'handshake:document': async ({ analysis, handshake }) => {
      const { document } = await this.#handshake(analysis, handshake)
      return { json: ascii(JSON.stringify(document)) }
    },
    'message:bytes': async ({ analysis, handshake, message }) => {
      const { conversation } = await this.#handshake(analysis, handshake)
      const row = conversation.messages[message]
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
      const captures = this.#captures(analysis)
      const input = captures.source(source)?.input
      if (input === undefined) throw new Refusal('no-such-source', `There is no capture number ${source}.`)
      const comments = verdictComments(await captures.handshakesOf(source))
      const written = await annotateFile(input.input, output, comments)
      return { path: output, comments: written.comments }
    },
    'probe:save': async ({ analysis, output, withSecrets }) => {
      const probe = this.#probe(analysis)
      if (probe === null) throw new Refusal('no-such-analysis', 'This probe is no longer kept.')
      return { path: output, ...(await probe.save(output, withSecrets)) }
    },
    'report:markdown': async ({ analysis, handshake }) => {
      const { document } = await this.#handshake(analysis, handshake)
      const captures = this.#captures(analysis)
      const source = captures.source(document.source)
      const name = basename(source?.input.path ?? '')
      const library = await this.#runbook.library()
      const way = pathOfHandshake(captures.ways, handshake)
      return { markdown: reportMarkdown(document, source?.document ?? null, name, library, way) }
    },
  }

  #start(inputs: readonly AnalysisInput[], options: EngineOptions): string {
    this.#letGo()
    const id = randomUUID()
    const captures = new OpenCaptures(id, inputs, options, this.#emit, { program: this.#program })
    this.#open = { id, captures }
    // The answer goes out first: the window must know the id before its events arrive.
    setImmediate(() => void captures.read())
    return id
  }

  #letGo(): void {
    this.#open?.captures.close()
    this.#open = null
  }

  #probe(id: string): KeptProbe | null {
    return this.#probes.kept(id) ?? this.#matrix.kept(id)
  }

  #capturesOrNone(analysis: string): OpenCaptures | null {
    if (this.#open?.id === analysis) return this.#open.captures
    return this.#probe(analysis)?.captures ?? null
  }

  #captures(analysis: string): OpenCaptures {
    const captures = this.#capturesOrNone(analysis)
    if (captures !== null) return captures
    throw new Refusal('no-such-analysis', 'This capture is no longer open.', 'Open it again.')
  }

  async #handshake(analysis: string, id: string): Promise<OpenHandshake> {
    const handshake = await this.#captures(analysis).handshake(id)
    if (handshake === null) throw new Refusal('no-such-handshake', `There is no handshake ${id}.`)
    return handshake
  }
}
