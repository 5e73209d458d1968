import { create } from 'zustand'
import type { CertificateSource, MadeBundle, MadeRoot } from '../../shared/ipc/certificate-channels.ts'
import type { Outcome } from '../../shared/ipc/contract.ts'
import type { GatewaySku } from '../../shared/runbook/article.ts'
import { bridge } from '../bridge.ts'
import { ask, sentence, settle } from './ask.ts'
import { getCertificates } from './certificate-store.ts'
import { fileName } from './format.ts'
import { type AppState, getState, selectedHandshake, setState } from './store.ts'
import { toast } from './toasts.ts'

/** The two files that a gateway wants: made by the engine, looked at, then saved where the user says. */

export type Wanted =
  | { readonly what: 'bundle' }
  /** `end`: SHA-256 of the certificate whose chain is meant; `null`: the first. */
  | { readonly what: 'root'; readonly sku: GatewaySku; readonly end: string | null }

export type Made = ({ readonly what: 'bundle' } & MadeBundle) | ({ readonly what: 'root' } & MadeRoot)

interface GatewayFileState {
  readonly from: CertificateSource | null
  readonly wanted: Wanted
  readonly made: Made | null
  /** Why nothing could be made, in a sentence. */
  readonly fault: string | null
}

export const useGatewayFile = create<GatewayFileState>(() => ({
  from: null,
  wanted: { what: 'bundle' },
  made: null,
  fault: null,
}))

/** The files of the certificates' view; else what the handshake on show sent. */
function sourceIn(state: AppState): CertificateSource | null {
  if (state.view === 'certificates') {
    const { files } = getCertificates()
    return files.length === 0 ? null : { files: [...files] }
  }
  const { analysis, view } = state
  const handshake = view === 'analysis' ? selectedHandshake(state) : null
  if (analysis === null || analysis.lost || handshake === null) return null
  return { analysis: analysis.id, handshake: handshake.id }
}

export function canMakeFile(state: AppState): boolean {
  return sourceIn(state) !== null
}

export async function makeFile(wanted: Wanted): Promise<void> {
  const from = sourceIn(getState())
  if (from === null) return
  useGatewayFile.setState({ from, wanted, made: null, fault: null })
  setState({ overlay: 'gateway-file' })
  await make(from, wanted)
}

/** Another SKU, or another chain. */
export async function makeAnother(wanted: Wanted): Promise<void> {
  const { from } = useGatewayFile.getState()
  useGatewayFile.setState({ wanted })
  if (from !== null) await make(from, wanted)
}

async function make(from: CertificateSource, wanted: Wanted): Promise<void> {
  const outcome = await settle(asked(from, wanted))
  // Something else was asked for in the meantime.
  if (useGatewayFile.getState().wanted !== wanted) return
  if (outcome.ok) useGatewayFile.setState({ made: outcome.value, fault: null })
  else useGatewayFile.setState({ made: null, fault: sentence(outcome.error) })
}

async function asked(from: CertificateSource, wanted: Wanted): Promise<Outcome<Made>> {
  if (wanted.what === 'bundle') {
    const outcome = await bridge.makeClientCaBundle({ from })
    return outcome.ok ? { ok: true, value: { what: 'bundle', ...outcome.value } } : outcome
  }
  const { sku, end } = wanted
  const roots = 'files' in from ? [...getCertificates().roots] : []
  const outcome = await bridge.makeRootFile({ from, end, roots, sku })
  return outcome.ok ? { ok: true, value: { what: 'root', ...outcome.value } } : outcome
}

/** Answers whether it was saved. */
export async function saveMade(): Promise<boolean> {
  const { made } = useGatewayFile.getState()
  if (made === null || made.text === null) return false
  const suggestedName = made.document.written ?? ''
  const kind = made.what === 'bundle' ? 'pem' : 'cer'
  const chosen = await ask(bridge.chooseOutput({ suggestedName, kind }))
  if (chosen === null || chosen.path === null) return false
  const saved = await settle(bridge.saveText({ path: chosen.path, text: made.text }))
  if (saved.ok) toast('done', `Saved ${fileName(chosen.path)}. It holds certificates and no key.`)
  else toast('failed', sentence(saved.error))
  return saved.ok
}
