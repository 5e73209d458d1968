import type { ArticleProblem, Origin, ParsedArticle } from './article.ts'
import { parseBody } from './body.ts'
import { type LocatedMessage, parseFrontMatter } from './front-matter.ts'

/** Longest article that is looked at, in UTF-16 code units. */
export const MAX_ARTICLE_LENGTH = 200_000

/**
 * Reads one article.
 * @param file its name as the reader should see it in a message; its last part without `.md` must equal the id
 * @param text the file's content, LF or CRLF
 * @returns the article, or the problems found, in line order
 */
export function parseArticle(file: string, text: string, origin: Origin = 'shipped'): ParsedArticle {
  const failed = (messages: readonly LocatedMessage[]): ParsedArticle => ({
    ok: false,
    problems: messages
      .map(({ line, message }): ArticleProblem => ({ file, line, message, origin }))
      .sort((a, b) => a.line - b.line)
      .slice(0, MAX_PROBLEMS),
  })
  if (text.length > MAX_ARTICLE_LENGTH) {
    return failed([{ line: 1, message: `article is longer than ${MAX_ARTICLE_LENGTH} characters` }])
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (lines[0] !== '---')
    return failed([{ line: 1, message: 'article must begin with a --- line (front matter)' }])
  const end = lines.indexOf('---', 1)
  if (end === -1) return failed([{ line: 1, message: 'front matter is never closed with a second --- line' }])

  // Lines are 1-based; the front matter starts on line 2 and the body after the closing fence.
  const head = parseFrontMatter(lines.slice(1, end).join('\n'), 2)
  const body = parseBody(lines.slice(end + 1), end + 2)
  const problems: LocatedMessage[] = [...(head.ok ? [] : head.problems), ...body.problems]
  problems.push(...hiddenCharacters(lines))
  if (head.ok) problems.push(...headProblems(head.value, head.lineOf, file))
  if (!head.ok || problems.length > 0) return failed(problems)
  const { sections, commands, links } = body
  const { value, lineOf } = head
  return {
    ok: true,
    article: { ...value, file, origin, replaces: false, sections, commands, links, lineOf },
  }
}

/** As many of one article as anybody reads; a file that is no article at all would have one a line. */
export const MAX_PROBLEMS = 50

/**
 * Characters that a terminal obeys or that make a line read otherwise than it runs. What is copied from an
 * article must be what is seen.
 */
function hiddenCharacters(lines: readonly string[]): LocatedMessage[] {
  return lines.flatMap((text, index) => {
    const found = HIDDEN.exec(text)?.[0]
    if (found === undefined) return []
    const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return [{ line: index + 1, message: `hidden character U+${code} is not allowed` }]
  })
}

/** Controls but the tab, formatting characters (marks of direction, zero width) and line separators. */
const HIDDEN = /(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

function headProblems(
  head: { id: string; findings: readonly string[]; also: readonly string[]; related: readonly string[] },
  lineOf: Readonly<Record<string, number>>,
  file: string,
): LocatedMessage[] {
  const problems: LocatedMessage[] = []
  const at = (path: string): number => lineOf[path] ?? 2
  const name = file.split(/[\\/]/).at(-1) ?? file
  if (name !== `${head.id}.md`) {
    problems.push({ line: at('id'), message: `id "${head.id}" and file name "${name}" must agree` })
  }
  const seen = new Set<string>()
  for (const list of ['findings', 'also', 'related'] as const) {
    if (list === 'related') seen.clear()
    head[list].forEach((id, index) => {
      if (seen.has(id))
        problems.push({ line: at(`${list}.${index}`), message: `${list}: "${id}" is listed twice` })
      seen.add(id)
    })
  }
  const self = head.related.indexOf(head.id)
  if (self !== -1)
    problems.push({ line: at(`related.${self}`), message: 'related: an article cannot name itself' })
  return problems
}
