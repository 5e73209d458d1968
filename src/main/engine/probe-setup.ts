import { stat } from 'node:fs/promises'
import type { MatrixOptions } from '../../shared/ipc/matrix-channels.ts'
import type { CredentialFiles, ProbeOptions } from '../../shared/ipc/probe-options.ts'
import {
  CredentialError,
  clientCredential,
  type OpenedCredential,
  openCredential,
  type PassphraseSource,
} from '../probe/credentials/index.ts'
import { type GivenCredential, type MatrixQuestion, matrixQuestion } from '../probe/matrix/index.ts'
import type { ProbeRequest } from '../probe/probe.ts'
import { type NamedOptions, type NamedRequest, probeRequest, RequestError } from '../probe/request/index.ts'
import { GivenFileError } from './given-file-error.ts'
import { type EngineOptions, NO_OPTIONS, readGivenCertificates } from './options.ts'
import { noExtras, type ProbeExtras } from './probe/extras.ts'
import { Refusal } from './refusal.ts'

/** What the window's form asks for, read and checked. Holds the private key: it stays in this process. */
export interface ProbeSetup {
  readonly request: ProbeRequest
  /** What will not be as one may think, one sentence each. */
  readonly notes: readonly string[]
  readonly extras: ProbeExtras
  /** What the river judges the connection with. */
  readonly engine: EngineOptions
}

/** So many opened credentials are kept: a matrix has as many. */
const MOST_KEPT = 8

/** Opens credentials, and keeps them: probing again asks for no passphrase again. */
export class CredentialShelf {
  readonly #kept = new Map<string, OpenedCredential>()

  /** @throws CredentialError */
  async open(files: readonly string[], passphrase: PassphraseSource): Promise<OpenedCredential> {
    const mark = await markOf(files)
    const kept = mark === null ? undefined : this.#kept.get(mark)
    const opened = kept ?? (await openCredential(files, passphrase))
    if (mark === null) return opened
    this.#kept.delete(mark)
    this.#kept.set(mark, opened)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return opened
  }
}

/** Changes whenever a file does; `null` where one cannot be looked at. */
async function markOf(files: readonly string[]): Promise<string | null> {
  try {
    const stats = await Promise.all(files.map((file) => stat(file)))
    return JSON.stringify(files.map((file, at) => [file, stats[at]?.mtimeMs, stats[at]?.size]))
  } catch {
    return null
  }
}

/** @throws Refusal with code `option:FIELD` where one field is to blame */
export async function setUpProbe(
  options: ProbeOptions,
  shelf: CredentialShelf,
  passphrase: PassphraseSource,
): Promise<ProbeSetup> {
  // Before a file is read: what is typed may be wrong already.
  checked(() => probeRequest(namedOptions(options), null))
  const credential = await openedOf(options.credential, shelf, passphrase)
  const signs = credential === null ? null : signing(credential)
  const named = checked(() => probeRequest(namedOptions(options), signs))
  return { request: named.request, notes: named.notes, ...(await judgedBy(options, named, credential)) }
}

/** What a matrix asks, and what its cells are judged with. */
export interface MatrixSetup extends Pick<ProbeSetup, 'extras' | 'engine'> {
  readonly question: MatrixQuestion
  /** In the order of the question's. Hold private keys: they stay in this process. */
  readonly credentials: readonly OpenedCredential[]
}

/** @throws Refusal as `setUpProbe` */
export async function setUpMatrix(
  { probe, credentials, only }: MatrixOptions,
  shelf: CredentialShelf,
  passphrase: PassphraseSource,
): Promise<MatrixSetup> {
  const options = namedOptions(probe)
  checked(() => matrixQuestion(options, [], only))
  const given: GivenCredential[] = []
  const held: OpenedCredential[] = []
  for (const files of [probe.credential, ...credentials]) {
    const opened = await openedOf(files, shelf, passphrase)
    if (opened === null) continue
    held.push(opened)
    const subject = opened.chain[0]?.subject?.text || '(no subject)'
    given.push({ credential: signing(opened), subject })
  }
  const question = checked(() => matrixQuestion(options, given, only))
  const named = checked(() => probeRequest(options, given[0]?.credential ?? null))
  return { question, credentials: held, ...(await judgedBy(probe, named, null)) }
}

async function judgedBy(
  options: ProbeOptions,
  { profile, differences, host }: NamedRequest,
  credential: OpenedCredential | null,
): Promise<Pick<ProbeSetup, 'extras' | 'engine'>> {
  const engine: EngineOptions = {
    ...NO_OPTIONS,
    expectMtls: options.expectMtls ?? false,
    trustedRoots: await certificates('trustedRoots', options.trustedRoots),
    clientCa: await certificates('clientCa', options.clientCa),
  }
  const extras: ProbeExtras = {
    ...noExtras(),
    credential,
    profile,
    differences,
    host,
    trustedRoots: engine.trustedRoots,
    expectPrivate: options.expectPrivate ?? false,
    expectMtls: engine.expectMtls,
  }
  return { extras, engine }
}

async function openedOf(
  given: CredentialFiles | undefined,
  shelf: CredentialShelf,
  passphrase: PassphraseSource,
): Promise<OpenedCredential | null> {
  const files = [given?.pfx, given?.cert, given?.key].filter((file) => file !== undefined)
  if (files.length === 0) return null
  try {
    return await shelf.open(files, passphrase)
  } catch (error) {
    throw refused(error, fieldOf(given ?? {}, error))
  }
}

/** Whose file the error speaks of: each of its sentences begins with the file's name. */
function fieldOf({ cert, key, pfx }: CredentialFiles, error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  const fields = { pfx, key, cert }
  const named = Object.entries(fields).find(
    ([, file]) => file !== undefined && message.startsWith(`${file}: `),
  )
  return named?.[0] ?? 'credential'
}

function signing(credential: OpenedCredential): ReturnType<typeof clientCredential> {
  try {
    return clientCredential(credential)
  } catch (error) {
    throw refused(error, 'credential')
  }
}

async function certificates(
  field: 'trustedRoots' | 'clientCa',
  files: readonly string[] = [],
): Promise<EngineOptions['trustedRoots']> {
  try {
    return (await Promise.all(files.map(readGivenCertificates))).flat()
  } catch (error) {
    throw refused(error, field)
  }
}

function namedOptions(options: ProbeOptions): NamedOptions {
  const { sni, http, credential: _, trustedRoots: __, clientCa: ___, expectPrivate: ____, ...rest } = options
  return {
    ...rest,
    ...(sni === undefined ? {} : { sni: sni ?? false }),
    ...(http === undefined ? {} : { http: http ?? false }),
  }
}

function checked<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw refused(error, 'target')
  }
}

/** The error with the field it belongs to, as a sentence. */
function refused(error: unknown, field: string): unknown {
  if (error instanceof RequestError) return new Refusal(`option:${error.field}`, sentence(error.message))
  if (error instanceof CredentialError) {
    return new Refusal(`option:${field}`, sentence(error.message), error.wayRound)
  }
  if (error instanceof GivenFileError) return new Refusal(`option:${field}`, sentence(error.message))
  return error
}

function sentence(clause: string): string {
  return /[.!?]$/.test(clause) ? clause : `${clause}.`
}
