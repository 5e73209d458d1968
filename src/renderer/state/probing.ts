import type { CertificatePurpose } from '../../shared/ipc/contract.ts'
import { focusRefused } from '../actions/focus.ts'
import { bridge } from '../bridge.ts'
import { isProbe, openedName } from './analysis.ts'
import { ask, sentence } from './ask.ts'
import { fileName, plural } from './format.ts'
import { startMatrix } from './matrix-commands.ts'
import { recall, remember } from './memory.ts'
import { open } from './opening.ts'
import { fieldOfError, formErrors, optionsOf, type ProbeForm } from './probe-form.ts'
import { keptOf, restoredForm, restoredTargets, withTarget } from './probe-memory.ts'
import { getProbe, setProbe } from './probe-store.ts'
import { getState, setState } from './store.ts'
import { toast } from './toasts.ts'

/** Starting probes, answering what they ask, and saving what came of them. */

export function restoreProbeForm(): void {
  setProbe({ form: restoredForm(recall('probe')), targets: restoredTargets(recall('probe-targets')) })
}

export function showProbeForm(mode: 'probe' | 'matrix' = getProbe().mode): void {
  setProbe({ mode })
  setState({ overlay: 'probe' })
  void loadProfiles()
}

async function loadProfiles(): Promise<void> {
  if (getProbe().profiles !== null) return
  const answer = await ask(bridge.probeProfiles())
  if (answer !== null) setProbe({ profiles: answer.profiles })
}

/** What is typed, probed. The form stays where something is wrong with it, and says what. */
export async function startProbe(): Promise<void> {
  const { form, mode, targets } = getProbe()
  const errors = formErrors(form)
  setProbe({ errors, problem: null })
  if (Object.keys(errors).length > 0) {
    focusRefused()
    return
  }
  remember('probe', keptOf(form))
  const known = withTarget(targets, form.target.trim())
  setProbe({ targets: known })
  remember('probe-targets', known)
  if (mode === 'matrix') await startMatrix()
  else await run(form)
}

/** The same once more; the form where there is nothing to repeat. */
export async function probeAgain(): Promise<void> {
  const { form } = getProbe()
  if (Object.keys(formErrors(form)).length > 0) showProbeForm()
  else await run(form)
}

async function run(form: ProbeForm): Promise<void> {
  const error = await open({ kind: 'probe', options: optionsOf(form) })
  if (getState().opening !== null) return
  setProbe({ question: null })
  if (error === null) {
    if (getState().overlay === 'probe') setState({ overlay: 'none' })
    return
  }
  if (error.code === 'cancelled') return
  const field = fieldOfError(error.code, form)
  setProbe(field === null ? { problem: sentence(error) } : { errors: { [field]: sentence(error) } })
  showProbeForm()
  focusRefused()
}

/** While it is prepared as well as while it runs. */
export async function cancelProbe(): Promise<void> {
  setProbe({ question: null })
  await ask(bridge.cancelProbe())
}

/** The passphrase passes through here once, on its way to the engine process. */
export async function answerPassphrase(passphrase: string | null): Promise<void> {
  const { question } = getProbe()
  if (question === null) return
  setProbe({ question: null })
  await ask(bridge.answerPassphrase({ analysis: question.analysis, passphrase }))
}

export async function confirmProbe(go: boolean): Promise<void> {
  const { question } = getProbe()
  if (question === null) return
  setProbe({ question: null })
  await ask(bridge.confirmProbe({ analysis: question.analysis, go }))
}

/** The user chooses in the system's dialog; empty where nothing was chosen. */
export async function chooseCertificates(purpose: CertificatePurpose): Promise<readonly string[]> {
  const chosen = await ask(bridge.chooseCertificates({ purpose }))
  return chosen?.paths ?? []
}

/** The annotated capture of the probe on show; its decryption secrets only where the user asked for them by name. */
export async function saveProbe(withSecrets: boolean): Promise<void> {
  const { analysis, exporting } = getState()
  if (analysis === null || !isProbe(analysis) || exporting) return
  setState({ exporting: true })
  try {
    const stem = openedName(analysis.request)
      .replace(/^https:\/\//, '')
      .replace(/[^\w.-]+/g, '-')
    const suggestedName = `${stem}${withSecrets ? '-with-secrets' : ''}.pcapng`
    const chosen = await ask(bridge.chooseOutput({ suggestedName, kind: 'pcapng' }))
    if (chosen === null || chosen.path === null) return
    const saved = await ask(bridge.saveProbe({ analysis: analysis.id, output: chosen.path, withSecrets }))
    if (saved === null) return
    const secrets = withSecrets ? 'and the secrets that decrypt it' : 'and without secrets'
    toast('done', `Saved ${fileName(saved.path)} with ${plural(saved.comments, 'comment')}, ${secrets}.`)
  } finally {
    setState({ exporting: false })
  }
}
