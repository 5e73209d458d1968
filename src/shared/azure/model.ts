import type { Apim, ApimCaCertificate, ApimHostname } from './model/apim.ts'
import type {
  BackendPool,
  BackendSetting,
  Gateway,
  HealthProbe,
  Listener,
  RewriteRule,
  RoutingRule,
  SslProfile,
  TlsPolicy,
  TrustedClientCertificate,
  UploadedCertificate,
} from './model/gateway.ts'
import type { Nsg, NsgRule, PrivateDnsRecord } from './model/network.ts'
import type {
  AccessLogEntry,
  ApimLogEntry,
  BackendServerHealth,
  FirewallLogEntry,
  HealthReport,
} from './model/observed.ts'

export type * from './model/apim.ts'
export type * from './model/gateway.ts'
export type * from './model/network.ts'
export type * from './model/observed.ts'
export type * from './model/place.ts'

/**
 * What saved `az` output says, whatever documents it came from, flat: a listener read from
 * `application-gateway show` and one read from `http-listener list` are the same thing here. `null` means that
 * the document does not say; an empty list, where a `null` is possible, that it says there are none.
 * Names are Azure's own property names where they are readable (facts 6, NPMN, NPMA).
 */
export interface AzureModel {
  readonly gateways: readonly Gateway[]
  readonly listeners: readonly Listener[]
  readonly sslProfiles: readonly SslProfile[]
  readonly trustedClientCertificates: readonly TrustedClientCertificate[]
  readonly trustedRootCertificates: readonly UploadedCertificate[]
  /** v1: exact copies of backend leaves (facts 1.3.1). */
  readonly authenticationCertificates: readonly UploadedCertificate[]
  readonly backendPools: readonly BackendPool[]
  readonly backendSettings: readonly BackendSetting[]
  readonly probes: readonly HealthProbe[]
  readonly routingRules: readonly RoutingRule[]
  readonly rewriteRules: readonly RewriteRule[]
  readonly tlsPolicies: readonly TlsPolicy[]
  readonly backendHealth: readonly BackendServerHealth[]
  readonly healthReports: readonly HealthReport[]
  readonly accessLog: readonly AccessLogEntry[]
  readonly firewallLog: readonly FirewallLogEntry[]
  readonly apimLog: readonly ApimLogEntry[]
  readonly apims: readonly Apim[]
  readonly apimHostnames: readonly ApimHostname[]
  readonly apimCaCertificates: readonly ApimCaCertificate[]
  readonly nsgs: readonly Nsg[]
  readonly nsgRules: readonly NsgRule[]
  readonly dnsRecords: readonly PrivateDnsRecord[]
}

/** What grows by the request, and is told in counts. */
export const LOG_LISTS = ['accessLog', 'firewallLog', 'apimLog'] as const satisfies (keyof AzureModel)[]

export const EMPTY_MODEL: AzureModel = {
  gateways: [],
  listeners: [],
  sslProfiles: [],
  trustedClientCertificates: [],
  trustedRootCertificates: [],
  authenticationCertificates: [],
  backendPools: [],
  backendSettings: [],
  probes: [],
  routingRules: [],
  rewriteRules: [],
  tlsPolicies: [],
  backendHealth: [],
  healthReports: [],
  accessLog: [],
  firewallLog: [],
  apimLog: [],
  apims: [],
  apimHostnames: [],
  apimCaCertificates: [],
  nsgs: [],
  nsgRules: [],
  dnsRecords: [],
}
