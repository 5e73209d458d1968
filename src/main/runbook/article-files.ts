import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ArticleProblem } from '../../shared/runbook/article.ts'
import { type ArticleFile, buildLibrary, type Library } from '../../shared/runbook/library.ts'
import { readTeamFiles } from './team-files.ts'

/** Article files as text, and what is wrong with files that could not even be read. */
export interface ArticleFiles {
  readonly files: readonly ArticleFile[]
  readonly problems: readonly ArticleProblem[]
}

/** The articles that ship, and behind them those of the team's folder (`TLSCOPE_RUNBOOK`), if there is one. */
export async function readArticleFiles(teamFolder = chosenTeamFolder()): Promise<ArticleFiles> {
  const shipped = await readShippedFiles()
  if (teamFolder === null) return { files: shipped, problems: [] }
  const team = await readTeamFiles(teamFolder)
  return { files: [...shipped, ...team.files], problems: team.problems }
}

/** Every usable article; a team's folder may add to the problems, never take anything away. */
export async function readLibrary(teamFolder = chosenTeamFolder()): Promise<Library> {
  const { files, problems } = await readArticleFiles(teamFolder)
  const library = buildLibrary(files)
  return { ...library, problems: [...problems, ...library.problems] }
}

/**
 * The folder is known by an environment variable: every process of the program inherits it, and `--runbook`
 * on the command line sets it for this run.
 */
export function chosenTeamFolder(): string | null {
  const folder = process.env.TLSCOPE_RUNBOOK
  return folder === undefined || folder === '' ? null : folder
}

/** Reads every article of resources/runbook. The folder lies beside the built bundles, in a checkout and in a package. */
async function readShippedFiles(folder = runbookFolder()): Promise<ArticleFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort()
  return Promise.all(names.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })))
}

/** Walks up from this module: bundled it is out/main/…, in a test it is src/main/runbook. */
function runbookFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let up = 0; up < 6; up++) {
    const candidate = join(folder, 'resources', 'runbook')
    if (existsSync(candidate)) return candidate
    folder = dirname(folder)
  }
  throw new Error('the runbook folder resources/runbook is missing beside the program')
}
