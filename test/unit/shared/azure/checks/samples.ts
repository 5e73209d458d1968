/** A model with the parts that a test names; every other property says nothing. */
import { CONTRADICTION } from '../../../../../src/shared/azure/checks/contradictions/contradiction.ts'
import {
  type ConfigurationContext,
  checkConfiguration,
  contextOf,
  noteConfiguration,
  type WireObservation,
} from '../../../../../src/shared/azure/checks/index.ts'
import {
  type AccessLogEntry,
  type Apim,
  type ApimCaCertificate,
  type ApimHostname,
  type AzureModel,
  type BackendPool,
  type BackendServerHealth,
  type BackendSetting,
  EMPTY_MODEL,
  type Gateway,
  type HealthProbe,
  type Listener,
  type Nsg,
  type NsgRule,
  type Place,
  type RewriteRule,
  type RoutingRule,
  type SslProfile,
  type TlsPolicy,
  type TrustedClientCertificate,
  type UploadedCertificate,
} from '../../../../../src/shared/azure/model.ts'
import type { Finding } from '../../../../../src/shared/diagnosis/finding.ts'
import type { FindingId } from '../../../../../src/shared/diagnosis/taxonomy.ts'

export const NOW = Date.UTC(2026, 10, 22)
export const APIM = 'apim-contoso'
export const HOST = 'api.contoso.com'
export const BUILT_IN = 'apim-contoso.azure-api.net'
export const STATUS_PATH = '/status-0123456789abcdef'

const at = (pointer: string): Place => ({ file: 'contoso.json', pointer })
const gateway = 'agw-contoso'

export function model(parts: Partial<AzureModel>): AzureModel {
  return { ...EMPTY_MODEL, ...parts }
}

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

export function anApim(parts: Partial<Apim> = {}): Apim {
  return {
    at: at(''),
    name: APIM,
    resourceGroup: 'rg-edge',
    skuName: 'Premium',
    tier: 'classic',
    virtualNetworkType: 'Internal',
    publicIpAddresses: ['20.50.2.10'],
    privateIpAddresses: ['10.0.2.5'],
    enableClientCertificate: null,
    platformVersion: 'stv2',
    provisioningState: 'Succeeded',
    gatewayUrl: `https://${BUILT_IN}`,
    customProperties: {},
    subnets: [],
    ...parts,
  }
}

export function aHostname(
  hostName: string,
  negotiate: boolean,
  parts: Partial<ApimHostname> = {},
): ApimHostname {
  return {
    at: at('/hostnameConfigurations/0'),
    apim: APIM,
    type: 'Proxy',
    hostName,
    negotiateClientCertificate: negotiate,
    defaultSslBinding: true,
    certificateSource: 'Custom',
    certificateStatus: null,
    certificateSubject: null,
    certificateExpiry: null,
    ...parts,
  }
}

export function aCa(subject: string, parts: Partial<ApimCaCertificate> = {}): ApimCaCertificate {
  return {
    at: at('/certificates/0'),
    apim: APIM,
    storeName: 'Root',
    subject,
    expiry: '2036-01-01T00:00:00+00:00',
    thumbprint: null,
    ...parts,
  }
}

export function anNsg(parts: Partial<Nsg> = {}): Nsg {
  return {
    at: at(''),
    name: 'nsg-agw',
    resourceGroup: 'rg-edge',
    subnets: [],
    networkInterfaces: [],
    ...parts,
  }
}

export function anNsgRule(parts: Partial<NsgRule> = {}): NsgRule {
  return {
    at: at('/0'),
    nsg: 'nsg-agw',
    name: 'rule',
    priority: 100,
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    sources: ['*'],
    destinations: ['*'],
    destinationPorts: ['443'],
    ...parts,
  }
}

