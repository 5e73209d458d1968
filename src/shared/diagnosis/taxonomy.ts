/**
 * The closed list of finding ids, each with its usual severity and the runbook articles that fix it, the
 * first one first (taxonomy.md). A rule may lower a severity where the taxonomy says so (E/W, E/I).
 */

export type Severity = 'error' | 'warning' | 'info'

interface FindingKind {
  readonly severity: Severity
  /** Article ids in resources/runbook. */
  readonly articles: readonly string[]
}

const error = (...articles: string[]): FindingKind => ({ severity: 'error', articles })
const warning = (...articles: string[]): FindingKind => ({ severity: 'warning', articles })
const info = (...articles: string[]): FindingKind => ({ severity: 'info', articles })

export const FINDINGS = {
  // Name resolution and transport
  'dns-unresolvable': error('dns-and-hosts'),
  'dns-public-address': warning('dns-and-hosts'),
  'tcp-no-answer': error('network-path'),
  'tcp-refused': error('network-path'),
  'reset-after-client-hello': error('sni-and-hostname', 'network-path'),
  'no-answer-to-client-hello': error('network-path'),
  'path-mtu-server-flight': error('path-mtu'),
  'path-mtu-client-flight': error('path-mtu'),
  'plain-http-on-tls-port': error('not-tls'),
  'not-tls': warning('not-tls'),
  'capture-incomplete': warning('capturing'),

  // Hello
  'protocol-version-mismatch': error('tls-policy'),
  'cipher-mismatch': error('tls-policy'),
  'signature-algorithm-mismatch': error('tls-policy'),
  'group-mismatch': error('tls-policy'),
  'hello-rejected': error('tls-policy'),
  'sni-rejected': error('sni-and-hostname'),
  'sni-missing': warning('sni-and-hostname'),
  'legacy-version-offered': warning('tls-policy'),
  'alpn-mismatch': error('tls-policy'),
  'tls-inspection-suspected': warning('tls-inspection'),

  // Server certificate
  'server-root-untrusted': error('solution-a-trusted-root'),
  'server-chain-incomplete': error('server-chain'),
  'server-chain-misordered': error('server-chain'),
  'server-self-signed-not-ca': error('server-chain'),
  'server-name-mismatch': error('solution-c-hostname'),
  'server-certificate-expired': error('certificate-validity'),
  'server-certificate-not-yet-valid': error('certificate-validity'),
  'server-eku-missing': error('certificate-profile'),
  'server-certificate-weak': error('certificate-profile'),
  'server-certificate-rejected': error('solution-a-trusted-root'),
  'server-certificate-rejected-silently': error('backend-health'),
  'server-certificate-expiring': warning('certificate-validity'),

  // Client authentication
  'client-certificate-not-requested': error('solution-e-negotiate'),
  'client-certificate-required-not-sent': error('client-certificate-not-sent'),
  'client-certificate-filtered': error('ca-names'),
  'client-signature-algorithm-mismatch': error('certificate-profile'),
  'client-certificate-untrusted': error('solution-b-client-ca'),
  'client-chain-incomplete': error('client-chain'),
  'client-certificate-expired': error('certificate-validity'),
  'client-certificate-not-yet-valid': error('certificate-validity'),
  'client-eku-missing': error('client-eku'),
  'client-certificate-weak': error('certificate-profile'),
  'client-certificate-revoked': error('revocation'),
  'client-certificate-rejected': error('solution-b-client-ca'),
  'client-proof-failed': error('certificate-profile'),
  'ca-names-empty': info('ca-names'),
  'ca-names-truncated': warning('ca-names'),
  renegotiated: info('solution-e-negotiate'),
  'renegotiated-for-client-certificate': warning('solution-e-negotiate'),
  'renegotiation-refused': error('solution-e-negotiate'),
  'renegotiation-stalled': error('solution-e-negotiate'),
  'post-handshake-auth-unavailable': warning('solution-e-negotiate'),
  'late-rejection': info('late-rejection'),

  // HTTP and the gateway
  'gateway-400-no-certificate': error('client-certificate-not-sent'),
  'gateway-400-certificate-error': error('solution-b-client-ca'),
  'apim-403-client-certificate': error('apim-policy'),
  'client-certificate-not-forwarded': error('forward-client-certificate'),
  'gateway-502-backend': error('backend-health'),
  'probe-path-status': error('solution-d-probe'),
  'handshake-completed': info(),

  // Configuration
  'client-ca-bundle-leaf-only': error('client-ca-bundle'),
  'client-ca-bundle-no-root': error('client-ca-bundle'),
  'client-ca-bundle-multiple-roots': error('client-ca-bundle'),
  'client-ca-bundle-private-key': error('client-ca-bundle'),
  'client-ca-bundle-too-large': error('client-ca-bundle'),
  'client-ca-bundle-unreadable': error('client-ca-bundle'),
  'client-ca-bundle-missing-intermediate': error('client-ca-bundle'),
  'client-ca-bundle-issuer-dn': warning('client-ca-bundle'),
  'trusted-root-not-ca': error('solution-a-trusted-root'),
  'trusted-root-mismatch': error('solution-a-trusted-root'),
  'trusted-root-unneeded': warning('solution-a-trusted-root'),
  'backend-health-timeout': error('backend-health'),
  'backend-health-fqdn-unresolvable': error('backend-health'),
  'backend-health-cannot-connect': error('backend-health'),
  'backend-health-status-mismatch': error('backend-health'),
  'backend-health-body-mismatch': error('backend-health'),
  'backend-health-cn-mismatch': error('backend-health'),
  'backend-health-certificate-dates': error('backend-health'),
  'backend-health-intermediate-missing': error('backend-health'),
  'backend-health-leaf-missing': error('backend-health'),
  'backend-health-leaf-only': error('backend-health'),
  'backend-health-not-well-known-ca': error('backend-health'),
  'backend-health-intermediate-not-well-known': error('backend-health'),
  'backend-health-intermediate-wrong-root': error('backend-health'),
  'backend-health-root-mismatch': error('backend-health'),
  'backend-health-leaf-not-topmost': error('backend-health'),
  'backend-health-verify-code': error('backend-health'),
  'backend-health-proxy-protocol': error('backend-health'),
  'backend-health-v1-not-allow-listed': error('backend-health'),
  'backend-health-v1-invalid': error('backend-health'),
  'backend-health-unknown': warning('backend-health'),
  'backend-health-no-permission': warning('backend-health'),
  'backend-health-upstream-error': error('backend-health'),
  'probe-misconfigured': error('solution-d-probe'),
  'backend-setting-host-mismatch': error('solution-c-hostname'),
  'negotiate-client-certificate-off': error('solution-e-negotiate'),
  'apim-ca-missing': error('solution-b-client-ca'),
  'apim-ca-unsupported-tier': error('solution-b-client-ca'),
  'nsg-blocks': error('network-path'),
  'tls-policy-discontinued': warning('tls-policy'),
  'gateway-v1-retired': warning('tls-policy'),

  // Ours, beside the shared taxonomy (docs/diagnosis.md): settings, health and packets that cannot all be right
  'configuration-contradiction': warning('settings-and-wire'),
} as const satisfies Record<string, FindingKind>

export type FindingId = keyof typeof FINDINGS

export const FINDING_IDS = Object.keys(FINDINGS) as FindingId[]

export function isFindingId(text: string): text is FindingId {
  return Object.hasOwn(FINDINGS, text)
}
