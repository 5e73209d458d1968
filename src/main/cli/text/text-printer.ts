import { basename } from 'node:path'
import type { FindingDocument, HandshakeDocument, SourceDocument } from '../../../shared/contract/analysis.ts'
import type { PathDocument } from '../../../shared/contract/paths.ts'
import type { Library } from '../../../shared/runbook/library.ts'
import type { AnalysisPrinter } from '../json-output.ts'
import { paint, write } from '../terminal.ts'
import { fixText } from './fix-text.ts'
import { handshakeText } from './handshake-text.ts'
import { pathsText } from './paths-text.ts'

/** For people: every handshake's verdict as it is decided, and the runbook article of the first one that broke. */
export class TextPrinter implements AnalysisPrinter {
  readonly #library: Library | null
  readonly #paths: string[]
  readonly #counts = { broken: 0, completed: 0, incomplete: 0 }
  #articleOf: HandshakeDocument | null = null

  /** @param library `null`: without the article */
  constructor(library: Library | null, paths: readonly string[] = []) {
    this.#library = library
    this.#paths = [...paths]
  }

  async begin(): Promise<void> {}

  async handshake(document: HandshakeDocument): Promise<void> {
    this.#counts[document.outcome]++
    if (document.break !== null) this.#articleOf ??= document
    await write(`${handshakeText(document)}\n`)
  }

  async source(document: SourceDocument): Promise<void> {
    const { quic, dtls } = document.notTcpTls
    const parts = [
      `${document.packets} packets`,
      document.otherStreams === 0 ? null : `${document.otherStreams} TCP connections without TLS`,
      quic === 0 ? null : `${quic} QUIC flows, not looked into`,
      dtls === 0 ? null : `${dtls} DTLS flows, not looked into`,
      `validity judged by ${document.clock === 'given' ? 'the time given' : "the capture's clock"}`,
    ]
    await write(`${document.path}: ${parts.filter((part) => part !== null).join(' · ')}\n`)
    for (const warning of document.warnings) {
      const told = warning.offset === null || warning.message.includes(String(warning.offset))
      const at = told ? '' : ` (byte ${warning.offset})`
      const word = warning.code === 'gateway-suggested' ? 'hint' : 'warning'
      await write(`  ${paint('yellow', word)}: ${warning.message}${at}\n`)
    }
  }

  async end(findings: readonly FindingDocument[], paths: readonly PathDocument[]): Promise<void> {
    await write(pathsText(paths))
    for (const finding of findings) await write(`${finding.severity}: ${finding.summary}\n`)
    const { broken, completed, incomplete } = this.#counts
    await write(`${broken} broken, ${completed} completed, ${incomplete} unknown\n`)
    if (this.#articleOf !== null) await this.#article(this.#articleOf)
  }

  async #article(handshake: HandshakeDocument): Promise<void> {
    if (this.#library === null) return
    const path = this.#paths[handshake.source]
    const text = fixText(this.#library, handshake, path === undefined ? null : basename(path))
    if (text !== null) await write(`\n${text}`)
  }
}
