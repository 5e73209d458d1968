import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'

/**
 * `az network application-gateway client-cert list`: the client CAs that SSL profiles point to. Source: Azure/azure-cli
 * `…/application_gateway/client_cert/_list.py`; facts 2.6, 2.7.
 */
export const clientCertKind: DocumentKind = {
  id: 'client-cert',
  title: 'trusted client CA certificates of an application gateway',
  command: 'az network application-gateway client-cert list',
  types: ['microsoft.network/applicationgateways/trustedclientcertificates'],
  looksLike: (entry) => entry.has('name') && entry.has('clientCertIssuerDN', 'validatedCertData', 'issuerDn'),
  read: (entry, parts, { owner }) => {
    const name = ownName(entry)
    if (name === null) return
    parts.trustedClientCertificates.push({
      at: entry.at,
      ...partialOf(entry),
      gateway: parentName(entry) ?? owner,
      name,
      data: entry.text('data'),
      clientCertIssuerDn: entry.text('clientCertIssuerDN', 'issuerDn'),
    })
  },
}
