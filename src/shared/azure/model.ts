import type { ApimTier, GatewaySku } from '../runbook/article.ts'

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
  readonly apims: readonly Apim[]
  readonly apimHostnames: readonly ApimHostname[]
  readonly apimCaCertificates: readonly ApimCaCertificate[]
  readonly nsgs: readonly Nsg[]
  readonly nsgRules: readonly NsgRule[]
  readonly dnsRecords: readonly PrivateDnsRecord[]
}

/** Where something stands: the file as the user named it, and a JSON pointer into it (RFC 6901). */
export interface Place {
  readonly file: string
  readonly pointer: string
}

interface Read {
  readonly at: Place
  /** A `--query` result, which shows some properties only: here an empty list, too, may mean that it does not say. */
  readonly partial?: true
}

/** A thing of a gateway. `gateway` is the gateway's name, `null` where the document does not tell. */
interface OfGateway extends Read {
  readonly gateway: string | null
  readonly name: string
}

export interface Gateway extends Read {
  readonly name: string
  readonly resourceGroup: string | null
  /** `sku.name`, such as `Standard_v2`. */
  readonly skuName: string | null
  readonly sku: GatewaySku | null
  readonly operationalState: string | null
  readonly provisioningState: string | null
  /** `defaultPredefinedSslPolicy`: what counts while no policy is set (facts 2.22). */
  readonly defaultPredefinedSslPolicy: string | null
  readonly location: string | null
  /** Private addresses of its frontends; public ones stand in other documents. */
  readonly frontendAddresses: readonly string[]
  /** Resource ids of the subnets it is in (`gatewayIPConfigurations[].subnet.id`), lower case. */
  readonly subnets: readonly string[]
}

export interface Listener extends OfGateway {
  /** `Http`, `Https`, `Tcp`, `Tls`. */
  readonly protocol: string | null
  readonly port: number | null
  /** One name or several, wildcards too; empty: basic listener. */
  readonly hostNames: readonly string[]
  readonly requireServerNameIndication: boolean | null
  /** Name of the SSL profile that is bound to it; `null`: none. */
  readonly sslProfile: string | null
  readonly sslCertificate: string | null
}

export interface SslProfile extends OfGateway {
  readonly trustedClientCertificates: readonly string[]
  readonly verifyClientCertIssuerDn: boolean | null
  /** `None` or `OCSP`. */
  readonly verifyClientRevocation: string | null
  /** `Strict` or `Passthrough`; older API versions do not show it (facts 2.3). */
  readonly verifyClientAuthMode: string | null
  readonly hasClientAuthConfiguration: boolean
}

export interface TrustedClientCertificate extends OfGateway {
  /** Base64 of what was uploaded, as the service gives it back. */
  readonly data: string | null
  readonly clientCertIssuerDn: string | null
}

export interface UploadedCertificate extends OfGateway {
  /** Base64 of the certificate; `null` where it comes from Key Vault or is not shown. */
  readonly data: string | null
}

export interface BackendPool extends OfGateway {
  /** Names and addresses, as they stand there. */
  readonly addresses: readonly string[]
}

export interface BackendSetting extends OfGateway {
  readonly protocol: string | null
  readonly port: number | null
  readonly hostName: string | null
  readonly pickHostNameFromBackendAddress: boolean | null
  readonly trustedRootCertificates: readonly string[]
  readonly authenticationCertificates: readonly string[]
  readonly probe: string | null
  readonly sniName: string | null
  readonly validateSni: boolean | null
  readonly validateCertChainAndExpiry: boolean | null
  readonly requestTimeoutSeconds: number | null
}

export interface HealthProbe extends OfGateway {
  readonly protocol: string | null
  readonly host: string | null
  readonly path: string | null
  readonly port: number | null
  readonly pickHostNameFromBackendSettings: boolean | null
  readonly intervalSeconds: number | null
  readonly timeoutSeconds: number | null
  readonly unhealthyThreshold: number | null
  /** `match.statusCodes`, such as `200-399`; `null`: the default (facts 3, last line). */
  readonly statusCodes: readonly string[] | null
}

