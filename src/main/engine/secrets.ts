import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { WarningDocument } from '../../shared/contract/analysis.ts'
import type { DecryptionOutcome, DecryptionState } from '../../shared/tls/record-opener.ts'
import type { KeyLogReader } from '../decrypt/key-log.ts'
import { readRsaKey } from '../decrypt/rsa-key.ts'
import { type GrowingKeyLog, SecretStore } from '../decrypt/secret-store.ts'
import { GivenFileError } from './given-file-error.ts'

const LARGEST_KEY_LOG = 512 * 1024 * 1024
const LARGEST_KEY_FILE = 1024 * 1024
/** A key log that is being written is looked at so often at most. */
const REFRESH_MILLIS = 50
const CHUNK = 256 * 1024

/** The files the user named, read: plain data, which another thread may be given too. Never printed. */
export interface SecretInputs {
  readonly keyLogs: readonly KeyLogInput[]
  readonly rsaKeys: readonly { readonly name: string; readonly pem: string }[]
}

/** Says which lines of a key log are no secrets, by number alone. */
export function keyLogWarnings(store: SecretStore): WarningDocument[] {
  return store.malformed.map(({ name, count, lines }) => {
    const many = count > lines.length
    const where = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${many ? ' …' : ''}`
    const what = count === 1 ? '1 line is' : `${count} lines are`
    return {
      code: 'key-log-line',
      offset: null,
      message: `the key log of ${name}: ${what} no secret in the NSS key log format (${where})`,
    }
  })
}

/** Counts the handshakes of a source that the secrets given did not open, by the reason. */
export class DecryptionCounts {
  readonly #states = new Map<DecryptionState, string[]>()
  /** Handshakes of which anything was decrypted. */
  decrypted = 0

  add(id: string, outcome: DecryptionOutcome | null): void {
    if (outcome === null) return
    if (outcome.state === 'decrypted' || outcome.state === 'partly') this.decrypted++
    const ids = this.#states.get(outcome.state) ?? []
    this.#states.set(outcome.state, ids)
    ids.push(id)
  }

  /** What another thread counted. */
  addAll(decrypted: number, entries: readonly (readonly [DecryptionState, readonly string[]])[]): void {
    this.decrypted += decrypted
    for (const [state, ids] of entries) {
      const known = this.#states.get(state) ?? []
      this.#states.set(state, known)
      for (const id of ids) known.push(id)
    }
  }

  entries(): [DecryptionState, readonly string[]][] {
    return [...this.#states]
  }

  /** One sentence a reason; a capture usually holds more sessions than a key log, so a missing secret is told once. */
  warnings(): WarningDocument[] {
    const warnings: WarningDocument[] = []
    for (const [state, words] of NOT_OPENED) {
      const ids = this.#states.get(state) ?? []
      if (ids.length === 0) continue
      const named = `${ids.slice(0, IDS_TOLD).join(', ')}${ids.length > IDS_TOLD ? ' …' : ''}`
      const message = `${ids.length} ${ids.length === 1 ? 'handshake' : 'handshakes'} ${words} (${named})`
      warnings.push({ code: `decryption-${state}`, offset: null, message })
    }
    return warnings
  }
}

const IDS_TOLD = 5
const NOT_OPENED: readonly (readonly [DecryptionState, string])[] = [
  ['no-secret', 'not decrypted: no secret among those given'],
  ['wrong-secret', 'not decrypted: the secret given does not open the records'],
  ['unsupported', 'not decrypted: the crypto library of this program lacks the cipher'],
  ['partly', 'decrypted in part only'],
]

/** A key log as read, or one that is followed while it is written. */
export interface KeyLogInput {
  readonly name: string
  /** `null`: it is followed, by its name. */
  readonly bytes: Uint8Array | null
}

export const NO_SECRETS: SecretInputs = { keyLogs: [], rsaKeys: [] }

/** Reads the files of secrets the user named. @throws GivenFileError naming the file, without its content */
export async function readSecretFiles(
  keyLogs: readonly string[],
  follow: boolean,
  rsaKeys: readonly string[],
): Promise<SecretInputs> {
  return {
    keyLogs: await Promise.all(keyLogs.map((file) => readKeyLog(file, follow))),
    rsaKeys: await Promise.all(rsaKeys.map(readKeyFile)),
  }
}

/** The store for one source; a key log that is followed is read from its beginning. */
export function openSecrets({ keyLogs, rsaKeys }: SecretInputs): SecretStore {
  const keys = rsaKeys.map(({ pem }) => readRsaKey(pem)).filter((key) => key !== null)
  const store = new SecretStore(keys)
  for (const { name, bytes } of keyLogs) {
    if (bytes === null) store.addGrowingKeyLog(name, new FollowedFile(name))
    else store.addKeyLog(name, bytes)
  }
  return store
}

async function readKeyLog(file: string, follow: boolean): Promise<KeyLogInput> {
  if (!follow) return { name: file, bytes: await read(file, LARGEST_KEY_LOG) }
  const kind = await stat(file).catch((error: unknown) => {
    // It need not be there yet: the program that writes it may not have started.
    if (codeOf(error) === 'ENOENT') return null
    throw new GivenFileError(`${file}: ${reason(error)}`)
  })
  if (kind?.isDirectory()) throw new GivenFileError(`${file}: is a directory, expected a key log`)
  return { name: file, bytes: null }
}

async function readKeyFile(file: string): Promise<SecretInputs['rsaKeys'][number]> {
  const pem = Buffer.from(await read(file, LARGEST_KEY_FILE)).toString('latin1')
  if (readRsaKey(pem) !== null) return { name: file, pem }
  throw new GivenFileError(
    `${file}: no RSA private key in it, expected PEM (PKCS#1 or PKCS#8) without a passphrase`,
  )
}

async function read(file: string, largest: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > largest) throw new GivenFileError(`${file}: ${size} bytes are too many for a file of secrets`)
    return await readFile(file)
  } catch (error) {
    throw error instanceof GivenFileError ? error : new GivenFileError(`${file}: ${reason(error)}`)
  }
}

/** A key log that another process is still writing: what was added is read when a secret is asked for. */
class FollowedFile implements GrowingKeyLog {
  readonly #file: string
  #offset = 0
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(file: string) {
    this.#file = file
  }

  refresh(reader: KeyLogReader): void {
    const now = performance.now()
    if (now - this.#lookedAt < REFRESH_MILLIS) return
    this.#lookedAt = now
    let descriptor: number | null = null
    try {
      descriptor = openSync(this.#file, 'r')
      this.#readOn(descriptor, reader)
    } catch {
      // Not there yet, or being replaced: the next look may find it.
    } finally {
      if (descriptor !== null) closeSync(descriptor)
    }
  }

  #readOn(descriptor: number, reader: KeyLogReader): void {
    const { size } = fstatSync(descriptor)
    // Written anew: everything in it is new.
    if (size < this.#offset) this.#offset = 0
    const chunk = new Uint8Array(Math.min(CHUNK, size - this.#offset))
    while (this.#offset < Math.min(size, LARGEST_KEY_LOG)) {
      const count = readSync(descriptor, chunk, 0, chunk.length, this.#offset)
      if (count === 0) return
      this.#offset += count
      reader.push(chunk.subarray(0, count))
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}

function reason(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ENOENT') return 'no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return 'is a directory, expected a key log or key'
  return 'could not be read'
}
