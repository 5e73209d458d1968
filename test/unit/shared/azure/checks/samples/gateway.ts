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
} from '../../../../../../src/shared/azure/model.ts'
import { at, BUILT_IN, GATEWAY as gateway, HOST, STATUS_PATH } from './names.ts'

/** Parts of an application gateway as they should be. */

export function aGateway(parts: Partial<Gateway> = {}): Gateway {
  return {
    at: at(''),
    name: gateway,
    resourceGroup: 'rg-edge',
    skuName: 'WAF_v2',
    sku: 'v2',
    operationalState: 'Running',
    provisioningState: 'Succeeded',
    defaultPredefinedSslPolicy: 'AppGwSslPolicy20220101',
    location: 'westeurope',
    frontendAddresses: ['10.0.1.5'],
    subnets: [],
    ...parts,
  }
}

export function aListener(parts: Partial<Listener> = {}): Listener {
  return {
    at: at('/httpListeners/0'),
    gateway,
    name: 'listener-api',
    protocol: 'Https',
    port: 443,
    hostNames: [HOST],
    requireServerNameIndication: true,
    sslProfile: null,
    sslCertificate: 'api-contoso-com',
    ...parts,
  }
}

export function aProfile(parts: Partial<SslProfile> = {}): SslProfile {
  return {
    at: at('/sslProfiles/0'),
    gateway,
    name: 'mtls-profile',
    trustedClientCertificates: ['client-ca'],
    verifyClientCertIssuerDn: false,
    verifyClientRevocation: 'None',
    verifyClientAuthMode: 'Strict',
    hasClientAuthConfiguration: true,
    ...parts,
  }
}

export function aClientCa(parts: Partial<TrustedClientCertificate> = {}): TrustedClientCertificate {
  return {
    at: at('/trustedClientCertificates/0'),
    gateway,
    name: 'client-ca',
    data: null,
    clientCertIssuerDn: null,
    ...parts,
  }
}

export function anUpload(parts: Partial<UploadedCertificate> = {}): UploadedCertificate {
  return { at: at('/trustedRootCertificates/0'), gateway, name: 'apim-root', data: null, ...parts }
}

export function aPool(...addresses: string[]): BackendPool {
  return { at: at('/backendAddressPools/0'), gateway, name: 'pool-apim', addresses }
}

export function aSetting(parts: Partial<BackendSetting> = {}): BackendSetting {
  return {
    at: at('/backendHttpSettingsCollection/0'),
    gateway,
    name: 'https-apim',
    protocol: 'Https',
    port: 443,
    hostName: BUILT_IN,
    pickHostNameFromBackendAddress: false,
    trustedRootCertificates: [],
    authenticationCertificates: [],
    probe: 'probe-apim',
    sniName: null,
    validateSni: null,
    validateCertChainAndExpiry: null,
    requestTimeoutSeconds: 30,
    ...parts,
  }
}

export function aProbe(parts: Partial<HealthProbe> = {}): HealthProbe {
  return {
    at: at('/probes/0'),
    gateway,
    name: 'probe-apim',
    protocol: 'Https',
    host: BUILT_IN,
    path: STATUS_PATH,
    port: null,
    pickHostNameFromBackendSettings: false,
    intervalSeconds: 30,
    timeoutSeconds: 30,
    unhealthyThreshold: 3,
    statusCodes: ['200-399'],
    ...parts,
  }
}

export function aRule(parts: Partial<RoutingRule> = {}): RoutingRule {
  return {
    at: at('/requestRoutingRules/0'),
    gateway,
    name: 'rule-api',
    listener: 'listener-api',
    urlPathMap: null,
    partOfMap: null,
    paths: [],
    backendPool: 'pool-apim',
    backendSetting: 'https-apim',
    rewriteRuleSet: null,
    ...parts,
  }
}

export function aRewrite(headers: Record<string, string>, parts: Partial<RewriteRule> = {}): RewriteRule {
  return {
    at: at('/rewriteRuleSets/0/rewriteRules/0'),
    gateway,
    name: 'forward',
    ruleSet: 'forward-client-cert',
    requestHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
    ...parts,
  }
}

export function aPolicy(parts: Partial<TlsPolicy> = {}): TlsPolicy {
  return {
    at: at('/sslPolicy'),
    gateway,
    type: 'Predefined',
    name: 'AppGwSslPolicy20220101',
    minProtocolVersion: null,
    cipherSuites: null,
    sslProfile: null,
    ...parts,
  }
}
