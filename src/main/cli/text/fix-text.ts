import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { namesFromHandshake } from '../../../shared/contract/known-names.ts'
import type { Library } from '../../../shared/runbook/library.ts'
import { type MatchableFinding, matchArticles, type Situation } from '../../../shared/runbook/match.ts'
import type { KnownValues } from '../../../shared/runbook/placeholders.ts'
import { paint } from '../terminal.ts'
import { articleText } from './article-text.ts'

/** What else is known of the place, beside the handshake. */
export interface KnownBeside {
  /** Findings, behind the handshake's own in rank. */
  readonly findings: readonly MatchableFinding[]
  /** Values for the commands; what the handshake tells goes before them. */
  readonly names: KnownValues
}

const NOTHING: KnownBeside = { findings: [], names: {} }

/**
 * The runbook article that fixes a handshake, its commands filled in; `null` where there is none for its findings.
 * @param captureName file name of the capture, without its folder
 */
export function fixText(
  library: Library,
  handshake: HandshakeDocument,
  captureName: string | null,
  beside = NOTHING,
): string | null {
  const known = { ...beside.names, ...namesFromHandshake(handshake, handshake.leg, captureName) }
  const findings = [...handshake.findings, ...beside.findings]
  return chosenArticleText(library, findings, known, { leg: handshake.leg }, `the fix for ${handshake.id}`)
}

/** The article for what stands first among the findings, under a heading; `null` where there is none. */
export function chosenArticleText(
  library: Library,
  findings: readonly MatchableFinding[],
  known: KnownValues,
  situation: Situation,
  heading: string,
): string | null {
  const matches = matchArticles(library, findings)
  const article = matches[0]?.article
  if (article === undefined) return null
  const text = articleText(article, known, situation, ['What it means', 'How to confirm', 'Fix', 'Verify'])
  const more = [
    `tlscope runbook ${article.id} (risk, undo, sources)`,
    ...matches.slice(1).map((match) => `tlscope runbook ${match.article.id}`),
  ]
  return `${paint('bold', `── ${heading} ──`)}\n${text}\nMore:\n${more.map((one) => `  ${one}\n`).join('')}`
}
