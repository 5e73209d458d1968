import { basename } from 'node:path'
import { printable } from '../../../shared/bytes/text.ts'
import type { FindingDocument, HandshakeDocument, SourceDocument } from '../../../shared/contract/analysis.ts'
import type { PathDocument } from '../../../shared/contract/paths.ts'
import { count } from '../../../shared/diagnosis/words.ts'
import type { Library } from '../../../shared/runbook/library.ts'
import type { AnalysisPrinter } from '../json-output.ts'
import { lineWidth, paint, write } from '../terminal.ts'
import { fixText } from './fix-text.ts'
import { handshakeText } from './handshake-text.ts'
import { pathsText } from './paths-text.ts'
import { Verdicts } from './verdicts.ts'
import { wrap } from './wrap.ts'

/** Broken handshakes of which an article may be wanted at the end. */
const MOST_KEPT = 100

/** For people: every handshake's verdict as it is decided, and the runbook article of the first one that broke. */
export class TextPrinter implements AnalysisPrinter {
  readonly #library: Library | null
  readonly #paths: string[]
  readonly #counts = { broken: 0, completed: 0, incomplete: 0 }
  readonly #verdicts = new Verdicts()
  /** The first that broke. */
  readonly #broken = new Map<string, HandshakeDocument>()
  #anyRead = false

  /** @param library `null`: without the article */
  constructor(library: Library | null, paths: readonly string[] = []) {
    this.#library = library
    this.#paths = [...paths]
  }

  async begin(): Promise<void> {}

  async handshake(document: HandshakeDocument): Promise<void> {
    this.#counts[document.outcome]++
    this.#verdicts.add(document)
    if (document.break !== null && this.#broken.size < MOST_KEPT) this.#broken.set(document.id, document)
    await write(`${handshakeText(document)}\n`)
  }

  passedOver({ outcome }: HandshakeDocument): void {
    this.#counts[outcome]++
  }

  async source(document: SourceDocument): Promise<void> {
    this.#anyRead = true
    const { quic, dtls } = document.notTcpTls
    const parts = [
      count(document.packets, 'packet'),
      document.otherStreams === 0
        ? null
        : count(document.otherStreams, 'TCP connection without TLS', 'TCP connections without TLS'),
      quic === 0 ? null : `${count(quic, 'QUIC flow')}, not looked into`,
      dtls === 0 ? null : `${count(dtls, 'DTLS flow')}, not looked into`,
      `validity judged by ${document.clock === 'given' ? 'the time given' : "the capture's clock"}`,
    ]
    const told = `${document.path}: ${parts.filter((part) => part !== null).join(' · ')}`
    await write(lines(wrap(printable(told), 0, lineWidth())))
    for (const warning of document.warnings) {
      const told = warning.offset === null || warning.message.includes(String(warning.offset))
      const at = told ? '' : ` (byte ${warning.offset})`
      const word = warning.code === 'gateway-suggested' ? 'hint' : 'warning'
      const [first = '', ...rest] = wrap(printable(`${word}: ${warning.message}${at}`), 2, lineWidth())
      await write(lines([first.replace(word, paint('yellow', word)), ...rest]))
    }
  }

  async end(findings: readonly FindingDocument[], paths: readonly PathDocument[]): Promise<void> {
    await write(pathsText(paths))
    for (const { severity, summary } of findings)
      await write(lines(wrap(printable(`${severity}: ${summary}`), 0, lineWidth())))
    // That nothing could be read is said on standard error: a count of nothing would sound like good news.
    if (!this.#anyRead) return
    const { broken, completed, incomplete } = this.#counts
    await write(`${broken} broken, ${completed} completed, ${incomplete} unknown\n`)
    await write(lines(this.#verdicts.lines(lineWidth())))
    const [first] = this.#broken.values()
    if (first !== undefined) await this.#article(this.#causeOf(first, paths))
  }

  /** Of a handshake that only tells of the leg behind the gateway, the one that broke there. */
  #causeOf(handshake: HandshakeDocument, paths: readonly PathDocument[]): HandshakeDocument {
    const path = paths.find(({ front }) => front === handshake.id)
    if (path?.brokenLeg !== 'gateway-apim') return handshake
    for (const id of path.back) {
      const behind = this.#broken.get(id)
      if (behind !== undefined) return behind
    }
    return handshake
  }

  async #article(handshake: HandshakeDocument): Promise<void> {
    if (this.#library === null) return
    const path = this.#paths[handshake.source]
    const text = fixText(this.#library, handshake, path === undefined ? null : basename(path))
    if (text !== null) await write(`\n${text}`)
  }
}

function lines(of: readonly string[]): string {
  return of.map((line) => `${line}\n`).join('')
}
