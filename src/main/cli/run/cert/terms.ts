import type { PreflightClock } from '../../../probe/credentials/index.ts'
import type { Interruption } from '../../interruption.ts'
import { passphraseSource } from '../probe/credential.ts'
import type { InputTerms, Side } from './read-input.ts'

/** What every `tlscope cert` command may be told. */
export interface CertificateArguments {
  readonly passphraseEnv?: string
  readonly at?: number
  readonly json?: boolean
}

export function inputTerms(
  { passphraseEnv }: CertificateArguments,
  sides: readonly Side[],
  { signal }: Interruption,
): InputTerms {
  return { passphrase: passphraseSource(passphraseEnv), passphraseEnv, sides, signal }
}

/** By the time given, else by this machine's clock. */
export function clockOf({ at }: CertificateArguments): PreflightClock {
  return at === undefined ? { nowMillis: Date.now(), clock: 'local' } : { nowMillis: at, clock: 'given' }
}
