/** Client certificates with their keys: from the user's files to what the TLS client signs with. */

export {
  clientCredential,
  type OpenedCredential,
  openCredential,
  openCredentialBytes,
} from './client-credential.ts'
export { CredentialError, type CredentialFault } from './credential-error.ts'
export { type CredentialDescription, describeCredential } from './describe.ts'
export type { ContentItem } from './material.ts'
export {
  askedPassphrase,
  givenPassphrase,
  NO_PASSPHRASE,
  type PassphraseQuestion,
  type PassphraseSource,
  passphraseFromEnvironment,
} from './passphrase.ts'
export { type PreflightClock, type PreflightFinding, preflight } from './preflight.ts'
