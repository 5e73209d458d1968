import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ArticleFile, buildLibrary, type Library } from '../../shared/runbook/library.ts'

/** Reads every article of resources/runbook. The folder lies beside the built bundles, in a checkout and in a package. */
export async function readArticleFiles(folder = runbookFolder()): Promise<ArticleFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort()
  return Promise.all(names.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })))
}

export async function readLibrary(): Promise<Library> {
  return buildLibrary(await readArticleFiles())
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
