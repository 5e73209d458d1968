import { FINDING_IDS } from '../../shared/diagnosis/taxonomy.ts'
import { buildLibrary } from '../../shared/runbook/library.ts'
import { bridge } from '../bridge.ts'
import { ask, sentence, settle } from './ask.ts'
import { fileName, plural } from './format.ts'
import { fillSession } from './session.ts'
import { getSession } from './session-store.ts'
import { type OwnRunbook, setState } from './store.ts'
import { toast } from './toasts.ts'

/** The runbook that comes in: the articles that ship, and those of the team's own folder. */

/** Reads all articles anew. @param quiet where the sheet is open that tells what is wrong */
export async function loadLibrary(quiet = false): Promise<void> {
  const answer = await ask(bridge.runbookFiles())
  if (answer === null) return
  const files = answer.files.map(({ name, text, origin }) => ({ file: name, text, origin }))
  const library = buildLibrary(files, FINDING_IDS)
  const [first] = library.problems
  if (first !== undefined && library.articles.length === 0) {
    toast('failed', `The runbook cannot be read: ${first.file}, line ${first.line}: ${first.message}`)
  }
  const { folder, problems } = answer
  if (problems.length > 0 && !quiet) {
    const many = plural(problems.length, 'problem')
    toast('failed', `Your own runbook folder has ${many}. “Runbook folder” beside the articles lists them.`)
  }
  setState({ library, ownRunbook: folder === null ? null : { folder, problems } })
}

/** The user chooses in the system's dialog. */
export async function chooseRunbook(): Promise<void> {
  const chosen = await ask(bridge.chooseRunbook())
  if (chosen !== null && chosen.folder !== null) await changed()
}

/** Back to the articles that ship. */
export async function leaveRunbook(): Promise<void> {
  const left = await settle(bridge.leaveRunbook())
  if (left.ok) await changed()
  else toast('failed', sentence(left.error))
}

export async function readRunbookAgain(): Promise<void> {
  await changed()
}

async function changed(): Promise<void> {
  await loadLibrary(true)
  // Its facts name articles.
  if (getSession().document !== null) await fillSession()
}

/** Problems by the file they are in. */
export interface FileProblems {
  readonly file: string
  /** Nothing of it could be used. */
  readonly leftOut: boolean
  readonly sentences: readonly string[]
}

/** @param used files whose articles are part of the library */
export function problemsByFile({ folder, problems }: OwnRunbook, used: ReadonlySet<string>): FileProblems[] {
  const files = [...new Set(problems.map(({ file }) => file))]
  return files.map((file) => ({
    file: file === folder ? 'The folder' : fileName(file),
    leftOut: file !== folder && !used.has(file),
    sentences: problems
      .filter((problem) => problem.file === file)
      .map(({ line, message }) => (file === folder ? message : `line ${line}: ${message}`)),
  }))
}
