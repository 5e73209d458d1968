import type { GatewaySku } from '../../runbook/article.ts'
import type { Read } from './place.ts'

/** An application gateway, in its parts. */

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
