import { isPlaceholder, type KnownValues, type PlaceholderName } from '../../shared/runbook/placeholders.ts'
import { recall, remember } from './memory.ts'
import { getState, setState } from './store.ts'

/** Placeholders whose value belongs to one capture; what is typed for them is not kept for the next start. */
const OF_THE_CAPTURE: ReadonlySet<string> = new Set<PlaceholderName>([
  'host',
  'gateway-host',
  'server-name',
  'server-ip',
  'sni',
  'backend-ip',
  'gateway-ip',
  'port',
  'thumbprint',
  'capture',
])

/** Names typed at an earlier start; whatever else lies in the storage is left out. */
export function restoreNames(): KnownValues {
  const stored = recall('names')
  if (typeof stored !== 'object' || stored === null) return {}
  const names: Partial<Record<PlaceholderName, string>> = {}
  for (const [name, value] of Object.entries(stored)) {
    if (isPlaceholder(name) && typeof value === 'string' && value.length <= 256) names[name] = value
  }
  return names
}

export function typeName(name: PlaceholderName, value: string): void {
  const names: Partial<Record<PlaceholderName, string>> = { ...getState().typedNames }
  if (value === '') delete names[name]
  else names[name] = value
  setState({ typedNames: names })
  remember('names', Object.fromEntries(Object.entries(names).filter(([key]) => !OF_THE_CAPTURE.has(key))))
}
