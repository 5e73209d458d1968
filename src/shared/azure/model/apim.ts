import type { ApimTier } from '../../runbook/article.ts'
import type { Read } from './place.ts'

/** An API Management service, with its host names and its CA store. */

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
  readonly provisioningState: string | null
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
