import { Lock, LockOpen } from 'lucide-react'
import type { DecryptionState } from '../../shared/tls/record-opener.ts'
import { DECRYPTION_WORDS } from '../state/format.ts'

/** Whether the secrets given opened a handshake, as a lock; `named` where its word does not stand beside it. */
export function DecryptionIcon({ state, named = false }: { state: DecryptionState; named?: boolean }) {
  const Icon = state === 'decrypted' || state === 'partly' ? LockOpen : Lock
  const name = named ? { 'aria-label': DECRYPTION_WORDS[state] } : { 'aria-hidden': true }
  return <Icon className={`decryption ${state}`} {...name} />
}
