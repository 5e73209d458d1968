import { count } from '../diagnosis/words.ts'
import { listenerNamesOf } from './checks/support/links.ts'
import { MODEL_LISTS } from './documents/model-parts.ts'
import { resourceId } from './documents/resource-id.ts'
import { type Fact, fact, some } from './fact.ts'
import { normalised } from './health/normalise.ts'
import { logFacts } from './log-facts.ts'
import { type AzureModel, LOG_LISTS } from './model.ts'

export type { Fact } from './fact.ts'

/** Of each kind; who has more asks `jq`. */
const MOST_OF_A_KIND = 500

/** What was read, before anybody has an opinion about it. `leftOut`: beyond the first of each kind. */
export function factsOf(whole: AzureModel): { readonly facts: readonly Fact[]; readonly leftOut: number } {
  const counted = MODEL_LISTS.filter((list) => !(LOG_LISTS as readonly string[]).includes(list))
  const leftOut = counted.reduce((sum, list) => sum + Math.max(0, whole[list].length - MOST_OF_A_KIND), 0)
  const first = counted.map((list) => [list, whole[list].slice(0, MOST_OF_A_KIND)])
  return { facts: allFacts({ ...whole, ...Object.fromEntries(first) }), leftOut }
}

function allFacts(model: AzureModel): Fact[] {
  return [
    ...gatewayFacts(model),
    ...listenerFacts(model),
    ...backendFacts(model),
    ...healthFacts(model),
    ...logFacts(model),
    ...apimFacts(model),
    ...networkFacts(model),
  ]
}

function gatewayFacts(model: AzureModel): Fact[] {
  const gateways = model.gateways.map((gateway) =>
    fact('application-gateway', { ...gateway, of: gateway.resourceGroup }, [
      gateway.skuName,
      gateway.sku === null ? 'SKU not shown' : `generation ${gateway.sku}`,
      gateway.operationalState,
      gateway.provisioningState !== null && gateway.provisioningState !== 'Succeeded'
        ? `provisioning ${gateway.provisioningState}`
        : null,
      gateway.frontendAddresses.length > 0 && `private frontend ${gateway.frontendAddresses.join(', ')}`,
      gateway.defaultPredefinedSslPolicy && `default TLS policy ${gateway.defaultPredefinedSslPolicy}`,
    ]),
  )
  const policies = model.tlsPolicies.map((policy) =>
    fact(
      'ssl-policy',
      { at: policy.at, name: policy.name ?? policy.type, of: policy.sslProfile ?? policy.gateway },
      [
        policy.type,
        policy.minProtocolVersion && `at least ${policy.minProtocolVersion}`,
        policy.cipherSuites !== null &&
          policy.cipherSuites.length > 0 &&
          count(policy.cipherSuites.length, 'cipher suite'),
      ],
    ),
  )
  return [...gateways, ...policies]
}

function listenerFacts(model: AzureModel): Fact[] {
  const listeners = model.listeners.map((listener) =>
    fact('http-listener', { ...listener, of: listener.gateway }, [
      listener.protocol,
      listener.port !== null && `port ${listener.port}`,
      listener.hostNames.length > 0
        ? some(listener.hostNames)
        : listener.partial === true
          ? null
          : 'any host name',
      listener.sslProfile !== null
        ? `SSL profile ${listener.sslProfile}`
        : listener.partial !== true &&
          listener.protocol === 'Https' &&
          'no SSL profile: asks for no client certificate',
    ]),
  )
  const profiles = model.sslProfiles.map((profile) =>
    fact('ssl-profile', { ...profile, of: profile.gateway }, [
      profile.trustedClientCertificates.length > 0 && `client CAs ${some(profile.trustedClientCertificates)}`,
      profile.hasClientAuthConfiguration ? profile.verifyClientAuthMode : 'no client authentication',
      profile.verifyClientCertIssuerDn !== null &&
        `issuer name check ${onOff(profile.verifyClientCertIssuerDn)}`,
      profile.verifyClientRevocation && `revocation ${profile.verifyClientRevocation}`,
    ]),
  )
  const cas = model.trustedClientCertificates.map((ca) =>
    fact('client-cert', { ...ca, of: ca.gateway }, [
      ca.clientCertIssuerDn && `issuer ${ca.clientCertIssuerDn}`,
      ca.data === null ? 'contents not shown' : null,
    ]),
  )
  return [...listeners, ...profiles, ...cas]
}

