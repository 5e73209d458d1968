import type { AzureModel } from '../model.ts'

/**
 * Above what Azure allows of anything in one gateway or service (the most are 1000 rules a network security group): a
 * document with more is none of Azure's, and checks join lists with lists.
 */
const MOST = 500
const MOST_NSG_RULES = 4_000

/** The model with no list longer than that; the lists that were cut, by the model's names. */
export function bounded(model: AzureModel): { readonly model: AzureModel; readonly cut: readonly string[] } {
  const cut: string[] = []
  const keep = <T>(name: string, list: readonly T[], most = MOST): readonly T[] => {
    if (list.length <= most) return list
    cut.push(name)
    return list.slice(0, most)
  }
  return {
    model: {
      gateways: keep('gateways', model.gateways),
      listeners: keep('listeners', model.listeners),
      sslProfiles: keep('sslProfiles', model.sslProfiles),
      trustedClientCertificates: keep('trustedClientCertificates', model.trustedClientCertificates),
      trustedRootCertificates: keep('trustedRootCertificates', model.trustedRootCertificates),
      authenticationCertificates: keep('authenticationCertificates', model.authenticationCertificates),
      backendPools: keep('backendPools', model.backendPools),
      backendSettings: keep('backendSettings', model.backendSettings),
      probes: keep('probes', model.probes),
      routingRules: keep('routingRules', model.routingRules),
      rewriteRules: keep('rewriteRules', model.rewriteRules),
      tlsPolicies: keep('tlsPolicies', model.tlsPolicies),
      backendHealth: keep('backendHealth', model.backendHealth),
      healthReports: keep('healthReports', model.healthReports),
      accessLog: model.accessLog,
      firewallLog: model.firewallLog,
      apimLog: model.apimLog,
      apims: keep('apims', model.apims),
      apimHostnames: keep('apimHostnames', model.apimHostnames),
      apimCaCertificates: keep('apimCaCertificates', model.apimCaCertificates),
      nsgs: keep('nsgs', model.nsgs),
      nsgRules: keep('nsgRules', model.nsgRules, MOST_NSG_RULES),
      dnsRecords: keep('dnsRecords', model.dnsRecords),
    },
    cut,
  }
}
