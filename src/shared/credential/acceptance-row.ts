import type { Problem, Span } from '../bytes/field.ts'
import type { CertificateRequest } from '../tls/message/handshake.ts'
import type { X509Certificate } from '../x509/certificate.ts'

export interface AcceptanceInput {
  readonly request: CertificateRequest
  /** What went wrong reading the request; empty where nothing did. */
  readonly problems: readonly Problem[]
  /** Negotiated version: 0x0301 to 0x0304. */
  readonly version: number
  /** What would be sent: the leaf first; at least one. */
  readonly chain: readonly X509Certificate[]
  /** What the client holds besides: issuers that are in its file and not sent. */
  readonly unsent?: readonly X509Certificate[]
}

/** How one thing that the server asks for stands to the certificate. */
export type Match =
  /** Byte for byte, or number for number. */
  | 'exact'
  /** A name that is the same by RFC 5280 7.1 only: stacks that compare bytes refuse it. */
  | 'equal-after-normalisation'
  | 'no-match'
  /** Nothing was asked for, so everything fits. */
  | 'anything'
  | 'unknown'

/** One line of the table: the server asks for | your certificate has. */
export interface AcceptanceRow {
  readonly kind:
    | 'ca-name'
    | 'ca-list'
    | 'signature-scheme'
    | 'certificate-type'
    | 'certificate-signature'
    | 'filter'
  readonly asks: string
  readonly has: string
  readonly match: Match
  /** What a person should know about this line; `null` where the line says all. */
  readonly note: string | null
  /** Where it stands in the CertificateRequest, its 4-byte header counted; `null`: nowhere, it is a rule. */
  readonly span: Span | null
}

/**
 * `accepted`: nothing in the request speaks against the certificate; whether the server trusts it is another
 * question. `doubtful`: some stacks take it, some do not. `refused`: a client that keeps to the request sends none.
 */
export type AcceptanceStatus = 'accepted' | 'doubtful' | 'refused' | 'unknown'
