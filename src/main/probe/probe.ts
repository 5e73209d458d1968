import type {
  AddressSpace,
  AttemptResult,
  ProbeStage,
  STAGE_RESULTS,
} from '../../shared/conversation/probed.ts'
import type { Endpoint } from '../../shared/packet/segment.ts'
import type { Exchange } from '../capture-file/synthesise.ts'
import type { ClientCredential } from './credential.ts'
import type {
  ChooseCredential,
  ClientAuthentication,
  Ending,
  HelloPlan,
  Negotiated,
  TlsEvent,
  TransportFault,
} from './tls-client/index.ts'

/**
 * One staged probe: what is asked for and what came of it. Plain data, except for the key of the credential. Times are
 * microseconds since 1970 UTC, lengths of time are milliseconds.
 */

export interface ProbeRequest {
  /** A name or an address, without brackets. */
  readonly host: string
  readonly port: number
  /** Where to connect to instead, keeping the name: the hosts-file trick (seed 002). */
  readonly connect: { readonly address: string; readonly port: number } | null
  /** Only addresses of this family; `null`: both. */
  readonly family: 4 | 6 | null
  /** HTTP CONNECT goes there first; the name is then resolved by the proxy. */
  readonly proxy: { readonly host: string; readonly port: number } | null
  /** What to offer, server_name and ALPN included. */
  readonly hello: HelloPlan
  /** What a CertificateRequest is answered with, at whatever moment it comes; `null`: an empty Certificate. */
  readonly credential: ClientCredential | ChooseCredential | null
  readonly sendChain: 'leaf' | 'full'
  /** `null`: no request is sent; a quiet interval after the handshake is then the proof that the server accepts. */
  readonly http: HttpRequest | null
  /** How long nothing may come after the last word before the server counts as content. */
  readonly quietMs: number
  /** For each stage. */
  readonly timeoutMs: number
}

export interface HttpRequest {
  readonly method: string
  /** Origin form (RFC 9112 3.2.1). */
  readonly path: string
  /** Beside Host and User-Agent, in this order; one given replaces ours. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

export { type AddressSpace, PROBE_STAGES, type ProbeStage } from '../../shared/conversation/probed.ts'

/** How one stage went. A stage that was never reached is not reported. */
export interface StageReport {
  readonly stage: ProbeStage
  readonly startedMicros: number
  readonly endedMicros: number
  /** `skipped`: not asked for, or nothing to do. */
  readonly result: (typeof STAGE_RESULTS)[number]
  /** One sentence a person can read out. */
  readonly summary: string
}

/** What became of the name. Nothing here was guessed: what the platform does not tell is `null`. */
export interface NameResolution {
  readonly name: string
  /** Addresses of the servers asked (the system's resolver configuration); empty where unknown. */
  readonly servers: readonly string[]
  /** Lines of the hosts file that name it, with the file: these override DNS. */
  readonly hostsEntries: readonly { readonly file: string; readonly line: number; readonly address: string }[]
  /** What the system's own resolution gives (getaddrinfo): what every other program on this machine would use. */
  readonly addresses: readonly ResolvedAddress[]
  /** CNAMEs passed on the way, in order; `null` where it could not be asked. */
  readonly aliases: readonly string[] | null
  /**
   * What DNS itself says, which may differ from `addresses` (a hosts file, a cache, another resolver); `null`: not
   * asked, as for `localhost`, or no server answered.
   */
  readonly dnsAddresses: readonly ResolvedAddress[] | null
  /** The system's name of the error where no address came: `ENOTFOUND`, `EAI_AGAIN`, `ETIMEOUT` … */
  readonly error: string | null
}

export interface ResolvedAddress {
  readonly address: string
  readonly family: 4 | 6
  readonly space: AddressSpace
}

/** One attempt to connect. */
export interface ConnectionAttempt {
  readonly address: string
  readonly port: number
  readonly startedMicros: number
  readonly endedMicros: number
  /** `silent`: no answer within the time; `unreachable`: the network said so. */
  readonly result: AttemptResult
  readonly fault: TransportFault | null
}

/** What went over the one connection that was spoken on, or the last one tried. Holds secrets. */
export interface ProbedConnection {
  /** Our own end; its port is 0 where the connection never came to be. */
  readonly client: Endpoint
  readonly server: Endpoint
  /** Everything since the SYN; behind a proxy also the CONNECT and its answer, in the plain. */
  readonly exchanges: readonly Exchange[]
  readonly events: readonly TlsEvent[]
  /** Lines of the NSS key log format. Written nowhere unless the user asks for it by name. */
  readonly keyLog: readonly string[]
}

/** The first answer to our request, as far as a diagnosis needs it. */
export interface HttpAnswer {
  readonly version: string
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The first 64 KiB of the body. */
  readonly body: Uint8Array
  readonly atMicros: number
}

export interface ProbeRun {
  readonly request: ProbeRequest
  readonly startedMicros: number
  readonly endedMicros: number
  readonly stages: readonly StageReport[]
  /** `null` where an address was given, or a proxy: then nobody here looks the name up. */
  readonly names: NameResolution | null
  /** In order; the last is the one that `connection` is of. */
  readonly attempts: readonly ConnectionAttempt[]
  readonly connection: ProbedConnection | null
  readonly negotiated: Negotiated | null
  /** DER as sent, also where the handshake was not finished. */
  readonly serverChain: readonly Uint8Array[]
  readonly authentications: readonly ClientAuthentication[]
  /**
   * How the connection ended, as the TLS client saw it; `null` where TLS was never begun, or where the server had not
   * ended it when we, with our answer, let go.
   */
  readonly ending: Ending | null
  readonly http: HttpAnswer | null
  /** The caller's signal fired. */
  readonly cancelled: boolean
}

/** Told while the probe runs. */
export interface ProbeObserver {
  stage?(report: StageReport): void
  /**
   * Asked once, before the first packet goes to any of these: the addresses that will be tried, the proxy's where there
   * is one. DNS was asked by then. `false`: nothing is sent, and the run ends there as `cancelled`.
   */
  permit?(addresses: readonly string[]): boolean | Promise<boolean>
}

/** Runs one probe. Never rejects: whatever happens is told in the run. */
export type RunProbe = (
  request: ProbeRequest,
  observer?: ProbeObserver,
  signal?: AbortSignal,
) => Promise<ProbeRun>
