import type { PrivateKey } from './private-key.ts'

/** What the files named by the user hold, in their order, before anybody asks what goes with what. */
export interface Material {
  readonly certificates: readonly FoundCertificate[]
  readonly keys: readonly FoundKey[]
  readonly contents: readonly ContentItem[]
}

export interface FoundCertificate {
  readonly file: string
  readonly der: Uint8Array
  /** Whether tools that read this file send its certificates in the order they stand in: PEM, not PKCS#12. */
  readonly ordered: boolean
}

export interface FoundKey {
  readonly file: string
  readonly key: PrivateKey
}

/** One thing in a file, for the list of what is in it. Nothing secret. */
export interface ContentItem {
  readonly file: string
  readonly kind: 'certificate' | 'private-key' | 'other'
  /** `CN=client, issued by CN=Contoso Issuing CA, until 2027-01-01T00:00:00Z`; `RSA 2048 bits`. */
  readonly text: string
  /** The name that PKCS#12 gives it (RFC 2985 5.5.1), safe to print. */
  readonly friendlyName: string | null
  /** Whether it has a passphrase of its own. */
  readonly locked: boolean
}

export function joined(pieces: readonly Material[]): Material {
  return {
    certificates: pieces.flatMap(({ certificates }) => certificates),
    keys: pieces.flatMap(({ keys }) => keys),
    contents: pieces.flatMap(({ contents }) => contents),
  }
}