function backendFacts(model: AzureModel): Fact[] {
  return [
    ...model.backendPools.map((pool) =>
      fact('address-pool', { ...pool, of: pool.gateway }, [
        pool.addresses.length === 0 ? 'empty' : some(pool.addresses),
      ]),
    ),
    ...model.backendSettings.map((setting) =>
      fact('http-settings', { ...setting, of: setting.gateway }, [
        setting.protocol,
        setting.port !== null && `port ${setting.port}`,
        setting.hostName !== null && `host ${setting.hostName}`,
        setting.pickHostNameFromBackendAddress === true && 'host picked from the pool',
        setting.probe !== null && `probe ${setting.probe}`,
        setting.trustedRootCertificates.length > 0
          ? `roots ${some(setting.trustedRootCertificates)}`
          : setting.partial !== true && setting.protocol === 'Https' && 'well-known CAs',
        setting.authenticationCertificates.length > 0 &&
          `authentication certificates ${some(setting.authenticationCertificates)}`,
        setting.sniName !== null && `sniName ${setting.sniName}`,
        setting.validateSni === false && 'validateSNI off',
        setting.validateCertChainAndExpiry === false && 'validateCertChainAndExpiry off',
      ]),
    ),
    ...model.probes.map((probe) =>
      fact('probe', { ...probe, of: probe.gateway }, [
        probe.protocol,
        probe.host !== null && `host ${probe.host}`,
        probe.pickHostNameFromBackendSettings === true && 'host from the setting',
        probe.path,
        probe.timeoutSeconds !== null && `timeout ${probe.timeoutSeconds} s`,
        probe.statusCodes !== null && `accepts ${probe.statusCodes.join(', ')}`,
      ]),
    ),
    ...model.trustedRootCertificates.map((root) =>
      fact('root-cert', { ...root, of: root.gateway }, [contents(root.data)]),
    ),
    ...model.authenticationCertificates.map((one) =>
      fact('auth-cert', { ...one, of: one.gateway }, [contents(one.data)]),
    ),
    ...model.routingRules.map((rule) =>
      fact(rule.partOfMap === null ? 'rule' : 'url-path-map', { ...rule, of: rule.gateway }, [
        rule.paths.length > 0 && some(rule.paths),
        [
          rule.listener ?? some(listenerNamesOf(model, [rule])),
          rule.urlPathMap === null ? null : `URL path map ${rule.urlPathMap}`,
          rule.backendPool,
          rule.backendSetting,
        ]
          .filter((name) => name !== null && name !== '')
          .join(' -> '),
        rule.rewriteRuleSet !== null && `rewrites with ${rule.rewriteRuleSet}`,
      ]),
    ),
    ...model.rewriteRules.map((rule) =>
      fact('rewrite-rule-set', { at: rule.at, name: `${rule.ruleSet}/${rule.name}`, of: rule.gateway }, [
        some(
          rule.requestHeaders.map(({ name, value }) => `${name}${value === '' ? ' deleted' : `: ${value}`}`),
        ),
      ]),
    ),
  ]
}

function healthFacts(model: AzureModel): Fact[] {
  return model.backendHealth.map((server) =>
    fact('backend-health', { at: server.at, name: server.address, of: server.backendSetting }, [
      server.health,
      server.log !== null && /^success/.test(normalised(server.log)) && server.log,
    ]),
  )
}

function apimFacts(model: AzureModel): Fact[] {
  return [
    ...model.apims.map((apim) =>
      fact('apim', { ...apim, of: apim.resourceGroup }, [
        apim.skuName,
        apim.tier === null ? 'tier not shown' : apim.tier !== 'consumption' && `${apim.tier} tier`,
        apim.virtualNetworkType !== null && `network ${apim.virtualNetworkType}`,
        apim.privateIpAddresses.length > 0 && `private ${some(apim.privateIpAddresses)}`,
        apim.publicIpAddresses.length > 0 && `public ${some(apim.publicIpAddresses)}`,
        apim.enableClientCertificate !== null && `enableClientCertificate ${apim.enableClientCertificate}`,
        apim.platformVersion,
      ]),
    ),
    ...model.apimHostnames.map((host) =>
      fact('apim-hostname', { at: host.at, name: host.hostName, of: host.apim }, [
        host.type,
        host.negotiateClientCertificate !== null &&
          `negotiateClientCertificate ${host.negotiateClientCertificate}`,
        host.certificateSource !== null && `certificate ${host.certificateSource}`,
        host.certificateStatus !== null &&
          host.certificateStatus !== 'Completed' &&
          `status ${host.certificateStatus}`,
        host.certificateExpiry !== null && `until ${host.certificateExpiry.slice(0, 10)}`,
      ]),
    ),
    ...model.apimCaCertificates.map((ca) =>
      fact('apim-ca', { at: ca.at, name: ca.subject, of: ca.apim }, [
        ca.storeName,
        ca.expiry !== null && `until ${ca.expiry.slice(0, 10)}`,
      ]),
    ),
  ]
}

function networkFacts(model: AzureModel): Fact[] {
  return [
    ...model.nsgs.map((group) =>
      fact('nsg', { ...group, of: group.resourceGroup }, [
        group.subnets.length > 0 && `attached to ${some(group.subnets.map(subnetName))}`,
        group.networkInterfaces.length > 0 &&
          `attached to ${count(group.networkInterfaces.length, 'network interface')}`,
      ]),
    ),
    ...model.nsgRules.map((rule) =>
      fact('nsg-rule', { ...rule, of: rule.nsg }, [
        [rule.priority, rule.direction, rule.access, rule.protocol].filter((word) => word !== null).join(' '),
        `${some(rule.sources)} -> ${some(rule.destinations)} port ${some(rule.destinationPorts)}`,
      ]),
    ),
    ...model.dnsRecords.map((record) =>
      fact('dns-record', { at: record.at, name: record.name, of: record.zone }, [
        `${record.type} ${record.values.length === 0 ? 'without a value' : some(record.values)}`,
      ]),
    ),
  ]
}

/** `vnet-edge/snet-agw` */
function subnetName(id: string): string {
  return resourceId(id)?.names.join('/') ?? id
}

function contents(data: string | null): string {
  return data === null ? 'contents not shown (Key Vault, or a query)' : 'uploaded'
}

function onOff(flag: boolean): string {
  return flag ? 'on' : 'off'
}
