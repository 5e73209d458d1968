import { parseAddress } from '../../packet/address.ts'
import type { GatewaySku } from '../../runbook/article.ts'

/** What of a gateway's configuration decides the name it puts into server_name (facts 1.2). */
export interface NameSettings {
  readonly sku: GatewaySku
  /** Host of the custom probe; `null`: none, or it picks its host from the backend setting. */
  readonly probeHost: string | null
  readonly settingHost: string | null
  /** "Pick host name from backend target". */
  readonly pickHostFromBackend: boolean
  /** `null`: the pool holds addresses. */
  readonly poolFqdn: string | null
  /** Host header of the client's request. */
  readonly requestHost: string | null
  /** `sniName` of the backend setting. */
  readonly sniName: string | null
}

export interface GatewayName {
  /** What goes into server_name; `null`: no such extension. */
  readonly sni: string | null
  /** What the certificate is held against; `null`: not known. */
  readonly host: string | null
  readonly row: string
  readonly why: string
}

export interface GatewayNames {
  readonly probe: GatewayName
  readonly live: GatewayName
  /** Probe and traffic use different names: one may be healthy and the other fail (facts 1.2.8). */
  readonly differ: boolean
}

export function gatewayNames(settings: NameSettings): GatewayNames {
  const probe = settings.sku === 'v1' ? v1Name(settings) : probeName(settings)
  const live = settings.sku === 'v1' ? v1Name(settings) : liveName(settings)
  return { probe, live, differ: probe.host !== live.host }
}

function v1Name({ poolFqdn }: NameSettings): GatewayName {
  return named(poolFqdn, '1.2.1', 'v1 always uses the FQDN of the backend pool')
}

function probeName(settings: NameSettings): GatewayName {
  const { sniName, probeHost, settingHost, pickHostFromBackend, poolFqdn } = settings
  if (sniName) return named(sniName, '1.2.7', 'sniName of the backend setting')
  if (probeHost) return named(probeHost, '1.2.1', 'host of the custom probe')
  if (settingHost) return named(settingHost, '1.2.1', 'host name of the backend setting')
  if (pickHostFromBackend) return named(poolFqdn, '1.2.2', 'FQDN of the backend pool')
  return {
    sni: null,
    host: null,
    row: '1.2.6',
    why: 'neither probe nor backend setting name a host: a capture of such a probe showed no server_name, although the documentation promises the FQDN of the pool',
  }
}

function liveName({
  sniName,
  settingHost,
  pickHostFromBackend,
  poolFqdn,
  requestHost,
}: NameSettings): GatewayName {
  if (sniName) return named(sniName, '1.2.7', 'sniName of the backend setting')
  if (settingHost) return named(settingHost, '1.2.1', 'host name of the backend setting')
  if (pickHostFromBackend) return named(poolFqdn, '1.2.2', 'FQDN of the backend pool')
  return named(requestHost, '1.2.3', 'the Host that the client asked for')
}

/** An address never goes into server_name (RFC 6066 3, facts 1.2.4). */
function named(host: string | null, row: string, why: string): GatewayName {
  if (host === null) return { sni: null, host: null, row, why: `${why}: there is none` }
  return parseAddress(host)
    ? { sni: null, host, row: '1.2.4', why: `${why}: an address` }
    : { sni: host, host, row, why }
}
