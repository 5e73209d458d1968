import { CredentialError } from './credential-error.ts'
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

/**
 * Opens something locked.
 * @param open throws a ReadingFault `passphrase-wrong` where a passphrase does not open it
 * @throws CredentialError naming the file: no passphrase, none that opens it, or what else `open` found
 */
export async function unlock<T>(
  file: string,
  what: string,
  source: PassphraseSource,
  open: (passphrase: string) => T,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const passphrase = await source.ask({ file, what, attempt })
    if (passphrase === null) {
      throw attempt > 1 ? wrongPassphrase(what).in(file) : passphraseNeeded(what).in(file)
    }
    try {
      return open(passphrase)
    } catch (error) {
      const wrong = error instanceof ReadingFault && error.fault === 'passphrase-wrong'
      if (!wrong || attempt >= source.attempts) throw namedFault(file, what, error)
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
