import { create } from 'zustand'
import type { AzureRead } from '../../shared/ipc/azure-channels.ts'
import type { KnownValues } from '../../shared/runbook/placeholders.ts'

/** The saved `az` output on show, and what the engine said of it. */

interface AzureState {
  /** Paths, in the order they came. */
  readonly files: readonly string[]
  readonly reading: boolean
  /** `null`: nothing was read yet. */
  readonly told: AzureRead | null
  /** Why nothing could be said, in a sentence. */
  readonly fault: string | null
}

export const useAzure = create<AzureState>(() => ({ files: [], reading: false, told: null, fault: null }))

export const getAzure = useAzure.getState
export const setAzure = useAzure.setState

/** Which machine is meant by these depends on the session at hand, which no configuration knows. */
const OF_A_SESSION: ReadonlySet<string> = new Set(['server-name', 'server-ip', 'sni', 'port'])

/** What the documents tell for the commands of an article that a handshake led to. */
export function namesBesideHandshake(told: AzureRead | null): KnownValues {
  const names = Object.entries(told?.document.names ?? {})
  return Object.fromEntries(names.filter(([name]) => !OF_A_SESSION.has(name)))
}
