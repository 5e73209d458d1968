import type { FindingId } from '../../src/shared/diagnosis/taxonomy.ts'
import { CONFIGURATION } from './expectations-config.ts'

/** What one saved document says, alone. */
export interface Expectation {
  /** In test/azure/documents. */
  readonly file: string
  /** Every finding, the first one first. */
  readonly findings: readonly FindingId[]
  /** Kinds read, with how many of each. */
  readonly kinds: Readonly<Record<string, number>>
}

const health = (name: string, ...findings: FindingId[]): Expectation => ({
  file: `health-${name}.json`,
  findings,
  kinds: { 'backend-health': 1 },
})

const shape = (
  file: string,
  kinds: Readonly<Record<string, number>>,
  ...findings: FindingId[]
): Expectation => ({
  file: /\.(?:txt|jsonl|csv)$/.test(file) ? file : `${file}.json`,
  findings,
  kinds,
})

/** Facts 3.1 to 3.25, in the product's wordings of today and of earlier years. */
const HEALTH: readonly Expectation[] = [
  health('3.01-timeout', 'backend-health-timeout'),
  health('3.02-fqdn', 'backend-health-fqdn-unresolvable'),
  health('3.02-fqdn-newer', 'backend-health-fqdn-unresolvable'),
  health('3.03-cannot-connect', 'backend-health-cannot-connect'),
  health('3.04-cannot-connect-server', 'backend-health-cannot-connect'),
  health('3.05-status', 'backend-health-status-mismatch'),
  health('3.05-status-observed', 'backend-health-status-mismatch'),
  health('3.06-body', 'backend-health-body-mismatch'),
  health('3.07-cn-leaf', 'backend-health-cn-mismatch'),
  health('3.08-cn-v1', 'backend-health-cn-mismatch'),
  health('3.08b-cn-older', 'backend-health-cn-mismatch'),
  health('3.08b-cn-test-probe', 'backend-health-cn-mismatch'),
  health('3.09-dates', 'backend-health-certificate-dates'),
  health('3.10-intermediate-missing', 'backend-health-intermediate-missing'),
  health('3.11-leaf-missing', 'backend-health-leaf-missing'),
  health('3.12-leaf-only', 'backend-health-leaf-only'),
  health('3.13-not-well-known', 'backend-health-not-well-known-ca'),
  health('3.13b-not-well-known-older', 'backend-health-not-well-known-ca'),
  health('3.14-intermediate-not-well-known', 'backend-health-intermediate-not-well-known'),
  health('3.15-intermediate-wrong-root', 'backend-health-intermediate-wrong-root'),
  health('3.16-root-mismatch', 'backend-health-root-mismatch'),
  health('3.16-root-mismatch-older', 'backend-health-root-mismatch'),
  health('3.17-leaf-not-topmost', 'backend-health-leaf-not-topmost'),
  health('3.18-verify-code-19', 'backend-health-verify-code'),
  health('3.18-verify-code-unknown', 'backend-health-verify-code'),
  health('3.19-proxy-protocol', 'backend-health-proxy-protocol'),
  health('3.20-v1-not-allow-listed', 'backend-health-v1-not-allow-listed'),
  health('3.20-v1-not-allow-listed-newer', 'backend-health-v1-not-allow-listed'),
  health('3.21-v1-invalid', 'backend-health-v1-invalid'),
  health('3.22-unknown', 'backend-health-unknown'),
  health('3.23-unknown-silent', 'backend-health-unknown'),
  health('3.24-empty', 'backend-health-no-permission'),
  shape('health-3.24-no-results.txt', {}, 'backend-health-no-permission'),
  shape('health-3.24-denied.txt', {}, 'backend-health-no-permission'),
  shape('health-3.24-denied-rest', {}, 'backend-health-no-permission'),
  shape('log-3.25-no-live', { 'access-log': 3 }, 'backend-health-upstream-error'),
  shape('log-3.25-timed-out-tables', { 'access-log': 1 }, 'backend-health-upstream-error'),
  shape('log-3.25-closed-connection.jsonl', { 'access-log': 2 }, 'backend-health-upstream-error'),
  shape('log-2.11-no-certificate', { 'access-log': 1 }, 'gateway-400-no-certificate'),
  shape('log-2.11-whole-row', { 'access-log': 1 }, 'backend-health-upstream-error'),
  shape('log-2.11-own-table', { 'access-log': 2 }, 'gateway-400-no-certificate'),
  shape(
    'log-2.11-portal-all-columns.csv',
    { 'access-log': 2, 'firewall-log': 1 },
    'backend-health-upstream-error',
  ),
  shape('log-2.11-spreadsheet-semicolons.csv', { 'access-log': 2 }, 'gateway-400-no-certificate'),
  shape('log-2.17-firewall', { 'firewall-log': 1 }),
  shape('log-2.17-firewall-own-table', { 'firewall-log': 1 }),
  shape('log-2.17-firewall-storage.jsonl', { 'firewall-log': 2 }),
  shape('log-4.5.11-apim', { 'apim-log': 2 }),
  shape('log-4.5.11-apim.csv', { 'apim-log': 2 }),
  shape('log-4.5.11-apim-diagnostics', { 'apim-log': 1 }),
  shape('log-2.12-failed', { 'access-log': 1 }, 'gateway-400-certificate-error'),
  health('two-faults', 'backend-health-status-mismatch', 'backend-health-certificate-dates'),
  shape('health-table.txt', { 'backend-health': 2 }, 'backend-health-leaf-missing'),
  shape('health-message.txt', { 'backend-health': 1 }, 'backend-health-not-well-known-ca'),
  health('on-demand', 'backend-health-cn-mismatch'),
  shape('health-query', { 'backend-health': 2 }, 'backend-health-certificate-dates'),
]

