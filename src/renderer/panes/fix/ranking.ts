import type {
  EvidenceDocument,
  FindingDocument,
  HandshakeDocument,
} from '../../../shared/contract/analysis.ts'
import type { Leg } from '../../../shared/conversation/vocabulary.ts'
import type { Article, Command, Section } from '../../../shared/runbook/article.ts'
import type { Library } from '../../../shared/runbook/library.ts'
import {
  type Applicability,
  applicability,
  matchArticles,
  type Situation,
} from '../../../shared/runbook/match.ts'
import {
  fill,
  type KnownValues,
  type PlaceholderName,
  placeholdersIn,
} from '../../../shared/runbook/placeholders.ts'
import { fileName } from '../../state/format.ts'

/** What the fix pane shows for a finding; pure. */

/** The articles of one finding, the first answer first. */
export function articlesFor(library: Library, finding: FindingDocument, leg: Leg): readonly Article[] {
  return matchArticles(library, [{ id: finding.id, leg, fixes: finding.fixes }]).map(({ article }) => article)
}

/** The placeholders an article's commands use, each once, in reading order. */
export function placeholdersOf(article: Article, situation: Situation): PlaceholderName[] {
  const names = new Set<PlaceholderName>()
  for (const command of article.commands) {
    if (applicability(command, situation) === 'no') continue
    for (const name of placeholdersIn(command.text)) names.add(name)
  }
  return [...names]
}

/** Which of the choices (SKU, tier, leg) change what this article shows. */
export function choicesOf(article: Article): { sku: boolean; tier: boolean; leg: boolean } {
  return {
    sku: article.commands.some(({ skus }) => skus.length > 0),
    tier: article.commands.some(({ tiers }) => tiers.length > 0),
    leg: article.commands.some(({ legs }) => legs.length > 0),
  }
}

/** `only for Application Gateway v2 and classic tiers`; `null` where a command is for every place. */
export function conditionText(command: Command): string | null {
  const parts = [
    command.skus.length > 0 ? `Application Gateway ${command.skus.join(' or ')}` : null,
    command.tiers.length > 0 ? `APIM ${command.tiers.join(' or ')}` : null,
    command.legs.length > 0 ? `leg ${command.legs.join(' or ')}` : null,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : `only for ${parts.join(', ')}`
}

export interface ShownCommand {
  readonly command: Command
  readonly applies: Applicability
  readonly filled: ReturnType<typeof fill>
}

export function showCommand(command: Command, situation: Situation, names: KnownValues): ShownCommand {
  return { command, applies: applicability(command, situation), filled: fill(command.text, names) }
}

/** Sections with something to show for this place. */
export function sectionsFor(article: Article): readonly Section[] {
  return article.sections.filter((section) => section.blocks.length > 0)
}

/** How an evidence chip reads: `packet 9 · certificate_authorities[0] = CN=Client Root CA`. */
export function evidenceText(evidence: EvidenceDocument): { place: string; said: string } {
  if (!('frame' in evidence)) return { place: fileName(evidence.file), said: evidence.pointer }
  const said = evidence.value === '' ? evidence.field : `${evidence.field} = ${evidence.value}`
  return { place: evidence.frame === null ? 'no packet' : `packet ${evidence.frame}`, said }
}

/** What a screen reader says between the two parts of a chip, and after them. */
export function evidenceAside(
  evidence: EvidenceDocument,
  handshake: HandshakeDocument | null,
): { between: string; after: string } {
  if (!('frame' in evidence)) return { between: ' ', after: '' }
  const type = evidence.message === null ? undefined : handshake?.messages[evidence.message]?.type
  const after = evidence.bytes === null ? '' : `, bytes ${evidence.bytes[0]} to ${evidence.bytes[1] - 1}`
  return { between: type === undefined ? ', ' : `, ${type}, `, after }
}
