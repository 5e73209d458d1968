import { basename } from 'node:path'
import { printable } from '../../../../shared/bytes/text.ts'
import type {
  AnalysisDocument,
  FindingDocument,
  HandshakeDocument,
} from '../../../../shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../../shared/contract/probe.ts'
import type { CredentialDescription } from '../../../probe/credentials/index.ts'
import type { ProbeObserver, ProbeRequest } from '../../../probe/probe.ts'
import type { NamedRequest } from '../../../probe/request/index.ts'
import { type AnalysisPrinter, JsonPrinter, NdjsonPrinter } from '../../json-output.ts'
import { readRunbook } from '../../team-runbook.ts'
import { lineWidth, paint, write } from '../../terminal.ts'
import { fixText } from '../../text/fix-text.ts'
import { credentialLines } from '../../text/probe-certificates.ts'
import { probeText, verdictLines } from '../../text/probe-text.ts'
import { wrap } from '../../text/wrap.ts'
import { type FileArguments, namesFromProbe } from './known-names.ts'
import { StagePrinter } from './stage-printer.ts'

export interface OutputArguments extends FileArguments {
  readonly json?: boolean
  readonly ndjson?: boolean
  readonly article: boolean
  readonly at?: number
  readonly save?: string
}

/** What a probe prints, before, while and after it runs. */
export interface ProbeOutput {
  begin(asked: NamedRequest, credential: CredentialDescription | null): Promise<void>
  readonly stage: NonNullable<ProbeObserver['stage']>
  /** Keeps its hands off the terminal while somebody is asked. */
  quietly<T>(ask: () => T | Promise<T>): Promise<T>
  /** @param saved what was written; `null`: nothing */
  end(document: AnalysisDocument, saved: string | null): Promise<void>
  /** Nothing was probed: gives the terminal back. */
  abandon(): Promise<void>
}

export function outputFor(given: OutputArguments, asked: NamedRequest): ProbeOutput {
  if (given.json === true) return new DocumentOutput(new JsonPrinter())
  if (given.ndjson === true) return new DocumentOutput(new NdjsonPrinter())
  return new TextOutput(given, asked)
}

class DocumentOutput implements ProbeOutput {
  readonly #printer: AnalysisPrinter

  constructor(printer: AnalysisPrinter) {
    this.#printer = printer
  }

  async begin(): Promise<void> {}

  stage(): void {}

  async quietly<T>(ask: () => T | Promise<T>): Promise<T> {
    return await ask()
  }

  async end({ handshakes, sources, findings, paths }: AnalysisDocument): Promise<void> {
    await this.#printer.begin()
    for (const handshake of handshakes) await this.#printer.handshake(handshake)
    for (const source of sources) await this.#printer.source(source)
    await this.#printer.end(findings, paths ?? [])
  }

  async abandon(): Promise<void> {}
}

class TextOutput implements ProbeOutput {
  readonly #given: OutputArguments
  readonly #request: ProbeRequest
  readonly #stages: StagePrinter

  constructor(given: OutputArguments, { request }: NamedRequest) {
    this.#given = given
    this.#request = request
    this.#stages = new StagePrinter(request)
  }

  async begin(asked: NamedRequest, credential: CredentialDescription | null): Promise<void> {
    const { request, notes } = asked
    const lines = credential === null ? [] : [...credentialLines(credential, request.sendChain), '']
    lines.push(paint('bold', wrap(aim(asked), 0, lineWidth()).join('\n')))
    lines.push(...notes.flatMap((note) => wrap(printable(note), 2, lineWidth())))
    await write(`${lines.join('\n')}\n`)
  }

  readonly stage: ProbeOutput['stage'] = (report) => this.#stages.stage(report)

  quietly<T>(ask: () => T | Promise<T>): Promise<T> {
    return this.#stages.quietly(ask)
  }

  async end({ handshakes, sources, findings }: AnalysisDocument, saved: string | null): Promise<void> {
    await this.#stages.end()
    const [handshake] = handshakes
    const probe = sources[0]?.probe
    if (handshake === undefined || probe === undefined) return
    const { at } = this.#given
    const judged = { atMillis: at ?? Date.parse(probe.startedAt), given: at !== undefined }
    await write(`\n${probeText(handshake, probe, judged)}`)
    for (const { message } of sources[0]?.warnings ?? []) {
      await write(`${wrap(`warning: ${printable(message)}`, 0, lineWidth()).join('\n')}\n`)
    }
    for (const { severity, summary } of findings.filter((finding) => !isTold(finding, probe))) {
      await write(`${wrap(`${severity}: ${printable(summary)}`, 0, lineWidth()).join('\n')}\n`)
    }
    if (saved !== null) await write(`\n${saved}\n`)
    const fix = this.#given.article ? await this.#fix(handshake, probe) : null
    if (fix !== null) await write(`\n${fix}`)
    // By now it has left the screen.
    await write(`\n${verdictLines(handshake, probe).join('\n')}\n`)
  }

  abandon(): Promise<void> {
    return this.#stages.end()
  }

  async #fix(handshake: HandshakeDocument, { gateway }: ProbeDocument): Promise<string | null> {
    const predicted = gateway === null || gateway.outlook === 'healthy' ? [] : [gateway]
    const further = predicted.flatMap(({ findings, articles }) =>
      findings.map((id) => ({ id, leg: handshake.leg, fixes: articles })),
    )
    const { save } = this.#given
    return fixText(await readRunbook(), handshake, save === undefined ? null : basename(save), {
      findings: further,
      names: namesFromProbe(this.#given, this.#request),
    })
  }
}

/** What the sections on credential and gateway have said already. */
function isTold({ id, summary }: FindingDocument, { credential, gateway }: ProbeDocument): boolean {
  const before = credential?.findings.some((finding) => finding.summary === summary) ?? false
  return before || (gateway?.findings.includes(id) ?? false)
}

/** `Probing apim.contoso.internal:443 at 10.1.2.4:443, as appgw-v2-backend`. */
function aim({ request, profile }: NamedRequest): string {
  const { host, port, connect, proxy } = request
  const parts = [
    `Probing ${endpoint(host, port)}`,
    connect === null ? '' : ` at ${endpoint(connect.address, connect.port)}`,
    proxy === null ? '' : ` through ${endpoint(proxy.host, proxy.port)}`,
    profile === null ? '' : `, as ${profile.id}`,
  ]
  return parts.join('')
}

function endpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
