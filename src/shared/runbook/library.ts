import { FINDING_IDS } from '../diagnosis/taxonomy.ts'
import type { Article, ArticleProblem } from './article.ts'
import { parseArticle } from './parse-article.ts'

/** A file as the host read it. */
export interface ArticleFile {
  readonly file: string
  readonly text: string
}

export interface Library {
  /** In file order. A file with problems is not among them. */
  readonly articles: readonly Article[]
  readonly problems: readonly ArticleProblem[]
  article(id: string): Article | undefined
  /** Best first: articles whose `findings` name it, earlier in the list first; then those that name it under `also`. */
  forFinding(findingId: string): readonly Article[]
}

/**
 * Builds the library and checks the articles against each other and against the closed list of findings.
 * Good articles stay usable when others are broken.
 * @param findingIds every finding id that exists
 * @param withoutArticle ids that need none
 */
export function buildLibrary(
  files: readonly ArticleFile[],
  findingIds: readonly string[] = FINDING_IDS,
  withoutArticle: readonly string[] = ['handshake-completed'],
): Library {
  const problems: ArticleProblem[] = []
  const byId = new Map<string, Article>()
  for (const { file, text } of files) {
    const parsed = parseArticle(file, text)
    if (!parsed.ok) {
      problems.push(...parsed.problems)
      continue
    }
    const { article } = parsed
    const first = byId.get(article.id)
    if (first === undefined) byId.set(article.id, article)
    else problems.push(problemAt(article, 'id', `id "${article.id}" is already used by ${first.file}`))
  }
  const articles = [...byId.values()]
  const byFinding = rank(articles)
  problems.push(...checkFindings(articles, byFinding, findingIds, withoutArticle))
  problems.push(...checkLinks(articles, byId))
  problems.push(...checkReachable(articles, byId))
  return {
    articles,
    problems,
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
      add(id, article.findings.length + SECOND_CHOICE + index)
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

function checkFindings(
  articles: readonly Article[],
  byFinding: ReadonlyMap<string, readonly Article[]>,
  findingIds: readonly string[],
  withoutArticle: readonly string[],
): ArticleProblem[] {
  const known = new Set(findingIds)
  const problems: ArticleProblem[] = []
  for (const article of articles) {
    for (const list of ['findings', 'also'] as const) {
      article[list].forEach((id, index) => {
        if (!known.has(id))
          problems.push(problemAt(article, `${list}.${index}`, `${list}: unknown finding id "${id}"`))
      })
    }
  }
  for (const id of findingIds) {
    if (withoutArticle.includes(id)) continue
    const answered = byFinding.get(id)?.some((article) => article.findings.includes(id)) ?? false
    if (!answered)
      problems.push({ file: '(library)', line: 1, message: `no article answers the finding "${id}"` })
  }
  return problems
}

function checkLinks(articles: readonly Article[], byId: ReadonlyMap<string, Article>): ArticleProblem[] {
  const problems: ArticleProblem[] = []
  for (const article of articles) {
    article.related.forEach((id, index) => {
      if (!byId.has(id))
        problems.push(problemAt(article, `related.${index}`, `related: there is no article "${id}"`))
    })
    for (const link of article.links) {
      if (byId.has(link.target)) continue
      problems.push({
        file: article.file,
        line: link.line,
        message: `dead link: there is no article "${link.target}"`,
      })
    }
  }
  return problems
}

/** Reached: answers a finding, or an article that is reached points to it. */
function checkReachable(articles: readonly Article[], byId: ReadonlyMap<string, Article>): ArticleProblem[] {
  const reached = new Set<string>()
  const queue = articles.filter((article) => article.findings.length + article.also.length > 0)
  for (let article = queue.pop(); article !== undefined; article = queue.pop()) {
    if (reached.has(article.id)) continue
    reached.add(article.id)
    for (const id of [...article.related, ...article.links.map((link) => link.target)]) {
      const next = byId.get(id)
      if (next !== undefined && !reached.has(id)) queue.push(next)
    }
  }
  return articles
    .filter((article) => !reached.has(article.id))
    .map((article) =>
      problemAt(article, 'id', `article "${article.id}" is reached by no finding and no other article`),
    )
}

function problemAt(article: Article, path: string, message: string): ArticleProblem {
  return { file: article.file, line: article.lineOf[path] ?? 1, message }
}
