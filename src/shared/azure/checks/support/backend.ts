import type { GatewaySku } from '../../../runbook/article.ts'
import type { BackendPool, BackendSetting, HealthProbe, Listener } from '../../model.ts'
import type { CheckInput } from '../check.ts'
import { type GatewayNames, gatewayNames } from '../gateway-names.ts'
import { isApimBackend } from './apim-hosts.ts'
import { fqdnsOf, listenersOf, poolsOf, probeOf, skuOf } from './links.ts'

/** A backend setting and everything that meets it. */
export interface Backend {
  readonly setting: BackendSetting
  /** `null`: none is bound, or the document of the probes is not there. */
  readonly probe: HealthProbe | null
  readonly pools: readonly BackendPool[]
  readonly listeners: readonly Listener[]
  readonly sku: GatewaySku
  /** The names that probe and traffic put into server_name, and hold the certificate against. */
  readonly names: GatewayNames
  readonly isApim: boolean
}

export function backends(input: CheckInput): Backend[] {
  return input.model.backendSettings.map((setting) => backendOf(input, setting))
}

function backendOf(input: CheckInput, setting: BackendSetting): Backend {
  const { model } = input
  const probe = probeOf(model, setting)
  const pools = poolsOf(model, setting)
  const listeners = listenersOf(model, setting)
  const sku = skuOf(model, setting)
  const names = gatewayNames({
    sku,
    probeHost: probe === null || probe.pickHostNameFromBackendSettings === true ? null : probe.host,
    settingHost: setting.pickHostNameFromBackendAddress === true ? null : setting.hostName,
    pickHostFromBackend: setting.pickHostNameFromBackendAddress === true,
    poolFqdn: fqdnsOf(pools)[0] ?? null,
    requestHost: requestHost(input, listeners),
    sniName: setting.validateSni === false ? null : setting.sniName,
  })
  const hosts = [setting.hostName, setting.sniName, probe?.host ?? null]
  const isApim = isApimBackend(input, hosts, pools, probe?.path ?? null)
  return { setting, probe, pools, listeners, sku, names, isApim }
}

/** The Host that clients ask for; `null` where there may be several. */
function requestHost({ context }: CheckInput, listeners: readonly Listener[]): string | null {
  const names = [...new Set(listeners.flatMap(({ hostNames }) => hostNames))]
  const [only] = names
  if (names.length === 1 && only !== undefined && !only.includes('*')) return only
  return context.host
}
