import { GivenFileError } from '../../engine/given-file-error.ts'

export type CredentialFault =
  /** The file cannot be opened or read. */
  | 'unreadable'
  /** It holds nothing at all. */
  | 'empty'
  /** It is larger than any credential. */
  | 'too-large'
  /** It is none of the forms known here. */
  | 'unknown-form'
  /** It is of a known form, but broken: cut short, or changed. */
  | 'damaged'
  | 'passphrase-needed'
  | 'passphrase-wrong'
  /** It is understood, but uses an algorithm, or a kind of key, that cannot be used. */
  | 'unsupported-algorithm'
  /** It is no file with a key, but says where a key lies that cannot be reached from here. */
  | 'unsupported-store'
  | 'no-certificate'
  | 'no-key'
  | 'key-mismatch'

/**
 * Why there is no client credential: one sentence that names the file and holds nothing of its content, and,
 * where there is one, the way round.
 */
export class CredentialError extends GivenFileError {
  readonly fault: CredentialFault
  /** One or more sentences or commands; `null` where the message says all. */
  readonly wayRound: string | null

  constructor(fault: CredentialFault, message: string, wayRound: string | null = null) {
    super(message)
    this.name = 'CredentialError'
    this.fault = fault
    this.wayRound = wayRound
  }
}
