import { capital } from '../../diagnosis/words.ts'
import { accessLogKind } from './access-log.ts'
import { addressPoolKind } from './address-pool.ts'
import { apimCaKind, apimHostnameKind, apimKind } from './apim.ts'
import { apimLogKind } from './apim-log.ts'
import { backendHealthKind } from './backend-health.ts'
import { clientCertKind } from './client-cert.ts'
import { dnsRecordKind } from './dns-record.ts'
import type { Entry } from './entry.ts'
import { firewallLogKind } from './firewall-log.ts'
import { gatewayKind } from './gateway.ts'
import { httpListenerKind } from './http-listener.ts'
import { httpSettingsKind } from './http-settings.ts'
import type { DocumentKind } from './kind.ts'
import { nsgKind, nsgRuleKind } from './nsg.ts'
import { probeKind } from './probe.ts'
import { resourceType } from './resource-id.ts'
import { rewriteRuleSetKind } from './rewrite-rule-set.ts'
import { ruleKind } from './rule.ts'
import { sslPolicyKind } from './ssl-policy.ts'
import { sslProfileKind } from './ssl-profile.ts'
import { authCertKind, rootCertKind } from './uploaded-cert.ts'
import { urlPathMapKind } from './url-path-map.ts'

/** Every kind that is read. Where no type tells, the first that fits counts: the more telling properties stand first. */
export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  backendHealthKind,
  apimKind,
  gatewayKind,
  nsgKind,
  nsgRuleKind,
  firewallLogKind,
  accessLogKind,
  apimLogKind,
  apimHostnameKind,
  apimCaKind,
  sslPolicyKind,
  rewriteRuleSetKind,
  urlPathMapKind,
  ruleKind,
  sslProfileKind,
  clientCertKind,
  rootCertKind,
  authCertKind,
  addressPoolKind,
  httpListenerKind,
  httpSettingsKind,
  probeKind,
  dnsRecordKind,
]

/** The kind as a heading. Most are the gateway's; only what is another's says whose. */
export function kindHeading(about: string): string {
  const title = DOCUMENT_KINDS.find(({ id }) => id === about)?.title ?? about
  return capital(title.replace(/^(?:an?|the) /, '').replace(/ of an application gateway$/, ''))
}

const BY_TYPE = new Map(DOCUMENT_KINDS.flatMap((kind) => kind.types.map((type) => [type, kind] as const)))

/** What an element of a document is, by its type, else by its properties; `null`: nothing that is read here. */
export function kindOf(entry: Entry): DocumentKind | null {
  if (!entry.isObject) return null
  const table = entry.text('Type')?.toLowerCase() ?? ''
  const ofTable = table.includes('/') ? undefined : BY_TYPE.get(table)
  if (ofTable !== undefined) return ofTable
  const type = resourceType(entry)
  if (type !== '' && !entry.has('healthProbeLog', 'error_info', 'error_info_s', 'Category'))
    return BY_TYPE.get(type) ?? null
  return DOCUMENT_KINDS.find((kind) => kind.looksLike(entry)) ?? null
}
