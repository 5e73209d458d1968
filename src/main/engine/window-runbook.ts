import type { RunbookFiles } from '../../shared/ipc/runbook-channels.ts'
import type { ArticleProblem } from '../../shared/runbook/article.ts'
import { buildLibrary, type Library } from '../../shared/runbook/library.ts'
import { lintLibrary } from '../../shared/runbook/lint.ts'
import { type ArticleFiles, chosenTeamFolder, readArticleFiles } from '../runbook/article-files.ts'
import { FACT_ROWS, readCommandTables } from '../runbook/command-tables.ts'

/** Problems of all articles, ours among them: what the team's lead to is judged with them. */
function lint({ files, problems }: ArticleFiles): ArticleProblem[] {
  const library = buildLibrary(files)
  const today = new Date().toISOString().slice(0, 10)
  const rules = { tables: readCommandTables(), factRows: FACT_ROWS, today }
  return lintLibrary({ ...library, problems: [...problems, ...library.problems] }, rules)
}

/** More are no help to anybody who reads them in a window. */
const MOST_PROBLEMS = 200

/** The runbook of the window's engine: articles that ship, and those of the folder that the user chose. */
export class WindowRunbook {
  #library: Promise<Library> | null = null

  readonly answers = {
    'runbook:files': async (): Promise<RunbookFiles> => {
      // Whoever mends an article has it read again.
      this.#library = null
      const { files, problems } = await readArticleFiles()
      const folder = chosenTeamFolder()
      return {
        files: files.map(({ file, text, origin = 'shipped' }) => ({ name: file, text, origin })),
        folder,
        problems: (folder === null ? [] : lint({ files, problems }))
          .filter(({ origin }) => origin === 'team')
          .slice(0, MOST_PROBLEMS)
          .map(({ file, line, message }) => ({ file, line, message })),
      }
    },
    // By the variable that `--runbook` sets on the command line, too: whoever reads articles asks for it.
    'runbook:use': async ({ folder }: { readonly folder: string | null }) => {
      if (folder === null) delete process.env.TLSCOPE_RUNBOOK
      else process.env.TLSCOPE_RUNBOOK = folder
      this.#library = null
      return null
    },
  }

  /** The articles as they were read last. */
  library(): Promise<Library> {
    this.#library ??= readArticleFiles().then(({ files }) => buildLibrary(files))
    return this.#library
  }
}
