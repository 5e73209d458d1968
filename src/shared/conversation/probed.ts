import type { Endpoint } from '../packet/segment.ts'
import type { Stage } from './vocabulary.ts'

export const PROBE_STAGES = ['dns', 'tcp', 'proxy', 'tls', 'http', 'late-client-auth'] as const
export type ProbeStage = (typeof PROBE_STAGES)[number]

export const STAGE_RESULTS = ['done', 'failed', 'skipped'] as const

/** RFC 1918 and RFC 4193 are `private`; `shared` is RFC 6598; `reserved` everything that is no host's address. */
export const ADDRESS_SPACES = ['private', 'loopback', 'link-local', 'shared', 'public', 'reserved'] as const
export type AddressSpace = (typeof ADDRESS_SPACES)[number]

/** `silent`: no answer within the time; `unreachable`: the network said so. */
export const ATTEMPT_RESULTS = [
  'connected',
  'refused',
  'silent',
  'unreachable',
  'failed',
  'cancelled',
] as const
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number]

/**
 * What a probe knows of its own connection beside the bytes: what it asked, how long it listened, and who gave up. A
 * capture shows none of this; a probe need not guess it. Plain data, nothing secret. Times are microseconds since
 * 1970 UTC.
 */
export interface ProbeEvidence {
  /** What was asked for: a name, or an address without brackets. */
  readonly host: string
  readonly port: number
  readonly startedMicros: number
  readonly endedMicros: number
  /** `null` where no name was looked up. */
  readonly names: ProbedNames | null
  /** Whether the user expects the name to lead to a private address. */
  readonly expectPrivate: boolean
  /** Every address that was tried, in order. */
  readonly attempts: readonly ProbedAttempt[]
  /** The proxy that stood in between; `null`: none. */
  readonly proxy: { readonly host: string; readonly port: number } | null
  /** The ends of the connection whose bytes were written down; `null` where no packet went out. */
  readonly connection: { readonly client: Endpoint; readonly server: Endpoint } | null
  /** How long nothing came behind the handshake, in milliseconds, where no request was to be sent; else `null`. */
  readonly quietMs: number | null
  readonly end: ProbeEnd
}

export interface ProbedNames {
  readonly name: string
  /** What every program on that machine gets. */
  readonly addresses: readonly ProbedAddress[]
  /** What DNS says where it was asked by itself; `null`: it was not. */
  readonly dnsAddresses: readonly ProbedAddress[] | null
  readonly aliases: readonly string[]
  readonly servers: readonly string[]
  /** Lines of the hosts file that name it. */
  readonly hostsEntries: readonly { readonly file: string; readonly line: number; readonly address: string }[]
  /** The system's name of the error; `null` where addresses came. */
  readonly error: string | null
}

export interface ProbedAddress {
  readonly address: string
  readonly space: AddressSpace
}

export interface ProbedAttempt {
  readonly address: string
  readonly port: number
  readonly result: AttemptResult
  /** The system's name of the error. */
  readonly code: string | null
  readonly millis: number
}

/** What ended the probe. */
export type ProbeEnd =
  /** The bytes show it, or nothing broke. */
  | { readonly kind: 'on-wire' }
  /** `name` is the target's or the proxy's; `said` a sentence on it. */
  | { readonly kind: 'unresolved'; readonly name: string; readonly code: string; readonly said: string }
  | {
      readonly kind: 'unconnected'
      readonly how: 'refused' | 'silent' | 'unreachable'
      readonly code: string | null
    }
  /** The proxy opened no tunnel; `status` and `reason` of its answer, `null` where it gave none. */
  | { readonly kind: 'no-tunnel'; readonly status: number | null; readonly reason: string }
  /** Nothing came for as long as the probe was to wait. */
  | { readonly kind: 'silence'; readonly stage: Stage; readonly millis: number }
  /** The server never answered what was asked: it closed instead, or only its silence is known. */
  | { readonly kind: 'unanswered'; readonly stage: Stage; readonly millis: number }
  /** The connection failed under it: `ETIMEDOUT`, `EHOSTUNREACH` … */
  | { readonly kind: 'lost'; readonly stage: Stage; readonly code: string }
  /** This program itself went no further. */
  | { readonly kind: 'own'; readonly stage: Stage; readonly alert: number; readonly fault: ProbedFault }
  | { readonly kind: 'cancelled' }

/** Why this program's TLS client went no further. */
export interface ProbedFault {
  readonly kind: ProbedFaultKind
  /** The message or record it is about: `ServerHello`, `CertificateVerify`, `record`. */
  readonly subject: string
  /**
   * Where: an offset in the handshake message with its 4-byte header, or for `record` in everything the server
   * sent. `null` where no byte is at fault.
   */
  readonly offset: number | null
  readonly expected: string
  readonly found: string
}

/**
 * `not-tls`: the bytes are no TLS records. `malformed`: a message breaks its own grammar. `unexpected`: well-formed,
 * but not here. `unsupported`: allowed, but this client cannot do it. `not-offered`: chosen by the server though
 * nobody offered it. `bad-signature`, `bad-finished`, `bad-record`: a check of cryptography failed. `bad-key`: a
 * key exchange value that gives no secret. `limit`: a bound of this client. `credential`: our own key failed. `internal`: a mistake of this program.
 */
export const PROBED_FAULT_KINDS = [
  'not-tls',
  'malformed',
  'unexpected',
  'unsupported',
  'not-offered',
  'bad-signature',
  'bad-finished',
  'bad-record',
  'bad-key',
  'limit',
  'credential',
  'internal',
] as const
export type ProbedFaultKind = (typeof PROBED_FAULT_KINDS)[number]

/** The proof of the server that failed: it did not show that it has the key, or that nobody changed the handshake. */
export function isFailedProof({ kind }: ProbedFault): boolean {
  return kind === 'bad-signature' || kind === 'bad-finished'
}

/** The server may have been right: it is this program that can, or will, do no more. */
export function isOwnLimit({ kind }: ProbedFault): boolean {
  return kind === 'unsupported' || kind === 'limit' || kind === 'internal'
}

/** One line a person can read. */
export function faultText({ subject, offset, expected, found }: ProbedFault): string {
  const place = offset === null ? '' : ` at byte ${offset}`
  return `${subject}${place}: expected ${expected}, found ${found}`
}
