import type { Read } from './place.ts'

/** What the machines report of themselves: health and logs. */

/** One server of `show-backend-health`. */
export interface BackendServerHealth extends Read {
  readonly gateway: string | null
  readonly backendPool: string | null
  readonly backendSetting: string | null
  readonly address: string | null
  /** `Healthy`, `Unhealthy`, `Unknown`, `Partial`, `Draining`. */
  readonly health: string
  /** `healthProbeLog`, word for word; `null` where there is none. */
  readonly log: string | null
}

/** One answer to `show-backend-health` as a whole. */
export interface HealthReport extends Read {
  readonly gateway: string | null
  readonly servers: number
  /** What came instead of a report, word for word; `null`: a report did. */
  readonly said: string | null
}

/** `AzureDiagnostics`, which holds the logs of all resources, or a table for each log (`AGWAccessLogs` …). */
export type LogTableKind = 'all-resources' | 'own'

/** One request in the gateway's access log (facts 2.11, 3.25). */
export interface AccessLogEntry extends Read {
  readonly gateway: string | null
  /** `null`: not out of a workspace. */
  readonly table: LogTableKind | null
  readonly time: string | null
  readonly clientIp: string | null
  readonly host: string | null
  readonly httpStatus: number | null
  /** `ERRORINFO_UPSTREAM_NO_LIVE` and its kind; `ERRORINFO_NO_ERROR` where all is well. */
  readonly errorInfo: string | null
  readonly serverRouted: string | null
  readonly serverStatus: string | null
  readonly backendPool: string | null
  readonly backendSetting: string | null
  /** `SUCCESS`, `NONE`, `FAILED:reason`. */
  readonly sslClientVerify: string | null
  /** `transactionId`: 32 hexadecimal digits, with the hyphens of a GUID in `AzureDiagnostics`. Also in the firewall log. */
  readonly transactionId: string | null
  /** Port of the client's connection to the gateway. */
  readonly clientPort: number | null
  /** Port of the gateway's own connection to the backend: joins the row with a capture of that leg. */
  readonly upstreamSourcePort: number | null
  readonly listener: string | null
  /** As the gateway passed it on. */
  readonly requestUri: string | null
  /** SHA-1, and the issuer as the gateway writes it, of the certificate that the client showed. */
  readonly clientCertificateFingerprint: string | null
  readonly clientCertificateIssuer: string | null
}

/** One rule of the web application firewall that a request met; a request has several (`transactionId`). */
export interface FirewallLogEntry extends Read {
  readonly gateway: string | null
  readonly table: LogTableKind | null
  readonly time: string | null
  readonly clientIp: string | null
  readonly clientPort: number | null
  readonly host: string | null
  readonly requestUri: string | null
  /** `Matched`, `Detected`, `Blocked`, `Allowed`. */
  readonly action: string | null
  readonly ruleId: string | null
  readonly message: string | null
  readonly transactionId: string | null
}

/** One request in API Management's log. */
export interface ApimLogEntry extends Read {
  readonly apim: string | null
  readonly table: LogTableKind | null
  readonly time: string | null
  /** Behind an application gateway that one's. */
  readonly callerIp: string | null
  /** What the caller got. */
  readonly responseCode: number | null
  /** 0 where no backend was asked. */
  readonly backendResponseCode: number | null
  /** `BackendConnectionFailure` and its kind: API Management's own word for the last thing that went wrong. */
  readonly errorReason: string | null
}
