import { askedPassphrase, NO_PASSPHRASE, type PassphraseSource } from '../../../probe/credentials/index.ts'
import { askOnTerminal, canAsk } from './ask.ts'

/** Asks a person, without echo; where there is no terminal there is nobody to ask. */
export function passphraseFromTerminal(): PassphraseSource {
  if (!canAsk()) return NO_PASSPHRASE
  return askedPassphrase(({ file, what, attempt }) =>
    askOnTerminal(`${attempt > 1 ? 'That did not open it. ' : ''}Passphrase of ${what} in ${file}: `, true),
  )
}
