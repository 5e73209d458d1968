import { bridge } from '../bridge.ts'
import { ask, settle } from './ask.ts'
import { addAzureFiles } from './azure.ts'
import { addCertificates } from './certificates.ts'
import { compareFiles, type SideName } from './compare-commands.ts'
import { type SortedFiles, sortFiles } from './file-kinds.ts'
import { plural } from './format.ts'
import { open } from './opening.ts'
import { addPaths } from './session.ts'
import { getState, setState } from './store.ts'
import { toast } from './toasts.ts'

/** Files that were dropped, chosen, or named when the window was started: each to the view that shows its kind. */
export async function openPaths(paths: readonly string[]): Promise<void> {
  const sorted = await sortedByKind(paths)
  const { capture, certificates, azure, session } = sorted
  if (session.length > 0) {
    addPaths(null, session)
    setState({ view: 'session' })
  }
  if (certificates.length > 0) void addCertificates(certificates)
  if (azure.length > 0) void addAzureFiles(azure)
  // Comes on screen last: where several kinds came at once, the handshakes are what the others stand beside.
  if (capture.length > 0) void open({ kind: 'files', paths: capture })
  tell(sorted)
}

/** Files dropped on a page of the session are answers; a capture is opened, counts there, and the page stays. */
export async function answerWith(item: string | null, paths: readonly string[]): Promise<void> {
  const { capture, certificates, azure, session, refused } = await sortedByKind(paths)
  addPaths(item, [...azure, ...session, ...certificates])
  if (capture.length > 0) {
    const error = await open({ kind: 'files', paths: capture }, 'none', 'session')
    if (error === null)
      toast('done', `Reading ${plural(capture.length, 'capture')}; what it shows counts here.`)
  }
  for (const sentence of refused) toast('failed', sentence)
}

/** For those who cannot drop: chosen in the system's dialog. */
export async function chooseAnswers(item: string | null): Promise<void> {
  const chosen = await ask(bridge.chooseAzureFiles())
  if (chosen !== null && chosen.paths.length > 0) await answerWith(item, chosen.paths)
}

/** Captures dropped on the comparison become its sides; what else comes along goes where it belongs. */
export async function compareWith(side: SideName | null, paths: readonly string[]): Promise<void> {
  const { capture } = await sortedByKind(paths)
  const others = paths.filter((path) => !capture.includes(path))
  if (capture.length > 0) await compareFiles(side, capture)
  if (others.length > 0) await openPaths(others)
}

export async function chooseAndOpen(): Promise<void> {
  const chosen = await ask(bridge.chooseCaptures())
  if (chosen !== null && chosen.paths.length > 0) await openPaths(chosen.paths)
}

async function sortedByKind(paths: readonly string[]): Promise<SortedFiles> {
  const told = await settle(bridge.fileKinds({ paths: paths.slice(0, MOST_PATHS) }))
  return sortFiles(paths.slice(0, MOST_PATHS), told.ok ? told.value.kinds : [])
}

/** As many as are opened at once. */
const MOST_PATHS = 1000

/** Where several kinds went, and what was not opened; what stands on screen alone needs no word. */
function tell({ capture, certificates, azure, session, refused }: SortedFiles): void {
  const parts = [
    ...(capture.length > 0 ? [`${plural(capture.length, 'capture')} in Handshakes`] : []),
    ...(certificates.length > 0 ? [`${plural(certificates.length, 'file')} in Certificates`] : []),
    ...(azure.length > 0 ? [`${plural(azure.length, 'file')} in Azure`] : []),
    ...(session.length > 0 ? [`${plural(session.length, 'file')} in Session`] : []),
  ]
  if (parts.length > 1) toast('done', `Opened ${parts.join(', ')}.`)
  for (const sentence of refused) toast('failed', sentence)
  // The start screen has a place that does not pass.
  const { view, analysis } = getState()
  if (parts.length === 0 && view === 'analysis' && analysis === null)
    setState({ openError: refused.join(' ') })
}
