import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { namesFromHandshake } from '../../../shared/contract/known-names.ts'
import type { Library } from '../../../shared/runbook/library.ts'
import { type MatchableFinding, matchArticles } from '../../../shared/runbook/match.ts'
import { paint } from '../terminal.ts'
import { articleText } from './article-text.ts'

/**
 * The runbook article that fixes a handshake, its commands filled in; `null` where there is none for its findings.
 * @param captureName file name of the capture, without its folder
 * @param further findings beside the handshake's own, behind them in rank
 */
export function fixText(
  library: Library,
  handshake: HandshakeDocument,
  captureName: string | null,
  further: readonly MatchableFinding[] = [],
): string | null {
  const matches = matchArticles(library, [...handshake.findings, ...further])
  const article = matches[0]?.article
  if (article === undefined) return null
  const known = namesFromHandshake(handshake, handshake.leg, captureName)
  const text = articleText(article, known, { leg: handshake.leg }, [
    'What it means',
    'How to confirm',
    'Fix',
    'Verify',
  ])
  const more = [
    `tlscope runbook ${article.id} (risk, undo, sources)`,
    ...matches.slice(1).map((match) => `tlscope runbook ${match.article.id}`),
  ]
  return `${paint('bold', `── the fix for ${handshake.id} ──`)}\n${text}\nMore: ${more.join(' · ')}\n`
}
