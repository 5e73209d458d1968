import { type KeyFacts, keyFacts, keyText } from '../../../shared/credential/key-facts.ts'
import { usableSchemes } from '../../../shared/credential/schemes.ts'
import type { X509Certificate } from '../../../shared/x509/certificate.ts'
import { type ClientCredential, RSA_PKCS1_MD5_SHA1 } from '../credential.ts'
import { credentialOf } from '../tls-client/signature.ts'
import { CredentialError } from './credential-error.ts'
import { type Identity, identify } from './identity.ts'
import { type ContentItem, joined, type Material } from './material.ts'
import { type PassphraseSource, Unlocker } from './passphrase.ts'
import { readCredentialFile } from './read-file.ts'
import { readMaterial } from './read-material.ts'

/** What the user's files hold for a client certificate. Holds the private key: it stays in this process. */
export interface OpenedCredential extends Identity {
  /** As named by the user. */
  readonly files: readonly string[]
  /** Everything in them, in their order. */
  readonly contents: readonly ContentItem[]
}

/**
 * Reads a client certificate and its key from one file or several, each in any form (`readMaterial`), in any order.
 * That they fit each other is not asked here: `preflight` says what is wrong, `clientCredential` refuses.
 *
 * @param passphrase asked only where something is locked
 * @throws CredentialError: one sentence naming the file
 */
export async function openCredential(
  files: readonly string[],
  passphrase: PassphraseSource,
): Promise<OpenedCredential> {
  const distinct = [...new Set(files)]
  const proven = new Set<string>()
  const pieces: Material[] = []
  for (const file of distinct) {
    const bytes = await readCredentialFile(file)
    pieces.push(await readMaterial(new Unlocker(file, passphrase, proven), bytes))
  }
  return opened(distinct, joined(pieces))
}

/** The same for a file's bytes that are there already. */
export async function openCredentialBytes(
  file: string,
  bytes: Uint8Array,
  passphrase: PassphraseSource,
): Promise<OpenedCredential> {
  return opened([file], await readMaterial(new Unlocker(file, passphrase), bytes))
}

async function opened(files: readonly string[], material: Material): Promise<OpenedCredential> {
  return { files, contents: material.contents, ...(await identify(material)) }
}

/**
 * What the TLS client signs in with.
 * @throws CredentialError `no-certificate`, `no-key`, `key-mismatch`, or `unsupported-algorithm` for a key that no
 *   version of TLS lets sign
 */
export function clientCredential(credential: OpenedCredential): ClientCredential {
  const files = credential.files.join(', ')
  const [leaf] = credential.chain
  if (leaf === undefined) {
    throw new CredentialError('no-certificate', `${files}: no certificate in ${it(credential)}`, BOTH_NEEDED)
  }
  if (credential.key === null) {
    throw new CredentialError('no-key', `${files}: no private key in ${it(credential)}`, BOTH_NEEDED)
  }
  if (credential.pairing !== 'matched')
    throw new CredentialError('key-mismatch', `${files}: ${mismatch(credential)}`)
  const facts = signingFacts(credential, leaf)
  const schemes = facts
    ? [...usableSchemes(facts), ...(facts.type === 'RSA' ? [RSA_PKCS1_MD5_SHA1] : [])]
    : []
  if (schemes.length === 0) {
    const key = facts ? keyText(facts) : 'unreadable'
    throw new CredentialError(
      'unsupported-algorithm',
      `${files}: the key (${key}) can sign in no version of TLS`,
    )
  }
  const chain = credential.chain.map(({ der }) => der)
  return { ...credentialOf(chain, credential.key.key), schemes }
}

const BOTH_NEEDED =
  'A client certificate is two things, the certificate and its private key: name both, in one file or two.'

function it({ files }: OpenedCredential): string {
  return files.length === 1 ? 'it' : 'them'
}

/** `the private key (RSA 2048 bits) does not go with the certificate CN=client (RSA 2048 bits)`. */
export function mismatch({ chain, contents }: OpenedCredential): string {
  const [leaf] = chain
  const key = contents.find(({ kind }) => kind === 'private-key')?.text ?? 'unreadable'
  const facts = leaf && keyFacts(leaf)
  const subject = leaf?.subject?.text || '(no subject)'
  return `the private key (${key}) does not go with the certificate ${subject} (${facts ? keyText(facts) : 'unreadable key'})`
}

/** By what the certificate says of the key: servers go by nothing else. */
function signingFacts({ key }: OpenedCredential, leaf: X509Certificate): KeyFacts | null {
  const facts = keyFacts(leaf)
  return facts && key ? { ...facts, type: key.type } : facts
}
