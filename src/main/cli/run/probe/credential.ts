import type { ClientCredential } from '../../../probe/credential.ts'
import {
  CredentialError,
  clientCredential,
  type OpenedCredential,
  openCredential,
  type PassphraseSource,
  passphraseFromEnvironment,
} from '../../../probe/credentials/index.ts'
import { CommandError } from '../../exit-status.ts'
import { canAsk } from './ask.ts'
import { passphraseFromTerminal } from './ask-passphrase.ts'

export interface CredentialArguments {
  readonly cert?: string
  readonly key?: string
  readonly pfx?: string
  readonly passphraseEnv?: string
}

/** What the user named, opened: what signs, and what there is to say of it. */
export interface NamedCredential {
  readonly opened: OpenedCredential
  readonly client: ClientCredential
}

/**
 * Reads the client's certificate and key, before a packet is sent.
 * @returns `null`: none was named
 * @throws CommandError with one sentence that names the file, and the way round where there is one
 */
export async function namedCredential(given: CredentialArguments): Promise<NamedCredential | null> {
  const files = filesOf(given)
  if (files.length === 0) return null
  const source = passphraseSource(given.passphraseEnv)
  try {
    const opened = await openCredential(files, source)
    return { opened, client: clientCredential(opened) }
  } catch (error) {
    if (error instanceof CredentialError) throw new CommandError(credentialText(error, given))
    throw error
  }
}

export function passphraseSource(variable: string | undefined): PassphraseSource {
  return variable === undefined ? passphraseFromTerminal() : passphraseFromEnvironment(variable)
}

function filesOf({ cert, key, pfx, passphraseEnv }: CredentialArguments): string[] {
  if (pfx !== undefined && (cert !== undefined || key !== undefined)) {
    throw new CommandError('--pfx holds certificate and key: --cert and --key exclude it')
  }
  if (key !== undefined && cert === undefined)
    throw new CommandError('--key needs its certificate: --cert FILE')
  const files = [pfx, cert, key].filter((file) => file !== undefined)
  if (passphraseEnv !== undefined && files.length === 0) {
    throw new CommandError('--passphrase-env opens nothing: name --pfx FILE, or --cert FILE and --key FILE')
  }
  return files
}

export function credentialText(error: CredentialError, { passphraseEnv }: CredentialArguments): string {
  const { fault, message, wayRound } = error
  if (fault === 'passphrase-needed' && passphraseEnv === undefined && !canAsk()) {
    return `${message}; name the environment variable that holds it with --passphrase-env`
  }
  return wayRound === null ? message : `${message}.\n  ${wayRound}`
}
