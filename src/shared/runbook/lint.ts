import type { Article, ArticleProblem, Command } from './article.ts'
import { type CommandTables, commandProblems, previewsOf } from './commands/index.ts'
import { type Library, problemAt } from './library.ts'
import { MAX_PROBLEMS } from './parse-article.ts'

/** What articles are held against, beside each other. */
export interface LintRules {
  readonly tables: CommandTables
  /** Rows that the fact sheet has. */
  readonly factRows: readonly string[]
  /** `YYYY-MM-DD`; nothing can have been checked later than this. */
  readonly today: string
}

/**
 * What an author should hear beyond what loading an article shows: sources that name rows which do not exist,
 * dates to come, commands that the tables do not know, changes without a way back.
 * @returns the library's own problems and these, by file and line
 */
export function lintLibrary(library: Library, rules: LintRules): ArticleProblem[] {
  const problems = [
    ...library.problems,
    ...library.articles.flatMap((article) => lintArticle(article, rules)),
  ]
  return problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
}

function lintArticle(article: Article, rules: LintRules): ArticleProblem[] {
  const problems = [
    ...sourceProblems(article, rules),
    ...undoProblems(article),
    ...placeProblems(article),
    ...previewProblems(article, rules.tables),
    ...article.commands.flatMap((command) =>
      commandProblems(command, rules.tables).map(({ line, message }) =>
        at(article, command.line + line, `${command.id}: ${message}`),
      ),
    ),
  ]
  return problems.slice(0, MAX_PROBLEMS)
}

function sourceProblems(article: Article, { factRows, today }: LintRules): ArticleProblem[] {
  const rows = new Set(factRows)
  return article.sources.flatMap((source, index) => {
    const problems: ArticleProblem[] = []
    const say = (field: string, message: string): void => {
      problems.push(problemAt(article, `sources.${index}.${field}`, `sources.${index}.${field}: ${message}`))
    }
    if (source.facts.length === 0 && article.origin === 'shipped')
      say('label', 'an article that ships rests on rows of the fact sheet; none is named')
    for (const [place, row] of source.facts.entries())
      if (!rows.has(row)) say(`facts.${place}`, `the fact sheet has no row "${row}"`)
    if (source.checked > today) say('checked', `${source.checked} is still to come`)
    if (source.dated !== undefined && source.dated > source.checked)
      say('dated', `${source.dated} lies behind the day it was checked (${source.checked})`)
    return problems
  })
}

/** Every change names its way back, and every undo block is named by the change that it takes back. */
function undoProblems(article: Article): ArticleProblem[] {
  const problems: ArticleProblem[] = []
  const ways = new Map(
    article.commands.filter(({ kind }) => kind === 'undo').map((command) => [command.id, command]),
  )
  const named = new Set<string>()
  for (const command of article.commands) {
    if (command.kind !== 'change') continue
    if (command.undo === undefined) problems.push(at(article, command.line, `${command.id}: ${NO_WAY_BACK}`))
    for (const id of command.undo ?? []) {
      named.add(id)
      const way = ways.get(id)
      if (id === IN_WORDS) continue
      if (way === undefined)
        problems.push(at(article, command.line, `${command.id}: there is no undo block "${id}"`))
      else if (!coversPlaceOf(way, command))
        problems.push(
          at(article, command.line, `${command.id}: the undo block "${id}" is not for every place of it`),
        )
    }
  }
  for (const [id, way] of ways) {
    if (!named.has(id)) problems.push(at(article, way.line, `${id}: no change names this undo block`))
  }
  return problems
}

/**
 * Where commands differ by generation or tier, the reader must first be able to ask which one it is (rule 8.6 of
 * the fact sheet): a check that holds everywhere.
 */
function placeProblems({ file, origin, commands, lineOf }: Article): ArticleProblem[] {
  const asks = (program: string, places: 'skus' | 'tiers'): boolean =>
    commands.some(
      ({ kind, text, ...command }) =>
        kind === 'check' &&
        command[places].length === 0 &&
        text.includes(program) &&
        text.includes('sku.name'),
    )
  const missing: string[] = []
  if (commands.some(({ skus }) => skus.length > 0) && !asks('az network application-gateway show ', 'skus'))
    missing.push("commands here differ by the gateway's generation: one check must show it (sku.name)")
  if (commands.some(({ tiers }) => tiers.length > 0) && !asks('az apim show ', 'tiers'))
    missing.push("commands here differ by API Management's tier: one check must show it (sku.name)")
  return missing.map((message) => ({ file, line: lineOf.id ?? 1, message, origin }))
}

/** What may change under the reader's hands is called preview in the section that uses it. */
function previewProblems(article: Article, tables: CommandTables): ArticleProblem[] {
  return article.commands.flatMap((command) => {
    const [first] = previewsOf(command, tables)
    if (first === undefined) return []
    const section = article.sections.find(({ name }) => name === command.section)
    const words =
      section?.blocks.map((block) => (block.type === 'prose' ? block.markdown : '')).join('\n') ?? ''
    if (/preview/i.test(words)) return []
    return [at(article, command.line, `${command.id}: ${first} is in preview; the section has to say so`)]
  })
}

/** Whoever is shown the change must be shown the way back as well. */
function coversPlaceOf(way: Command, change: Command): boolean {
  const covers = <T>(wider: readonly T[], narrower: readonly T[]): boolean =>
    wider.length === 0 || (narrower.length > 0 && narrower.every((one) => wider.includes(one)))
  return covers(way.skus, change.skus) && covers(way.tiers, change.tiers) && covers(way.legs, change.legs)
}

function at(article: Article, line: number, message: string): ArticleProblem {
  return { file: article.file, line, message, origin: article.origin }
}

const IN_WORDS = 'words'
const NO_WAY_BACK =
  'a change needs undo= with the id of its undo block, or undo=words where the section Undo says it'