/** A request routing rule; also each path rule of a URL path map (`map/rule`), and a map's defaults. */
export interface RoutingRule extends OfGateway {
  /** `null` too for what is part of a URL path map: its listeners are those of the rules that lead to the map. */
  readonly listener: string | null
  /** `ruleType` PathBasedRouting: the map that decides instead of this rule. */
  readonly urlPathMap: string | null
  /** The map that this is a part of; `null`: of none. */
  readonly partOfMap: string | null
  /** Of a path rule: `/internal/*`. Empty for a map's defaults, and for what is part of no map. */
  readonly paths: readonly string[]
  readonly backendPool: string | null
  readonly backendSetting: string | null
  readonly rewriteRuleSet: string | null
}

export interface RewriteRule extends OfGateway {
  readonly ruleSet: string
  readonly requestHeaders: readonly { readonly name: string; readonly value: string }[]
}

export interface TlsPolicy extends Read {
  readonly gateway: string | null
  /** `Predefined`, `Custom`, `CustomV2`. */
  readonly type: string | null
  readonly name: string | null
  readonly minProtocolVersion: string | null
  readonly cipherSuites: readonly string[] | null
  /** The SSL profile it belongs to; `null`: the gateway's own. */
  readonly sslProfile: string | null
}

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

/** One request in the gateway's access log (facts 2.11, 3.25). */
export interface AccessLogEntry extends Read {
  readonly gateway: string | null
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
}

export interface Apim extends Read {
  readonly name: string
  readonly resourceGroup: string | null
  readonly skuName: string | null
  readonly tier: ApimTier | null
  /** `None`, `External`, `Internal`. */
  readonly virtualNetworkType: string | null
  readonly publicIpAddresses: readonly string[]
  readonly privateIpAddresses: readonly string[]
  /** Asks every client for a certificate: Consumption and v2 only (facts 4.1). */
  readonly enableClientCertificate: boolean | null
  readonly platformVersion: string | null
  readonly gatewayUrl: string | null
  readonly customProperties: Readonly<Record<string, string>>
  /** Resource ids (`virtualNetworkConfiguration.subnetResourceId`, those of further regions too), lower case. */
  readonly subnets: readonly string[]
}

export interface ApimHostname extends Read {
  readonly apim: string | null
  /** `Proxy`, `Portal`, `Management`, `Scm`, `DeveloperPortal`. */
  readonly type: string | null
  readonly hostName: string
  readonly negotiateClientCertificate: boolean | null
  readonly defaultSslBinding: boolean | null
  readonly certificateSource: string | null
  readonly certificateStatus: string | null
  readonly certificateSubject: string | null
  readonly certificateExpiry: string | null
}

/** An entry of the service's CA store, which is not its client certificates (facts 4.5.6). */
export interface ApimCaCertificate extends Read {
  readonly apim: string | null
  /** `Root` or `CertificateAuthority`. */
  readonly storeName: string | null
  readonly subject: string | null
  readonly expiry: string | null
  readonly thumbprint: string | null
}

/** A network security group itself, which a list of rules alone does not show. */
export interface Nsg extends Read {
  readonly name: string
  readonly resourceGroup: string | null
  /** Resource ids of the subnets and network interfaces it is attached to, lower case. Empty also where not shown. */
  readonly subnets: readonly string[]
  readonly networkInterfaces: readonly string[]
}

export interface NsgRule extends Read {
  readonly nsg: string | null
  readonly name: string
  readonly priority: number | null
  readonly direction: 'Inbound' | 'Outbound' | null
  readonly access: 'Allow' | 'Deny' | null
  /** `Tcp`, `Udp`, `*` … */
  readonly protocol: string | null
  /** Prefixes, addresses and service tags, the plural and singular properties together. */
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  /** `443`, `65200-65535`, `*`. */
  readonly destinationPorts: readonly string[]
}

export interface PrivateDnsRecord extends Read {
  /** The whole name, with its zone, lower case, no final dot. */
  readonly name: string
  readonly zone: string | null
  /** `A`, `AAAA`, `CNAME`. */
  readonly type: string
  readonly values: readonly string[]
  readonly ttlSeconds: number | null
}

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
  apims: [],
  apimHostnames: [],
  apimCaCertificates: [],
  nsgs: [],
  nsgRules: [],
  dnsRecords: [],
}
