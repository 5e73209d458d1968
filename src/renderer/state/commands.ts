import { bridge } from '../bridge.ts'
import { ticketText } from '../panes/verdict/verdict.ts'
import { isProbe, sourcePath } from './analysis.ts'
import { ask, sentence, settle } from './ask.ts'
import { fileName, plural } from './format.ts'
import { noteOf } from './notes.ts'
import { saveProbe } from './probing.ts'
import { getState, selectedHandshake, setState } from './store.ts'
import { toast } from './toasts.ts'

/** What leaves the window: files, the clipboard, links. */

export async function exportAnnotated(): Promise<void> {
  const { analysis } = getState()
  const handshake = selectedHandshake(getState())
  if (analysis === null) return
  // A probe is written with what only it knows, so that it reads the same when it is opened again.
  if (isProbe(analysis)) {
    await saveProbe(false)
    return
  }
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
    const note = noteOf(getState().notes, handshake)
    const text = note === '' ? report.markdown : `${report.markdown.trimEnd()}\n\n## Note\n\n${note}\n`
    const saved = await settle(bridge.saveText({ path: chosen.path, text }))
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
  const { analysis } = getState()
  const path = analysis === null ? null : sourcePath(analysis, source)
  return path === null ? 'tlscope' : fileName(path).replace(/\.(pcap|pcapng|cap)(\.gz)?$/i, '') || 'tlscope'
}

/** Copies and says so. Answers whether it was copied. */
export async function copy(text: string, what: string): Promise<boolean> {
  const outcome = await settle(bridge.copy({ text }))
  if (outcome.ok) toast('done', `Copied ${what}.`)
  else toast('failed', sentence(outcome.error))
  return outcome.ok
}

export async function copyTicket(): Promise<void> {
  const { analysis, notes } = getState()
  const handshake = selectedHandshake(getState())
  if (analysis === null || handshake === null) return
  const path = sourcePath(analysis, handshake.source)
  const text = ticketText(handshake, path === null ? null : fileName(path), noteOf(notes, handshake))
  await copy(text, 'the verdict as ticket text')
}

export async function copyLink(): Promise<void> {
  if (window.location.hash.length > 1) await copy(window.location.hash, `the place ${window.location.hash}`)
}

/** Opens a documentation page in the system's browser; a jump box has none, so its address is copied then. */
export async function followLink(url: string): Promise<void> {
  const outcome = await settle(bridge.openLink({ url }))
  if (!outcome.ok || !outcome.value.opened) await copy(url, 'the address; no browser could be opened')
}
