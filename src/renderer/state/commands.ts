import { FINDING_IDS } from '../../shared/diagnosis/taxonomy.ts'
import type { AnalyzeOptions, Outcome } from '../../shared/ipc/contract.ts'
import { buildLibrary } from '../../shared/runbook/library.ts'
import { bridge } from '../bridge.ts'
import { ticketText } from '../panes/verdict/verdict.ts'
import { newAnalysis, type OpenRequest } from './analysis.ts'
import { drainEvents } from './events.ts'
import { fileName, plural } from './format.ts'
import { clearSelection } from './navigate.ts'
import { getState, selectedHandshake, setState } from './store.ts'
import { toast } from './toasts.ts'

/** What the window asks of the rest of the program. Every failure ends as one sentence on screen. */

/** The value, or `null` after having told the user what went wrong. */
async function ask<T>(question: Promise<Outcome<T>>): Promise<T | null> {
  const outcome = await settle(question)
  if (outcome.ok) return outcome.value
  toast('failed', sentence(outcome.error))
  return null
}

/** A bridge that throws (the main process refused the message) is a failure like any other. */
async function settle<T>(question: Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await question
  } catch (error) {
    const message = error instanceof Error ? error.message : 'the program did not answer'
    return { ok: false, error: { code: 'bridge', message, hint: null } }
  }
}

function sentence(error: { message: string; hint: string | null }): string {
  return error.hint === null ? error.message : `${error.message} ${error.hint}`
}

export async function open(request: OpenRequest): Promise<void> {
  const running = getState().analysis
  if (running?.status === 'running') void settle(bridge.cancelAnalysis({ analysis: running.id }))
  setState({ opening: request, openError: null, engineDied: null })
  const outcome = await settle(
    request.kind === 'lab'
      ? bridge.openLab()
      : bridge.openCaptures({ paths: [...request.paths], options: optionsOf(request.keyLogs ?? []) }),
  )
  // A second request overtook this one.
  if (getState().opening !== request) return
  if (!outcome.ok) {
    setState({ opening: null, openError: sentence(outcome.error) })
    return
  }
  clearSelection()
  setState({
    opening: null,
    analysis: newAnalysis(outcome.value.analysis, request),
    filterText: '',
    outcomeFilter: 'all',
  })
  drainEvents()
}

export async function chooseAndOpen(): Promise<void> {
  const chosen = await ask(bridge.chooseCaptures())
  if (chosen !== null && chosen.paths.length > 0) await open({ kind: 'files', paths: chosen.paths })
}

/** The same captures once more, opened with the secrets of their sessions. */
export async function decrypt(): Promise<void> {
  const request = getState().analysis?.request
  if (request?.kind !== 'files') return
  const chosen = await ask(bridge.chooseKeyLogs())
  if (chosen !== null && chosen.paths.length > 0) await open({ ...request, keyLogs: chosen.paths })
}

/** What the incident's names tell the engine: who the gateway is, who API Management is, which host was meant. */
function optionsOf(keyLogs: readonly string[]): AnalyzeOptions {
  const { typedNames } = getState()
  const gateway = typedNames['gateway-ip'] ?? typedNames['gateway-host']
  const apim = typedNames['backend-ip']
  return {
    ...(gateway === undefined ? {} : { gateway }),
    ...(apim === undefined ? {} : { apim }),
    ...(keyLogs.length === 0 ? {} : { keyLogs: [...keyLogs] }),
  }
}

export async function cancel(): Promise<void> {
  const { analysis } = getState()
  if (analysis?.status === 'running') await ask(bridge.cancelAnalysis({ analysis: analysis.id }))
}

/** After the engine process died: the same files, or the same lab, once more. */
export async function reopen(): Promise<void> {
  const { analysis, opening } = getState()
  const request = opening ?? analysis?.request
  if (request !== undefined) await open(request)
  else setState({ engineDied: null })
}

export async function exportAnnotated(): Promise<void> {
  const { analysis } = getState()
  const handshake = selectedHandshake(getState())
  if (analysis === null) return
  const source = handshake?.source ?? 0
  const stem = sourceStem(source)
  await exporting(async () => {
    const chosen = await ask(
      bridge.chooseOutput({ suggestedName: `${stem}-annotated.pcapng`, kind: 'pcapng' }),
    )
    if (chosen === null || chosen.path === null) return
    const written = await ask(bridge.exportAnnotated({ analysis: analysis.id, source, output: chosen.path }))
    if (written !== null) {
      toast('done', `Saved ${fileName(written.path)} with ${plural(written.comments, 'comment')}.`)
    }
  })
}

export async function exportReport(): Promise<void> {
  const { analysis } = getState()
  const handshake = selectedHandshake(getState())
  if (analysis === null || handshake === null) return
  await exporting(async () => {
    const report = await ask(bridge.reportMarkdown({ analysis: analysis.id, handshake: handshake.id }))
    if (report === null) return
    const suggestedName = `${sourceStem(handshake.source)}-${handshake.id}.md`
    const chosen = await ask(bridge.chooseOutput({ suggestedName, kind: 'markdown' }))
    if (chosen === null || chosen.path === null) return
    const saved = await settle(bridge.saveText({ path: chosen.path, text: report.markdown }))
    if (saved.ok) toast('done', `Saved ${fileName(chosen.path)}.`)
    else toast('failed', sentence(saved.error))
  })
}

async function exporting(work: () => Promise<void>): Promise<void> {
  if (getState().exporting) return
  setState({ exporting: true })
  try {
    await work()
  } finally {
    setState({ exporting: false })
  }
}

function sourceStem(source: number): string {
  const path = getState().analysis?.sources[source]?.path
  return path === undefined
    ? 'tlscope'
    : fileName(path).replace(/\.(pcap|pcapng|cap)(\.gz)?$/i, '') || 'tlscope'
}

/** Copies and says so. Answers whether it was copied. */
export async function copy(text: string, what: string): Promise<boolean> {
  const outcome = await settle(bridge.copy({ text }))
  if (outcome.ok) toast('done', `Copied ${what}.`)
  else toast('failed', sentence(outcome.error))
  return outcome.ok
}

export async function copyTicket(): Promise<void> {
  const handshake = selectedHandshake(getState())
  if (handshake === null) return
  const source = getState().analysis?.sources[handshake.source]
  await copy(
    ticketText(handshake, source === undefined ? null : fileName(source.path)),
    'the verdict as ticket text',
  )
}

export async function copyLink(): Promise<void> {
  if (window.location.hash.length > 1) await copy(window.location.hash, `the place ${window.location.hash}`)
}

/** Opens a documentation page in the system's browser; a jump box has none, so its address is copied then. */
export async function followLink(url: string): Promise<void> {
  const outcome = await settle(bridge.openLink({ url }))
  if (!outcome.ok || !outcome.value.opened) await copy(url, 'the address; no browser could be opened')
}

export async function loadLibrary(): Promise<void> {
  const answer = await ask(bridge.runbookFiles())
  if (answer === null) return
  const files = answer.files.map(({ name, text }) => ({ file: name, text }))
  const library = buildLibrary(files, FINDING_IDS)
  const [first] = library.problems
  if (first !== undefined && library.articles.length === 0) {
    toast('failed', `The runbook cannot be read: ${first.file}, line ${first.line}: ${first.message}`)
  }
  setState({ library })
}
