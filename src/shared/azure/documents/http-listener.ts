import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'

/**
 * `az network application-gateway http-listener list` and `listener list` (layer 4). A listener only points to its
 * port, which stands in the gateway's own document. Source: Azure/azure-cli `…/application_gateway/http_listener/_list.py`.
 */
export const httpListenerKind: DocumentKind = {
  id: 'http-listener',
  title: 'listeners of an application gateway',
  command: 'az network application-gateway http-listener list',
  types: [
    'microsoft.network/applicationgateways/httplisteners',
    'microsoft.network/applicationgateways/listeners',
  ],
  looksLike: (entry) =>
    entry.has('frontendIPConfiguration', 'requireServerNameIndication') ||
    // `{name,host,profile}` and `{name,protocol,port:frontendPort.id}` of the runbook
    (entry.has('name') && entry.has('profile')) ||
    (entry.has('name') && entry.text('port')?.includes('/') === true),
  read: (entry, parts, { owner, frontendPorts }) => {
    const port = entry.reference('frontendPort') ?? entry.reference('port')
    const name = ownName(entry)
    if (name === null) return
    parts.listeners.push({
      at: entry.at,
      ...partialOf(entry),
      gateway: parentName(entry) ?? owner,
      name,
      protocol: entry.text('protocol'),
      port: port === null ? null : (frontendPorts?.get(port.toLowerCase()) ?? null),
      hostNames: [...new Set([...entry.texts('hostName', 'host'), ...entry.texts('hostNames')])],
      requireServerNameIndication: entry.flag('requireServerNameIndication'),
      sslProfile: entry.reference('sslProfile', 'profile'),
      sslCertificate: entry.reference('sslCertificate'),
    })
  },
}