/** A gateway before API Management as it should be. */
export const HEALTHY: AzureModel = model({
  gateways: [aGateway()],
  listeners: [aListener({ sslProfile: 'mtls-profile' })],
  sslProfiles: [aProfile()],
  backendPools: [aPool(BUILT_IN)],
  backendSettings: [aSetting()],
  probes: [aProbe()],
  routingRules: [aRule()],
  tlsPolicies: [aPolicy()],
  apims: [anApim()],
  apimHostnames: [aHostname(BUILT_IN, true)],
})

export function anObservation(parts: Partial<WireObservation> = {}): WireObservation {
  return {
    handshake: 'h3',
    leg: 'direct',
    serverName: BUILT_IN,
    serverAddress: '10.0.2.5',
    clientAddress: '10.0.3.4',
    clientPort: 50123,
    version: 'TLS 1.2',
    requested: 'unknown',
    caNames: [],
    clientCertificate: 'none',
    serverChain: [],
    clientChain: [],
    httpStatus: null,
    droppedAfterClientHello: false,
    frames: {
      clientHello: 4,
      serverHello: 6,
      serverCertificate: 6,
      clientCertificate: null,
      certificateRequest: null,
      httpResponse: null,
      end: null,
    },
    ...parts,
  }
}

/** A request that the listener refused. */
export function aLogEntry(parts: Partial<AccessLogEntry> = {}): AccessLogEntry {
  return {
    at: { file: 'log.json', pointer: '/0' },
    gateway: null,
    table: null,
    time: null,
    clientIp: null,
    host: null,
    httpStatus: 400,
    errorInfo: 'ERRORINFO_HTTPS_NO_CERT',
    serverRouted: null,
    serverStatus: null,
    backendPool: null,
    backendSetting: null,
    sslClientVerify: null,
    transactionId: null,
    clientPort: null,
    upstreamSourcePort: null,
    listener: null,
    requestUri: null,
    clientCertificateFingerprint: null,
    clientCertificateIssuer: null,
    ...parts,
  }
}

/** A health message of the setting's server, and the finding that it makes. */
export function aHealthFinding(id: FindingId): { server: BackendServerHealth; finding: Finding } {
  const place = { file: 'health.json', pointer: '/backendAddressPools/0/servers/0' }
  return {
    server: {
      at: place,
      gateway: null,
      backendPool: 'pool-apim',
      backendSetting: 'https-apim',
      address: BUILT_IN,
      health: 'Unhealthy',
      log: 'as the gateway says it',
    },
    finding: {
      id,
      severity: 'error',
      confidence: 0.9,
      leg: 'gateway-apim',
      summary: 'As the gateway says it.',
      explanation: '',
      evidence: [{ kind: 'file', file: place.file, pointer: `${place.pointer}/healthProbeLog` }],
      disproof: '',
      fixes: [],
      because: null,
    },
  }
}

export function given(parts: Partial<ConfigurationContext> = {}): ConfigurationContext {
  return { ...contextOf(NOW), ...parts }
}

/** Findings of the healthy model with some parts replaced. */
export function found(parts: Partial<AzureModel>, context: Partial<ConfigurationContext> = {}): Finding[] {
  return checkConfiguration({ ...HEALTHY, ...parts }, given(context))
}

export function ids(findings: readonly Finding[]): FindingId[] {
  return findings.map(({ id }) => id)
}

/** The one finding of an id; anything else is a failure that says what was there. */
export function only(findings: readonly Finding[], id: FindingId): Finding {
  const [first, ...more] = findings.filter((one) => one.id === id)
  if (first === undefined || more.length > 0)
    throw new Error(`one ${id} expected, found: ${ids(findings).join(', ')}`)
  return first
}

export function noted(parts: Partial<AzureModel>, context: Partial<ConfigurationContext> = {}): string[] {
  return noteConfiguration({ ...HEALTHY, ...parts }, given(context)).map(({ summary }) => summary)
}

/** What the contradictions of the healthy model with some parts replaced say. */
export function contradicted(
  parts: Partial<AzureModel>,
  context: Partial<ConfigurationContext> = {},
): string[] {
  return found(parts, context).flatMap(({ id, summary }) => (id === CONTRADICTION ? [summary] : []))
}
