import type { ChainSighting } from '../../../shared/diagnosis/across/chains-by-name.ts'
import type { Hop } from '../../../shared/diagnosis/across/gateway-hint.ts'
import type { LegSighting } from '../../../shared/diagnosis/across/paths/shape.ts'
import type { GivenCertificate } from '../../../shared/diagnosis/context.ts'
import type { HandshakeRow } from '../../../shared/ipc/handshake-row.ts'
import type { DecryptionState } from '../../../shared/tls/record-opener.ts'
import { readCertificate } from '../../../shared/x509/certificate.ts'
import type { MalformedPlace } from '../malformed-tls.ts'
import type { EngineOptions } from '../options.ts'
import type { ToldProbe } from '../probe/told.ts'
import { NO_SECRETS } from '../secrets.ts'

/** How each handshake's JSON text is set off from the next. */
export interface Framing {
  readonly before: string
  readonly after: string
  /** Whether only the handshakes that broke are wanted. */
  readonly brokenOnly: boolean
}

/** What a judging thread is started with. */
export interface ThreadStart {
  readonly options: PlainOptions
  /** `null`: the window's rows are wanted in place of texts. */
  readonly framing: Framing | null
}

export type ToThread =
  | { readonly kind: 'source'; readonly source: number }
  | { readonly kind: 'tape'; readonly buffer: ArrayBuffer; readonly length: number }
  | { readonly kind: 'probe'; readonly told: ToldProbe }
  | { readonly kind: 'end' }

export type FromThread =
  /** Its program is there: what it is sent from now on is judged at once. */
  { readonly kind: 'ready' } | ThreadAnswer | { readonly kind: 'totals'; readonly totals: PlainTotals }

/** In answer to each tape: the handshakes decided by it, as text in UTF-8 or as rows, and the tape's buffer back. */
export type ThreadAnswer =
  | { readonly kind: 'lines'; readonly lines: Uint8Array<ArrayBuffer>; readonly buffer: ArrayBuffer }
  | { readonly kind: 'rows'; readonly rows: readonly HandshakeRow[]; readonly buffer: ArrayBuffer }

/** Of one source: `SourceTotals` as plain data. */
export interface PlainTotals {
  readonly others: number
  readonly broken: boolean
  readonly limits: readonly (readonly [kind: string, message: string])[]
  readonly malformed: { readonly count: number; readonly places: readonly MalformedPlace[] }
  readonly decrypted: number
  readonly decryption: readonly (readonly [DecryptionState, readonly string[]])[]
  readonly sightings: readonly PlainSighting[]
  readonly legs: readonly LegSighting[]
  readonly hops: readonly Hop[]
}

/** A `ChainSighting` whose certificates are their DER alone. */
export type PlainSighting = Omit<ChainSighting, 'chain'> & { readonly chain: readonly Uint8Array[] }

type PlainCertificate = Pick<GivenCertificate, 'der' | 'file'>

/** The options without what cannot be cloned: readings of certificates, which are read again; secrets stay. */
export type PlainOptions = Omit<
  EngineOptions,
  'trustedRoots' | 'clientCa' | 'clientCertificate' | 'secrets'
> & {
  readonly trustedRoots: readonly PlainCertificate[]
  readonly clientCa: readonly PlainCertificate[]
  readonly clientCertificate: readonly PlainCertificate[]
}

export function plainOptions({ secrets: _, ...options }: EngineOptions): PlainOptions {
  const plain = (given: readonly GivenCertificate[]): PlainCertificate[] =>
    given.map(({ der, file }) => ({ der, file }))
  return {
    ...options,
    trustedRoots: plain(options.trustedRoots),
    clientCa: plain(options.clientCa),
    clientCertificate: plain(options.clientCertificate),
  }
}

export function engineOptions(plain: PlainOptions): EngineOptions {
  const read = (given: readonly PlainCertificate[]): GivenCertificate[] =>
    given.map(({ der, file }) => ({ der, file, reading: readCertificate(der) }))
  return {
    ...plain,
    trustedRoots: read(plain.trustedRoots),
    clientCa: read(plain.clientCa),
    clientCertificate: read(plain.clientCertificate),
    secrets: NO_SECRETS,
  }
}
