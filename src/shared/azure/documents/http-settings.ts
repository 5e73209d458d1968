import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'

/**
 * `az network application-gateway http-settings list` and `settings list` (layer 4). Sources: Azure/azure-cli
 * `…/application_gateway/http_settings/_list.py`; `sniName`, `validateSNI`, `validateCertChainAndExpiry`: NPMN (facts 1.3.10).
 */
export const httpSettingsKind: DocumentKind = {
  id: 'http-settings',
  title: 'HTTP settings (backend settings) of an application gateway',
  command: 'az network application-gateway http-settings list',
  types: [
    'microsoft.network/applicationgateways/backendhttpsettingscollection',
    'microsoft.network/applicationgateways/backendsettingscollection',
  ],
  looksLike: (entry) =>
    entry.has('cookieBasedAffinity', 'pickHostNameFromBackendAddress', 'pickHostNameFromBackend') ||
    // The runbook's and the fact sheet's own names
    (entry.has('name') && entry.has('pick', 'vSni', 'vChain', 'roots', 'trustedRootCerts')) ||
    entry.hasAll('name', 'port', 'probe'),
  read: (entry, parts, { owner }) => {
    const name = ownName(entry)
    if (name === null) return
    parts.backendSettings.push({
      at: entry.at,
      ...partialOf(entry),
      gateway: parentName(entry) ?? owner,
      name,
      protocol: entry.text('protocol', 'proto'),
      port: entry.number('port'),
      hostName: entry.text('hostName', 'host'),
      pickHostNameFromBackendAddress: entry.flag(
        'pickHostNameFromBackendAddress',
        'pickHostNameFromBackend',
        'pick',
      ),
      trustedRootCertificates: entry.references('trustedRootCertificates', 'trustedRootCerts', 'roots'),
      authenticationCertificates: entry.references('authenticationCertificates'),
      probe: entry.reference('probe'),
      sniName: entry.text('sniName', 'sni'),
      validateSni: entry.flag('validateSNI', 'vSni'),
      validateCertChainAndExpiry: entry.flag('validateCertChainAndExpiry', 'vChain'),
      requestTimeoutSeconds: entry.number('requestTimeout', 'timeout'),
    })
  },
}
