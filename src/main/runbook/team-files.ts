import { opendir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArticleProblem } from '../../shared/runbook/article.ts'
import type { ArticleFile } from '../../shared/runbook/library.ts'
import { MAX_ARTICLE_LENGTH } from '../../shared/runbook/parse-article.ts'

/** A folder that somebody points at may hold anything: only so much of it is looked at. */
const MAX_FILES = 300
const MAX_ENTRIES = 5000
/** A character is at most three bytes per UTF-16 code unit. */
const MAX_FILE_BYTES = MAX_ARTICLE_LENGTH * 3
const MAX_TOTAL_BYTES = 16 * 1024 * 1024

/**
 * Reads the article files of a team's folder, not of the folders in it. Whatever goes wrong is told in a problem;
 * nothing throws. README.md is not an article.
 * @param folder as the user gave it; files are named by it in messages
 */
export async function readTeamFiles(
  folder: string,
): Promise<{ files: ArticleFile[]; problems: ArticleProblem[] }> {
  const files: ArticleFile[] = []
  const problems: ArticleProblem[] = []
  const say = (file: string, message: string): void => {
    problems.push({ file, line: 1, message, origin: 'team' })
  }
  const names = await namesIn(folder, say)
  let total = 0
  for (const name of names) {
    const path = join(folder, name)
    try {
      const about = await stat(path)
      total += about.size
      // A pipe or a device would be waited for.
      if (!about.isFile()) say(path, 'is no ordinary file and was left out')
      else if (about.size > MAX_FILE_BYTES)
        say(path, `article is longer than ${MAX_ARTICLE_LENGTH} characters`)
      else if (total > MAX_TOTAL_BYTES) {
        say(
          folder,
          `holds more than ${MAX_TOTAL_BYTES / 1024 / 1024} MiB of articles; ${name} and what follows was left out`,
        )
        break
      } else files.push({ file: path, text: await readFile(path, 'utf8'), origin: 'team' })
    } catch (error) {
      say(path, `cannot be read (${codeOf(error)})`)
    }
  }
  return { files, problems }
}

async function namesIn(folder: string, say: (file: string, message: string) => void): Promise<string[]> {
  const names: string[] = []
  let entries = 0
  try {
    for await (const { name } of await opendir(folder)) {
      entries += 1
      if (name.endsWith('.md') && name !== 'README.md' && !name.startsWith('.')) names.push(name)
      if (entries >= MAX_ENTRIES) {
        say(folder, `holds more than ${MAX_ENTRIES} files; not all of them were looked at`)
        break
      }
    }
  } catch (error) {
    say(folder, `the runbook folder cannot be read (${codeOf(error)})`)
    return []
  }
  names.sort()
  if (names.length > MAX_FILES)
    say(folder, `holds more than ${MAX_FILES} articles; ${names[MAX_FILES]} and what follows was left out`)
  return names.slice(0, MAX_FILES)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
