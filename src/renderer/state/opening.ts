import type { AnalyzeOptions, SecretFiles } from '../../shared/ipc/contract.ts'
import { bridge } from '../bridge.ts'
import { type Analysis, newAnalysis, type OpenRequest } from './analysis.ts'
import { ask, sentence, settle } from './ask.ts'
import { drainEvents } from './events.ts'
import { clearSelection, holdPlace } from './navigate.ts'
import { withKeyLogs, withRsaKeys } from './secrets.ts'
import { getState, setState } from './store.ts'
import { toast } from './toasts.ts'

/** Opening captures, opening them again, and ceasing to read them. */

/**
 * @param place what of the selection to come back to as soon as it is read again: nothing, the handshake (its
 * messages may be others once it is decrypted), or the very bytes
 */
export async function open(
  request: OpenRequest,
  place: 'none' | 'handshake' | 'bytes' = 'none',
): Promise<void> {
  const { analysis } = getState()
  if (analysis?.status === 'running' && !analysis.lost)
    void settle(bridge.cancelAnalysis({ analysis: analysis.id }))
  setState({ opening: request, openError: null, engineDied: null })
  const outcome = await settle(
    request.kind === 'lab'
      ? bridge.openLab()
      : bridge.openCaptures({ paths: [...request.paths], options: optionsOf(request.secrets) }),
  )
  // A second request overtook this one.
  if (getState().opening !== request) return
  if (!outcome.ok) {
    if (outcome.error.code === 'engine-died') {
      lostWhileOpening(request)
      return
    }
    // What is on screen stays there; the start screen has a place of its own for the sentence.
    if (analysis !== null) toast('failed', sentence(outcome.error))
    setState({ opening: null, openError: analysis === null ? sentence(outcome.error) : null })
    return
  }
  if (place === 'none') clearSelection()
  else holdPlace(place)
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

/** What the incident's names tell the engine: who the gateway is, who API Management is, which host was meant. */
function optionsOf(secrets: SecretFiles | undefined): AnalyzeOptions {
  const { typedNames } = getState()
  const gateway = typedNames['gateway-ip'] ?? typedNames['gateway-host']
  const apim = typedNames['backend-ip']
  return {
    ...(gateway === undefined ? {} : { gateway }),
    ...(apim === undefined ? {} : { apim }),
    ...(secrets === undefined ? {} : { secrets }),
  }
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
  if (request !== undefined) await open(request, request.kind === 'lab' ? 'none' : 'bytes')
  else setState({ engineDied: null })
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
