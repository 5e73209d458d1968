import { FINDING_IDS } from '../diagnosis/taxonomy.ts'
import type { Article, ArticleProblem, Origin } from './article.ts'
import { type ArticleIndex, indexArticles } from './article-index.ts'
import { parseArticle } from './parse-article.ts'

/** A file as the host read it. */
export interface ArticleFile {
  readonly file: string
  readonly text: string
  /** `shipped` where it is left out. */
  readonly origin?: Origin
}

export interface Library extends ArticleIndex {
  readonly problems: readonly ArticleProblem[]
}

/**
 * Builds the library and checks the articles against each other and against the closed list of findings.
 * Good articles stay usable when others are broken. A team's article with the id of a shipped one stands in its
 * place; one that cannot be read leaves the shipped one where it is.
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
  const replaced: Article[] = []
  const shippedFirst = [...files].sort((a, b) => Number(a.origin === 'team') - Number(b.origin === 'team'))
  for (const { file, text, origin = 'shipped' } of shippedFirst) {
    const parsed = parseArticle(file, text, origin)
    if (!parsed.ok) {
      problems.push(...parsed.problems)
      continue
    }
    const { article } = parsed
    const first = byId.get(article.id)
    if (first === undefined) byId.set(article.id, article)
    else if (first.origin !== article.origin) {
      replaced.push(first)
      byId.set(article.id, { ...article, replaces: true })
    } else problems.push(problemAt(article, 'id', `id "${article.id}" is already used by ${first.file}`))
  }
  const articles = [...byId.values()]
  const index = indexArticles(articles)
  problems.push(...checkFindings(index, replaced, findingIds, withoutArticle))
  problems.push(...checkLinks(articles, byId))
  problems.push(...checkReachable(articles, byId))
  return { ...index, problems }
}

function checkFindings(
  index: ArticleIndex,
  replaced: readonly Article[],
  findingIds: readonly string[],
  withoutArticle: readonly string[],
): ArticleProblem[] {
  const known = new Set(findingIds)
  const problems: ArticleProblem[] = []
  for (const article of index.articles) {
    for (const list of ['findings', 'also'] as const) {
      article[list].forEach((id, index) => {
        if (!known.has(id))
          problems.push(problemAt(article, `${list}.${index}`, `${list}: unknown finding id "${id}"`))
      })
    }
  }
  for (const id of findingIds) {
    if (withoutArticle.includes(id)) continue
    const answered = index.forFinding(id).some((article) => article.findings.includes(id))
    if (answered) continue
    const lost = index.article(replaced.find((article) => article.findings.includes(id))?.id ?? '')
    problems.push(
      lost === undefined
        ? { file: '(library)', line: 1, message: `no article answers the finding "${id}"`, origin: 'shipped' }
        : problemAt(lost, 'findings', `the article it replaces answers the finding "${id}"; now none does`),
    )
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
        origin: article.origin,
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

/** A problem at an entry of an article's front matter. */
export function problemAt(article: Article, path: string, message: string): ArticleProblem {
  return { file: article.file, line: article.lineOf[path] ?? 1, message, origin: article.origin }
}
