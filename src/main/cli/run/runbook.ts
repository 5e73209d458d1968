import {
  fill,
  isPlaceholder,
  isSafeValue,
  type KnownValues,
  PLACEHOLDERS,
} from '../../../shared/runbook/placeholders.ts'
import { readLibrary } from '../../runbook/article-files.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import { complain, write } from '../terminal.ts'
import { articleText } from '../text/article-text.ts'

/** Prints one article, or, without an id, what there are. */
export async function runRunbook(id: string | undefined, set: readonly string[]): Promise<ExitStatus> {
  return id === undefined ? await listArticles() : await printArticle(id, namesFrom(set))
}

async function listArticles(): Promise<ExitStatus> {
  const library = await readLibrary()
  for (const article of library.articles) await write(`${article.id.padEnd(30)} ${article.title}\n`)
  for (const problem of library.problems) complain(`${problem.file}:${problem.line}: ${problem.message}`)
  return library.problems.length === 0 ? EXIT.fine : EXIT.unusable
}

async function printArticle(id: string, known: KnownValues): Promise<ExitStatus> {
  const library = await readLibrary()
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

function namesFrom(pairs: readonly string[]): KnownValues {
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
