import type { FindingId } from '../../src/shared/diagnosis/taxonomy.ts'
import type { Expectation } from './expectations.ts'

const document = (name: string, kind: string, items: number, ...findings: FindingId[]): Expectation => ({
  file: `config-${name}.json`,
  findings,
  kinds: { [kind]: items },
})

/** A gateway and, in the same file, the list of its settings. */
const withSettings = (name: string, ...findings: FindingId[]): Expectation => ({
  file: `config-${name}.json`,
  findings,
  kinds: { 'application-gateway': 1, 'http-settings': 1 },
})

const gateway = (name: string, ...findings: FindingId[]) =>
  document(name, 'application-gateway', 1, ...findings)
const apim = (name: string, ...findings: FindingId[]) => document(name, 'apim', 1, ...findings)
const probe = (name: string) => document(`probe-${name}`, 'probe', 1, 'probe-misconfigured')
const nsg = (name: string, rules: number) => document(`nsg-${name}`, 'nsg-rule', rules, 'nsg-blocks')
const clientCa = (fault: string, id: FindingId) => document(`client-ca-${fault}`, 'client-cert', 1, id)

/** Every id of the taxonomy's chapter "Configuration" but for backend health, in the shapes of the commands. */
export const CONFIGURATION: readonly Expectation[] = [
  gateway('healthy-passthrough'),
  gateway('healthy-private-root'),
  gateway('healthy-client-ca'),
  gateway('healthy-path-based'),
  apim('healthy-apim-consumption'),

  clientCa('leaf-only', 'client-ca-bundle-leaf-only'),
  clientCa('no-root', 'client-ca-bundle-no-root'),
  clientCa('multiple-roots', 'client-ca-bundle-multiple-roots'),
  clientCa('private-key', 'client-ca-bundle-private-key'),
  clientCa('too-large', 'client-ca-bundle-too-large'),
  clientCa('unreadable', 'client-ca-bundle-unreadable'),
  clientCa('missing-intermediate', 'client-ca-bundle-missing-intermediate'),
  gateway('client-ca-issuer-dn', 'client-ca-bundle-issuer-dn'),

  document('root-leaf', 'root-cert', 1, 'trusted-root-not-ca'),
  document('root-self-signed', 'root-cert', 1, 'trusted-root-not-ca'),
  gateway('root-intermediate', 'trusted-root-mismatch'),
  gateway('root-private-for-built-in', 'trusted-root-mismatch'),
  gateway('root-unneeded', 'trusted-root-unneeded'),

  gateway('probe-default', 'probe-misconfigured'),
  gateway('probe-loopback-host', 'probe-misconfigured'),
  probe('misspelt-path'),
  probe('root-path'),
  probe('http'),
  probe('status-codes'),
  probe('timeout'),

  gateway('setting-address', 'backend-setting-host-mismatch'),
  gateway('setting-picks-from-addresses', 'backend-setting-host-mismatch'),
  gateway('setting-differs-from-probe', 'backend-setting-host-mismatch'),
  // Probe and traffic fail each for a reason of its own.
  gateway('setting-no-host', 'probe-misconfigured', 'backend-setting-host-mismatch'),

  // Its probe speaks plain HTTP as well.
  gateway('setting-plain-http', 'plain-http-on-tls-port', 'probe-misconfigured'),

  apim('negotiate-classic', 'negotiate-client-certificate-off'),
  apim('negotiate-wrong-switch', 'negotiate-client-certificate-off'),
  apim('negotiate-consumption', 'negotiate-client-certificate-off'),
  apim('negotiate-v2-rest', 'negotiate-client-certificate-off'),
  document('negotiate-self-hosted', 'apim-hostname', 1, 'negotiate-client-certificate-off'),

  apim('apim-certificate-expired', 'server-certificate-expired'),
  apim('apim-certificate-expiring', 'server-certificate-expiring'),

  apim('apim-ca-no-root', 'apim-ca-missing'),
  apim('apim-ca-expired', 'apim-ca-missing'),
  apim('apim-ca-consumption', 'apim-ca-unsupported-tier'),

  nsg('gateway-manager', 3),
  nsg('gateway-out', 3),
  nsg('apim-management', 2),
  nsg('apim-out', 3),
  nsg('unnamed-subnet', 1),
  {
    // Listener and GatewayManager: a leg each.
    file: 'config-nsg-attached-to-gateway.json',
    findings: ['nsg-blocks', 'nsg-blocks'],
    kinds: { 'application-gateway': 1, nsg: 1 },
  },
  // Its name says gateway, and by its id the subnet is another.
  {
    file: 'config-healthy-nsg-elsewhere.json',
    findings: [],
    kinds: { 'application-gateway': 1, apim: 1, nsg: 1 },
  },

  document('tls-policy-2015', 'ssl-policy', 1, 'tls-policy-discontinued'),
  document('tls-policy-custom', 'ssl-policy', 1, 'tls-policy-discontinued'),
  gateway('tls-policy-default', 'tls-policy-discontinued'),
  gateway('tls-policy-profile', 'tls-policy-discontinued'),

  gateway('gateway-v1', 'gateway-v1-retired'),
  gateway('gateway-v1-root-for-leaf', 'trusted-root-mismatch', 'gateway-v1-retired'),

  withSettings('contradiction-older-list', 'configuration-contradiction'),
  withSettings('contradiction-updating', 'configuration-contradiction'),
  withSettings('healthy-same-list'),

  gateway('profile-unbound', 'client-certificate-not-requested'),
  gateway('passthrough-not-forwarded', 'client-certificate-not-forwarded'),
  gateway('path-based-not-forwarded', 'client-certificate-not-forwarded'),
]
