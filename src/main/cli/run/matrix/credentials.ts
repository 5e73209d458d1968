import { CommandError } from '../../exit-status.ts'
import { type CredentialArguments, type NamedCredential, namedCredential } from '../probe/credential.ts'

/** As a probe's, each repeatable. */
export interface CredentialsArguments {
  readonly cert?: readonly string[]
  readonly key?: readonly string[]
  readonly pfx?: readonly string[]
  readonly passphraseEnv?: string
}

/**
 * Opens every client certificate, before a packet is sent: those of --cert first, then those of --pfx.
 * @throws CommandError with one sentence that names the file
 */
export async function namedCredentials(given: CredentialsArguments): Promise<NamedCredential[]> {
  const all = pairs(given)
  // A passphrase with nothing to open is refused as a probe refuses it.
  if (all.length === 0 && given.passphraseEnv !== undefined) all.push({ passphraseEnv: given.passphraseEnv })
  const opened: NamedCredential[] = []
  // One after the other: each may ask for its passphrase.
  for (const one of all) {
    const credential = await namedCredential(one)
    if (credential !== null) opened.push(credential)
  }
  return opened
}

function pairs({
  cert = [],
  key = [],
  pfx = [],
  passphraseEnv,
}: CredentialsArguments): CredentialArguments[] {
  if (key.length > 0 && key.length !== cert.length) {
    throw new CommandError(
      `${cert.length} --cert and ${key.length} --key: expected a key for each certificate, in the same order`,
    )
  }
  const shared = passphraseEnv === undefined ? {} : { passphraseEnv }
  return [
    ...cert.map((file, at) => ({
      cert: file,
      ...(key[at] === undefined ? {} : { key: key[at] }),
      ...shared,
    })),
    ...pfx.map((file) => ({ pfx: file, ...shared })),
  ]
}
