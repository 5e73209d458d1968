import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'

/** `az network application-gateway probe list`. Source: Azure/azure-cli `…/application_gateway/probe/_list.py`. */
export const probeKind: DocumentKind = {
  id: 'probe',
  title: 'health probes of an application gateway',
  command: 'az network application-gateway probe list',
  types: ['microsoft.network/applicationgateways/probes'],
  looksLike: (entry) =>
    entry.has('unhealthyThreshold', 'pickHostNameFromBackendHttpSettings') ||
    // The runbook's own names; `{name,protocol,port,host}` stands in the article about plain HTTP
    (entry.has('name') && entry.has('fromSettings', 'threshold', 'interval')) ||
    (entry.hasAll('name', 'protocol', 'host') && !entry.has('profile', 'probe')),
  read: (entry, parts, { owner }) => {
    const name = ownName(entry)
    if (name === null) return
    const codes = entry.get('match')?.texts('statusCodes') ?? []
    parts.probes.push({
      at: entry.at,
      ...partialOf(entry),
      gateway: parentName(entry) ?? owner,
      name,
      protocol: entry.text('protocol'),
      host: entry.text('host'),
      path: entry.text('path'),
      port: entry.number('port'),
      pickHostNameFromBackendSettings: entry.flag(
        'pickHostNameFromBackendHttpSettings',
        'pickHostNameFromBackendSettings',
        'fromSettings',
      ),
      intervalSeconds: entry.number('interval'),
      timeoutSeconds: entry.number('timeout'),
      unhealthyThreshold: entry.number('unhealthyThreshold', 'threshold'),
      statusCodes: codes.length === 0 ? null : codes,
    })
  },
}
