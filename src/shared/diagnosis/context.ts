import type { Leg } from '../conversation/vocabulary.ts'
import type { CertificateReading } from '../x509/certificate.ts'

/** A certificate the user gave, and the file it came from. */
export interface GivenCertificate {
  readonly der: Uint8Array
  readonly reading: CertificateReading
  readonly file: string
}

/** What is known beside the bytes: the incident, as the user told it. Nothing here is required. */
export interface DiagnosisContext {
  readonly leg: Leg
  /** The name the client meant to reach. */
  readonly host: string | null
  readonly expectMtls: boolean
  /** The clock that validity is judged by, milliseconds since 1970 UTC, and whose it is. */
  readonly nowMillis: number
  readonly clock: 'capture' | 'local' | 'given'
  /** Roots the server's chain should climb to; empty where not given. */
  readonly trustedRoots: readonly GivenCertificate[]
  /** The bundle of CAs that the server accepts clients from; empty where not given. */
  readonly clientCa: readonly GivenCertificate[]
  /** The client's own chain, leaf first; empty where not given. */
  readonly clientCertificate: readonly GivenCertificate[]
}
