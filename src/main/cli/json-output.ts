import type {
  AnalysisDocument,
  FindingDocument,
  HandshakeDocument,
  SourceDocument,
} from '../../shared/contract/analysis.ts'
import type { PathDocument } from '../../shared/contract/paths.ts'
import { Batch } from './batch.ts'

const SCHEMA: AnalysisDocument['schema'] = 'tlscope.analysis/1'

/** A printer that takes handshakes as text from whoever encoded them. */
export interface TextTaker {
  readonly framing: { readonly before: string; readonly after: string }
  /** Framed JSON texts, in UTF-8. */
  lines(text: Uint8Array): Promise<void>
}

/** Prints an analysis as it comes. Sources are known when their handshakes are out. */
export interface AnalysisPrinter {
  begin(): Promise<void>
  handshake(document: HandshakeDocument): Promise<void>
  /** One that a filter keeps from being printed. */
  passedOver?(document: HandshakeDocument): void
  source(document: SourceDocument): Promise<void>
  end(findings: readonly FindingDocument[], paths: readonly PathDocument[]): Promise<void>
}

/** One document, written as a stream: handshakes as they are decided, then what is known only at the end. */
export class JsonPrinter implements AnalysisPrinter, TextTaker {
  readonly framing = { before: ',\n', after: '' }
  readonly #out = new Batch()
  readonly #sources: SourceDocument[] = []
  #first = true

  async begin(): Promise<void> {
    await this.#out.add('{"schema":', SCHEMA, ',"handshakes":[')
  }

  async handshake(document: HandshakeDocument): Promise<void> {
    const separator = this.#first ? '\n' : ',\n'
    this.#first = false
    await this.#out.add(separator, document, '')
  }

  async lines(text: Uint8Array): Promise<void> {
    // The first one has no comma before it.
    await this.#out.addBytes(this.#first ? text.subarray(1) : text)
    this.#first = false
  }

  async source(document: SourceDocument): Promise<void> {
    this.#sources.push(document)
  }

  async end(findings: readonly FindingDocument[], paths: readonly PathDocument[]): Promise<void> {
    await this.#out.add('\n],"sources":', this.#sources, ',"findings":')
    await this.#out.add('', findings, paths.length === 0 ? '}\n' : ',"paths":')
    if (paths.length > 0) await this.#out.add('', paths, '}\n')
    await this.#out.flush()
  }
}

/** One handshake a line, and a last line of type `summary`. */
export class NdjsonPrinter implements AnalysisPrinter, TextTaker {
  readonly framing = { before: '', after: '\n' }
  readonly #out = new Batch()
  readonly #sources: SourceDocument[] = []

  async begin(): Promise<void> {}

  async handshake(document: HandshakeDocument): Promise<void> {
    await this.#out.add('', document, '\n')
  }

  async lines(text: Uint8Array): Promise<void> {
    await this.#out.addBytes(text)
  }

  async source(document: SourceDocument): Promise<void> {
    this.#sources.push(document)
  }

  async end(findings: readonly FindingDocument[], paths: readonly PathDocument[]): Promise<void> {
    const joined = paths.length === 0 ? {} : { paths }
    await this.#out.add('', { type: 'summary', sources: this.#sources, findings, ...joined }, '\n')
    await this.#out.flush()
  }
}
