import type { Leg } from '../conversation/vocabulary.ts'
import type { ApimTier, Article, Command, GatewaySku } from './article.ts'
import type { ArticleIndex } from './article-index.ts'

/** What is known of the place; a property left out is unknown. */
export interface Situation {
  readonly sku?: GatewaySku
  readonly tier?: ApimTier
  readonly leg?: Leg
}

/**
 * `yes`: meant for this place (or for every place). `maybe`: it depends on something not known yet, so show
 * it with its condition. `no`: meant for another place; offering it would be wrong.
 */
export type Applicability = 'yes' | 'maybe' | 'no'

export function applicability(command: Command, situation: Situation): Applicability {
  const verdicts = [
    verdict(command.skus, situation.sku),
    verdict(command.tiers, situation.tier),
    // An unknown leg is no leg to rule anything out with.
    verdict(command.legs, situation.leg === 'unknown' ? undefined : situation.leg),
  ]
  if (verdicts.includes('no')) return 'no'
  return verdicts.includes('maybe') ? 'maybe' : 'yes'
}

function verdict<T>(wanted: readonly T[], actual: T | undefined): Applicability {
  if (wanted.length === 0) return 'yes'
  if (actual === undefined) return 'maybe'
  return wanted.includes(actual) ? 'yes' : 'no'
}

export interface MatchableFinding {
  readonly id: string
  readonly leg: Leg
  /** Article ids the rule itself names, in its order; they come before the library's own ranking. */
  readonly fixes?: readonly string[]
}

export interface ArticleMatch {
  readonly article: Article
  /** The findings it answers, in the order they were given. */
  readonly findings: readonly string[]
}

/**
 * Articles for ranked findings: the first finding's articles first, each article once.
 * Within one finding, articles written for its leg come before the others.
 */
export function matchArticles(library: ArticleIndex, findings: readonly MatchableFinding[]): ArticleMatch[] {
  const matches = new Map<string, { article: Article; findings: string[] }>()
  for (const finding of findings) {
    const named = (finding.fixes ?? []).flatMap((id) => library.article(id) ?? [])
    const onLeg = (article: Article): boolean =>
      finding.leg === 'unknown' || article.legs.includes(finding.leg)
    const ranked = library.forFinding(finding.id)
    const ordered = [...named, ...ranked.filter(onLeg), ...ranked.filter((article) => !onLeg(article))]
    for (const article of new Set(ordered)) {
      const match = matches.get(article.id) ?? { article, findings: [] }
      if (!match.findings.includes(finding.id)) match.findings.push(finding.id)
      matches.set(article.id, match)
    }
  }
  return [...matches.values()]
}
