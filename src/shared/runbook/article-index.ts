import type { Article } from './article.ts'

/** Sound articles and how to find them. Rebuilt from plain data wherever articles were sent to. */
export interface ArticleIndex {
  readonly articles: readonly Article[]
  article(id: string): Article | undefined
  /** Best first: articles whose `findings` name it, earlier in the list first; then those that name it under `also`. */
  forFinding(findingId: string): readonly Article[]
}

export function indexArticles(articles: readonly Article[]): ArticleIndex {
  const byId = new Map(articles.map((article) => [article.id, article]))
  const byFinding = rank(articles)
  return {
    articles,
    article: (id) => byId.get(id),
    forFinding: (findingId) => byFinding.get(findingId) ?? [],
  }
}

function rank(articles: readonly Article[]): ReadonlyMap<string, readonly Article[]> {
  const entries = new Map<string, { article: Article; score: number }[]>()
  for (const article of articles) {
    const add = (id: string, score: number): void => {
      const list = entries.get(id) ?? []
      list.push({ article, score })
      entries.set(id, list)
    }
    article.findings.forEach((id, index) => {
      add(id, index)
    })
    article.also.forEach((id, index) => {
      add(id, SECOND_CHOICE + index)
    })
  }
  const ranked = new Map<string, readonly Article[]>()
  for (const [id, list] of entries) {
    list.sort((a, b) => a.score - b.score || (a.article.id < b.article.id ? -1 : 1))
    ranked.set(
      id,
      list.map((entry) => entry.article),
    )
  }
  return ranked
}

/** Larger than any list of findings, so that `also` never outranks `findings`. */
const SECOND_CHOICE = 10_000
