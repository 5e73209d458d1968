import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { ArticleProblem } from '../../shared/runbook/article.ts'
import type { Library } from '../../shared/runbook/library.ts'
import { readLibrary } from '../runbook/article-files.ts'
import { complain } from './terminal.ts'

/** `--runbook FOLDER`, before or behind any command: the same as TLSCOPE_RUNBOOK, for this run. */
export function teamRunbookOption(program: Command): void {
  program
    .option('--runbook <folder>', 'articles of your own beside the built-in runbook (or TLSCOPE_RUNBOOK)')
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', () => {
      const { runbook } = program.opts<{ runbook?: string }>()
      if (runbook !== undefined) process.env.TLSCOPE_RUNBOOK = resolve(runbook)
    })
}

/** The library for a command that shows articles; what is wrong with the team's folder is told in passing. */
export async function readRunbook(): Promise<Library> {
  const library = await readLibrary()
  warnOfTeamProblems(library)
  return library
}

const TOLD = 5

/** Warnings only: a team's article that cannot be used leaves everything else as it is. */
function warnOfTeamProblems({ problems, articles }: Library): void {
  const team = problems.filter(({ origin }) => origin === 'team')
  const used = new Set(articles.map(({ file }) => file))
  const leftOut = new Set(
    team.map(({ file }) => file).filter((file) => file.endsWith('.md') && !used.has(file)),
  )
  for (const problem of team.slice(0, TOLD)) complain(`warning: ${problemLine(problem)}`)
  for (const file of [...leftOut].slice(0, TOLD))
    complain(`warning: ${file} is left out; the rest of the runbook is as it was`)
  if (team.length > TOLD)
    complain(`warning: ${team.length - TOLD} more in the runbook folder; tlscope runbook --check lists them`)
}

export function problemLine({ file, line, message }: ArticleProblem): string {
  return `${file}:${line}: ${message}`
}
