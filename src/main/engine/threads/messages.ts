import type { ChainSighting } from '../../../shared/diagnosis/across/chains-by-name.ts'
import type { Hop } from '../../../shared/diagnosis/across/gateway-hint.ts'
import type { LegSighting } from '../../../shared/diagnosis/across/paths/shape.ts'
import type { GivenCertificate } from '../../../shared/diagnosis/context.ts'
import type { HandshakeRow } from '../../../shared/ipc/handshake-row.ts'
import type { DecryptionState } from '../../../shared/tls/record-opener.ts'
import { readCertificate } from '../../../shared/x509/certificate.ts'
import type { MalformedPlace } from '../malformed-tls.ts'
import type { PlainNotJudged } from '../not-judged.ts'
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
  /** One number, shared: which connection of the tape at hand is being judged, counted from 1; 0: none is. */
  readonly progress: Int32Array
}

/** What a thread is told between tapes, and keeps in mind until the next source. */
export type Told =
  | { readonly kind: 'source'; readonly source: number }
  | { readonly kind: 'probe'; readonly told: ToldProbe }
  /** A key log that stood on a tape before: for a thread that takes the place of another. */
  | { readonly kind: 'secrets'; readonly keyLog: Uint8Array }

/** The bytes of a tape are shared: they stay with whoever sends them, who leaves them alone until the answer. */
export type ToThread = Told | { readonly kind: 'tape'; readonly tape: Uint8Array }

export type FromThread =
  /** Its program is there: what it is sent from now on is judged at once. */
  { readonly kind: 'ready' } | ThreadAnswer

/**
 * In answer to each tape: the handshakes decided by it, as text in UTF-8 or as rows, and what its connections came to.
 * Nothing else is known of them when the thread is gone.
 */
export type ThreadAnswer = { readonly totals: PlainTotals } & (
  | { readonly kind: 'lines'; readonly lines: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'rows'; readonly rows: readonly HandshakeRow[] }
)

/** Of one tape: `SourceTotals` and what is remembered across connections, as plain data. */
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
  readonly notJudged: PlainNotJudged
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
