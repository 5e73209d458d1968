import { lintLibrary } from '../../../shared/runbook/lint.ts'
import {
  fill,
  isPlaceholder,
  isSafeValue,
  type KnownValues,
  PLACEHOLDERS,
} from '../../../shared/runbook/placeholders.ts'
import { chosenTeamFolder, readLibrary } from '../../runbook/article-files.ts'
import { FACT_ROWS, readCommandTables } from '../../runbook/command-tables.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import { problemLine, readRunbook } from '../team-runbook.ts'
import { complain, write } from '../terminal.ts'
import { articleText } from '../text/article-text.ts'

/** Prints one article, or, without an id, what there are. */
export async function runRunbook(id: string | undefined, set: readonly string[]): Promise<ExitStatus> {
  return id === undefined ? await listArticles() : await printArticle(id, namesFrom(set))
}

async function listArticles(): Promise<ExitStatus> {
  const library = await readRunbook()
  for (const article of library.articles) {
    const whose =
      article.origin === 'shipped' ? '' : article.replaces ? '  (yours, replaces ours)' : '  (yours)'
    await write(`${article.id.padEnd(30)} ${article.title}${whose}\n`)
  }
  const broken = library.problems.filter(({ origin }) => origin === 'shipped')
  for (const problem of broken) complain(problemLine(problem))
  return broken.length === 0 ? EXIT.fine : EXIT.unusable
}

/**
 * Prints what is wrong with the articles, a line each, and a sentence at the end. With a folder only its own
 * articles are judged; the ones that ship are there for links and findings.
 */
export async function checkRunbook(folder: string | null): Promise<ExitStatus> {
  const teamFolder = folder ?? chosenTeamFolder()
  const library = await readLibrary(teamFolder)
  const origin = teamFolder === null ? 'shipped' : 'team'
  const today = new Date().toISOString().slice(0, 10)
  const rules = { tables: readCommandTables(), factRows: FACT_ROWS, today }
  const problems = lintLibrary(library, rules).filter((problem) => problem.origin === origin)
  for (const problem of problems) await write(`${problemLine(problem)}\n`)
  const judged = library.articles.filter((article) => article.origin === origin)
  const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`
  const commands = judged.reduce((sum, article) => sum + article.commands.length, 0)
  await write(
    `${count(judged.length, 'article')} with ${count(commands, 'command')}: ${problems.length === 0 ? 'nothing to complain of' : count(problems.length, 'problem')}\n`,
  )
  return problems.length === 0 ? EXIT.fine : EXIT.unusable
}

async function printArticle(id: string, known: KnownValues): Promise<ExitStatus> {
  const library = await readRunbook()
  const article = library.article(id) ?? library.forFinding(id)[0]
  if (article === undefined) throw new CommandError(`no runbook article ${id}; tlscope runbook lists them`)
  const text = articleText(article, known, {})
  await write(text)
  const { open } = fill(text, {})
  if (open.length > 0) {
    await write(`\nStill to fill in:\n`)
    for (const name of open) await write(`  --set ${name}=…  ${PLACEHOLDERS[name].meaning}\n`)
  }
  return EXIT.fine
}

export function namesFrom(pairs: readonly string[]): KnownValues {
  const known: Record<string, string> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at)
    const value = pair.slice(at + 1)
    if (at < 1 || !isPlaceholder(name))
      throw new CommandError(`--set ${pair}: expected a placeholder's name=value`)
    if (!isSafeValue(name, value)) {
      throw new CommandError(
        `--set ${pair}: ${JSON.stringify(value)} cannot stand in a command as ${PLACEHOLDERS[name].meaning}`,
      )
    }
    known[name] = value
  }
  return known
}
