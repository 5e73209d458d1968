import type { Leg } from '../../conversation/vocabulary.ts'
import type { Finding } from '../../diagnosis/finding.ts'
import type { Topology } from '../../diagnosis/leg.ts'
import type { CertificateSummary } from '../../x509/summary.ts'

/** What is known beside the saved documents. Everything may be empty: the settings then stand alone. */
export interface ConfigurationContext {
  /** What certificates and retirements are judged by, milliseconds since 1970 UTC. */
  readonly nowMillis: number
  /** The name the client means to reach; `null` where nobody said. */
  readonly host: string | null
  readonly topology: Topology
  /** What packets showed: see `observe`. */
  readonly wire: readonly WireObservation[]
  /** Findings of the backend health messages in the same documents. */
  readonly health: readonly Finding[]
}

/** Settings alone. */
export function contextOf(nowMillis: number): ConfigurationContext {
  return { nowMillis, host: null, topology: { gateway: null, apim: null }, wire: [], health: [] }
}

/** One handshake, as far as settings can be held against it. */
export interface WireObservation {
  /** `h3`, as the document calls it. */
  readonly handshake: string
  readonly leg: Leg
  /** server_name of the ClientHello; `null`: none was sent, or no ClientHello was seen. */
  readonly serverName: string | null
  readonly serverAddress: string | null
  readonly clientAddress: string | null
  /** The gateway's source port on its backend leg joins this with its access log (facts 2.11). */
  readonly clientPort: number | null
  /** `TLS 1.2`; `null` until a ServerHello. */
  readonly version: string | null
  readonly requested: 'no' | 'initial' | 'renegotiation' | 'post-handshake' | 'unknown'
  /** RFC 4514. */
  readonly caNames: readonly string[]
  readonly clientCertificate: 'none' | 'empty' | 'sent' | 'unknown'
  /** The leaf first, as sent; empty where encryption hides it. */
  readonly serverChain: readonly WireCertificate[]
  readonly clientChain: readonly WireCertificate[]
  readonly httpStatus: number | null
  /** The end was a reset or a close right after the ClientHello (facts 2.19). */
  readonly droppedAfterClientHello: boolean
  /** 1-based numbers of the packets that carry them. */
  readonly frames: {
    readonly clientHello: number | null
    readonly serverHello: number | null
    readonly serverCertificate: number | null
    readonly clientCertificate: number | null
    readonly certificateRequest: number | null
    readonly httpResponse: number | null
    readonly end: number | null
  }
}

export type WireCertificate = Pick<
  CertificateSummary,
  'subject' | 'issuer' | 'san' | 'isCa' | 'sha1' | 'sha256'
>
