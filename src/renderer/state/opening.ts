import type { Outcome, SecretFiles } from '../../shared/ipc/contract.ts'
import { bridge } from '../bridge.ts'
import { type Analysis, newAnalysis, type OpenRequest } from './analysis.ts'
import { ask, sentence, settle } from './ask.ts'
import { keepEarlier, loseEarlier } from './earlier-probes.ts'
import { drainEvents } from './events.ts'
import { matrixDied } from './matrix-store.ts'
import { clearSelection, holdPlace } from './navigate.ts'
import { placeOptions } from './places.ts'
import { withKeyLogs, withRsaKeys } from './secrets.ts'
import { getState, setState } from './store.ts'
import { toast } from './toasts.ts'
import type { View } from './views.ts'

/** Opening captures, opening them again, and ceasing to read them. */

/**
 * @param place what of the selection to come back to as soon as it is read again: nothing, the handshake (its
 * messages may be others once it is decrypted), or the very bytes
 * @param view what is shown then
 */
export async function open(
  request: OpenRequest,
  place: 'none' | 'handshake' | 'bytes' = 'none',
  view: View = 'analysis',
): Promise<OpenError | null> {
  const { analysis } = getState()
  if (analysis?.status === 'running' && !analysis.lost)
    void settle(bridge.cancelAnalysis({ analysis: analysis.id }))
  setState({ opening: request, openError: null, engineDied: null })
  const outcome = await settle(asked(request))
  // A second request overtook this one.
  if (getState().opening !== request) return null
  if (!outcome.ok) {
    if (outcome.error.code === 'engine-died') {
      lostWhileOpening(request)
      return null
    }
    setState({ opening: null })
    // A probe has a form for the sentence, the start screen a place of its own; else what is on screen stays there.
    if (request.kind === 'probe') return outcome.error
    const isElsewhere = analysis !== null || view !== 'analysis'
    if (isElsewhere) toast('failed', sentence(outcome.error))
    setState({ openError: isElsewhere ? null : sentence(outcome.error) })
    return outcome.error
  }
  keepEarlier(getState().analysis)
  if (place === 'none') clearSelection()
  else holdPlace(place)
  setState({
    opening: null,
    analysis: {
      ...newAnalysis(outcome.value.analysis, request, performance.now()),
      notes: outcome.value.notes ?? [],
    },
    view,
    filterText: '',
    outcomeFilter: 'all',
  })
  drainEvents()
  return null
}

type OpenError = Extract<Outcome<never>, { ok: false }>['error']

function asked(request: OpenRequest): Promise<Outcome<{ analysis: string; notes?: string[] }>> {
  switch (request.kind) {
    case 'cell':
      return bridge.openCell({ matrix: request.matrix, index: request.index })
    case 'lab':
      return bridge.openLab()
    case 'probe':
      return bridge.startProbe({ options: request.options })
    case 'files':
      return bridge.openCaptures({
        paths: [...request.paths],
        options: { ...placeOptions(getState()), ...secretsOf(request) },
      })
  }
}

function secretsOf({ secrets }: { readonly secrets?: SecretFiles }): { secrets?: SecretFiles } {
  return secrets === undefined ? {} : { secrets }
}

/** The user chooses in the system's dialog. */
export async function addKeyLogs(secrets: SecretFiles): Promise<SecretFiles> {
  const chosen = await ask(bridge.chooseKeyLogs())
  return withKeyLogs(secrets, chosen?.paths ?? [])
}

export async function addRsaKeys(secrets: SecretFiles): Promise<SecretFiles> {
  const chosen = await ask(bridge.chooseRsaKeys())
  return withRsaKeys(secrets, chosen?.paths ?? [])
}

/** The same captures once more, opened with the secrets of their sessions. */
export async function decryptWith(secrets: SecretFiles): Promise<void> {
  const request = getState().analysis?.request
  if (request?.kind === 'files') await open({ ...request, secrets }, 'handshake')
}

/** At once on screen, whatever the engine is busy with; the rows that are on their way still come. */
export async function cancel(): Promise<void> {
  const { analysis } = getState()
  if (analysis?.status !== 'running') return
  setState({ analysis: { ...analysis, status: 'cancelled' } })
  await ask(bridge.cancelAnalysis({ analysis: analysis.id }))
}

/** After the engine process died, or the file changed: the same files, or the same lab, once more. */
export async function reopen(): Promise<void> {
  const { analysis, opening } = getState()
  const request = opening ?? analysis?.request
  if (request !== undefined) {
    const error = await open(request, request.kind === 'files' ? 'bytes' : 'none')
    if (error !== null && request.kind === 'probe') toast('failed', sentence(error))
  } else setState({ engineDied: null })
}

/** The engine went before it could answer: where nothing else is open, the request is what can be asked again. */
function lostWhileOpening(request: OpenRequest): void {
  const { analysis } = getState()
  const unread: Analysis = { ...newAnalysis('', request), status: 'died', lost: true }
  setState({ opening: null, analysis: analysis ?? unread })
}

/** The engine process is gone, and with it every answer that was still to come. */
export function engineDied(message: string): void {
  const { opening } = getState()
  if (opening !== null) lostWhileOpening(opening)
  loseEarlier()
  matrixDied()
  const { analysis } = getState()
  setState({
    engineDied: message,
    opening: null,
    analysis:
      analysis === null
        ? null
        : { ...analysis, lost: true, status: analysis.status === 'running' ? 'died' : analysis.status },
  })
}