/** Each kind in the shape that the command prints, in REST's, and as the runbook's own queries cut it out. */
const SHAPES: readonly Expectation[] = [
  health('healthy'),
  health('draining-and-partial'),
  // Unhealthy in words that no fact knows: told, and not guessed at.
  health('unrecognised'),
  shape('gateway-show', { 'application-gateway': 1 }),
  shape('gateway-list', { 'application-gateway': 1 }),
  shape('gateway-rest', { 'application-gateway': 1 }),
  shape('gateway-query', { 'application-gateway': 1 }),
  shape('http-listener-list', { 'http-listener': 1 }),
  shape('http-listener-query', { 'http-listener': 1 }),
  shape('ssl-profile-list', { 'ssl-profile': 1 }),
  shape('ssl-profile-rest-query', { 'ssl-profile': 1 }),
  shape('client-cert-list', { 'client-cert': 1 }),
  shape('root-cert-list', { 'root-cert': 1 }),
  shape('auth-cert-list', { 'auth-cert': 1 }),
  shape('address-pool-list', { 'address-pool': 1 }),
  shape('address-pool-query', { 'address-pool': 1 }),
  shape('http-settings-list', { 'http-settings': 1 }),
  shape('http-settings-query', { 'http-settings': 1 }),
  shape('probe-list', { probe: 1 }),
  shape('probe-query', { probe: 1 }),
  shape('rule-list', { rule: 1 }),
  shape('url-path-map-list', { 'url-path-map': 1 }),
  shape('rewrite-rule-set-list', { 'rewrite-rule-set': 1 }),
  shape('ssl-policy-show', { 'ssl-policy': 1 }),
  shape('ssl-policy-null', {}),
  shape('apim-show', { apim: 1 }),
  shape('apim-rest', { apim: 1 }),
  shape('apim-query', { apim: 1 }),
  shape('apim-hostnames-query', { 'apim-hostname': 1 }),
  shape('apim-ca-query', { 'apim-ca': 1 }),
  shape('nsg-rule-list-gateway', { 'nsg-rule': 8 }),
  shape('nsg-rule-list-apim', { 'nsg-rule': 9 }),
  shape('nsg-table.txt', { 'nsg-rule': 3 }),
  shape('nsg-show', { nsg: 1 }),
  shape('dns-a-list', { 'dns-record': 1 }),
  shape('dns-cname-list', { 'dns-record': 1 }),
  shape('dns-query', { 'dns-record': 1 }),
  shape('resource-export', { 'application-gateway': 1 }),
]

export const EXPECTATIONS: readonly Expectation[] = [...HEALTH, ...SHAPES, ...CONFIGURATION]
