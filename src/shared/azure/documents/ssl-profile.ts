import type { Entry } from './entry.ts'
import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'
import { readTlsPolicy } from './ssl-policy.ts'

/**
 * `az network application-gateway ssl-profile list`. The mode (`verifyClientAuthMode`) is shown by API versions from
 * 2025-03-01 on (facts 2.3). Sources: Azure/azure-cli `…/application_gateway/ssl_profile/_list.py`, NPMN, MAA.
 */
export const sslProfileKind: DocumentKind = {
  id: 'ssl-profile',
  title: 'SSL profiles of an application gateway',
  command: 'az network application-gateway ssl-profile list',
  types: ['microsoft.network/applicationgateways/sslprofiles'],
  looksLike: (entry) =>
    // `clientAuth` and `c`, `dnCheck`, `revocation`: the runbook's and the fact sheet's own names
    entry.has('clientAuthConfiguration', 'clientAuth', 'dnCheck') ||
    (entry.has('name', 'n') && entry.has('revocation', 'c')) ||
    (entry.has('name') && entry.has('trustedClientCertificates', 'sslPolicy')),
  read: (entry, parts, { owner }) => {
    const name = ownName(entry)
    if (name === null) return
    const gateway = parentName(entry) ?? owner
    const asks = entry.get('clientAuthConfiguration', 'clientAuth', 'c')
    const at = (aliased: string): Entry | null => (entry.has(aliased) ? entry : asks)
    parts.sslProfiles.push({
      at: entry.at,
      ...partialOf(entry),
      gateway,
      name,
      trustedClientCertificates: entry.references('trustedClientCertificates', 'cas'),
      verifyClientCertIssuerDn: at('dnCheck')?.flag('verifyClientCertIssuerDN', 'dnCheck') ?? null,
      verifyClientRevocation: at('revocation')?.text('verifyClientRevocation', 'revocation') ?? null,
      verifyClientAuthMode: asks?.text('verifyClientAuthMode') ?? null,
      hasClientAuthConfiguration:
        asks?.isObject === true || entry.flag('dnCheck') !== null || entry.text('revocation') !== null,
    })
    const policy = entry.get('sslPolicy', 'policy')
    if (policy?.isObject === true) readTlsPolicy(policy, parts, { gateway, sslProfile: name })
  },
}
