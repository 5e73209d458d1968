import { CredentialError } from './credential-error.ts'
import { Work } from './key-stretching.ts'
import { namedFault, ReadingFault } from './reading-fault.ts'

/** What is asked for: never more than the file's name and what in it is locked. */
export interface PassphraseQuestion {
  readonly file: string
  /** `the private key`, `the PKCS#12 file`. */
  readonly what: string
  /** 1 at first; higher after a passphrase that did not open it. */
  readonly attempt: number
}

/** Where a passphrase comes from. It is asked only for what is locked. */
export interface PassphraseSource {
  /** How often one file may be asked about. */
  readonly attempts: number
  /** `null`: there is none. */
  ask(question: PassphraseQuestion): Promise<string | null>
}

export const NO_PASSPHRASE: PassphraseSource = { attempts: 1, ask: async () => null }

/** A passphrase that is there already: the window's form has one. */
export function givenPassphrase(passphrase: string): PassphraseSource {
  return { attempts: 1, ask: async () => passphrase }
}

/** The value of an environment variable; asked for and not set, a CredentialError says so by its name. */
export function passphraseFromEnvironment(
  variable: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): PassphraseSource {
  return {
    attempts: 1,
    ask: async ({ file, what }) => {
      const value = environment[variable]
      if (value !== undefined) return value
      throw new CredentialError(
        'passphrase-needed',
        `${file}: a passphrase is needed to open ${what}, and the environment variable ${variable} is not set`,
      )
    },
  }
}

/** Asks a person, up to three times a file. */
export function askedPassphrase(
  ask: (question: PassphraseQuestion) => Promise<string | null>,
): PassphraseSource {
  return { attempts: 3, ask }
}

/** Opens what is locked in one file, asking no more often than it must. */
export class Unlocker {
  readonly file: string
  /** What all the attempts on this file may cost together. */
  readonly work = new Work()
  readonly #source: PassphraseSource
  readonly #proven: Set<string>

  /** @param proven passphrases that opened something before, in this file or another: tried without asking again */
  constructor(file: string, source: PassphraseSource, proven: Set<string> = new Set()) {
    this.file = file
    this.#source = source
    this.#proven = proven
  }

  /**
   * @param open throws a ReadingFault `passphrase-wrong` where a passphrase does not open it
   * @throws CredentialError naming the file: no passphrase, none that opens it, or what else `open` found
   */
  async unlock<T>(what: string, open: (passphrase: string, work: Work) => T): Promise<T> {
    for (const passphrase of this.#proven) {
      const opened = this.#try(what, passphrase, open)
      if ('value' in opened) return opened.value
    }
    let wrong = wrongPassphrase(what)
    for (let attempt = 1; attempt <= this.#source.attempts; attempt++) {
      const passphrase = await this.#source.ask({ file: this.file, what, attempt })
      if (passphrase === null) {
        throw (attempt > 1 ? wrong : passphraseNeeded(what)).in(this.file)
      }
      const opened = this.#try(what, passphrase, open)
      if ('value' in opened) {
        this.#proven.add(passphrase)
        return opened.value
      }
      wrong = opened.wrong
    }
    throw wrong.in(this.file)
  }

  #try<T>(
    what: string,
    passphrase: string,
    open: (passphrase: string, work: Work) => T,
  ): { value: T } | { wrong: ReadingFault } {
    try {
      return { value: open(passphrase, this.work) }
    } catch (error) {
      if (error instanceof ReadingFault && error.fault === 'passphrase-wrong') return { wrong: error }
      throw namedFault(this.file, what, error)
    }
  }
}

export function wrongPassphrase(what: string): ReadingFault {
  return new ReadingFault('passphrase-wrong', `the passphrase does not open ${what}`)
}

function passphraseNeeded(what: string): ReadingFault {
  return new ReadingFault('passphrase-needed', `a passphrase is needed to open ${what}`)
}

/**
 * The bytes that a passphrase may stand for. UTF-8 is today's rule (RFC 8018 leaves it open); files made where
 * Windows-1252 or Latin-1 was the locale have one byte a character.
 */
export function passphraseBytes(passphrase: string): Uint8Array[] {
  const utf8 = new Uint8Array(Buffer.from(passphrase, 'utf8'))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is asked is whether one byte a character suffices
  const oneByte = /^[\u0000-\u00ff]*$/.test(passphrase)
  const latin1 = new Uint8Array(Buffer.from(passphrase, 'latin1'))
  return oneByte && latin1.length !== utf8.length ? [utf8, latin1] : [utf8]
}
