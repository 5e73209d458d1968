import type { Entry } from './entry.ts'
import type { DocumentKind } from './kind.ts'
import type { ModelParts } from './model-parts.ts'

/**
 * `az network application-gateway ssl-policy show`. It names no gateway, and prints nothing or `null` where the
 * default policy counts (facts 2.22). Source: Azure/azure-cli `…/application_gateway/ssl_policy/_show.py`.
 */
export const sslPolicyKind: DocumentKind = {
  id: 'ssl-policy',
  title: 'the TLS policy of an application gateway',
  command: 'az network application-gateway ssl-policy show',
  types: [],
  looksLike: (entry) => entry.has('policyType', 'policyName', 'minProtocolVersion', 'disabledSslProtocols'),
  read: (entry, parts, { owner }) => readTlsPolicy(entry, parts, { gateway: owner, sslProfile: null }),
}

export function readTlsPolicy(
  entry: Entry,
  parts: ModelParts,
  of: { readonly gateway: string | null; readonly sslProfile: string | null },
): void {
  parts.tlsPolicies.push({
    at: entry.at,
    ...of,
    type: entry.text('policyType'),
    name: entry.text('policyName'),
    minProtocolVersion: entry.text('minProtocolVersion'),
    cipherSuites: entry.has('cipherSuites') ? entry.texts('cipherSuites') : null,
  })
}
