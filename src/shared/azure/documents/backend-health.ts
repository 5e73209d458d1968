import type { Entry } from './entry.ts'
import { type DocumentKind, partialOf } from './kind.ts'
import type { ModelParts } from './model-parts.ts'
import { resourceId } from './resource-id.ts'

/**
 * `az network application-gateway show-backend-health`: pools, settings in each, servers in each. The on-demand probe
 * (`--host`, `--path` …) answers with one pool and one setting. Sources: Azure/azure-cli
 * `aaz/latest/network/application_gateway/_health.py` and `_health_on_demand.py`; facts 3, 6.
 */
export const backendHealthKind: DocumentKind = {
  id: 'backend-health',
  title: 'backend health of an application gateway',
  command: 'az network application-gateway show-backend-health',
  types: [],
  looksLike: (entry) =>
    entry.has('backendHealthHttpSettings') ||
    isReport(entry) ||
    // Cut out, or `servers[].{address:address,health:health,log:healthProbeLog}` (facts 6)
    entry.has('healthProbeLog') ||
    entry.hasAll('address', 'health') ||
    entry.hasAll('backendHttpSettings', 'servers'),
  read: (entry, parts, { owner }) => {
    if (entry.has('address', 'health')) {
      readServer(entry, parts, { gateway: owner, backendPool: null, backendSetting: null })
      return
    }
    const before = parts.backendHealth.length
    const gateway = readPools(entry, parts) ?? owner
    const servers = parts.backendHealth.length - before
    // One that was cut out of a report says nothing of the whole.
    if (isReport(entry)) parts.healthReports.push({ at: entry.at, gateway, servers, said: null })
  },
}

function isReport(entry: Entry): boolean {
  if (!entry.has('backendAddressPools') || entry.has('sku', 'httpListeners', 'backendHttpSettingsCollection'))
    return false
  const pools = entry.list('backendAddressPools')
  return pools.length === 0
    ? entry.names.length === 1
    : pools.some((pool) => pool.has('backendHttpSettingsCollection'))
}

/** @returns the gateway's name, where an id tells it */
function readPools(entry: Entry, parts: ModelParts): string | null {
  let gateway: string | null = null
  const onDemand = entry.get('backendHealthHttpSettings')
  const pools = onDemand === null ? entry.list('backendAddressPools') : [entry]
  for (const pool of pools.length === 0 ? [entry] : pools) {
    const settings =
      onDemand === null ? pool.list('backendHttpSettingsCollection', 'backendHttpSettings') : [onDemand]
    for (const setting of entry.has('servers') ? [entry] : settings) {
      const owner = gatewayOf(pool.get('backendAddressPool')) ?? gatewayOf(setting.get('backendHttpSettings'))
      gateway ??= owner
      const where = {
        gateway: owner ?? gateway,
        backendPool: pool.reference('backendAddressPool'),
        backendSetting: setting.reference('backendHttpSettings'),
      }
      for (const server of setting.list('servers')) readServer(server, parts, where)
    }
  }
  return gateway
}

function gatewayOf(entry: Entry | null): string | null {
  const id = entry?.text('id') ?? null
  return id === null ? null : (resourceId(id)?.names[0] ?? null)
}

function readServer(
  entry: Entry,
  parts: ModelParts,
  where: {
    readonly gateway: string | null
    readonly backendPool: string | null
    readonly backendSetting: string | null
  },
): void {
  parts.backendHealth.push({
    at: entry.at,
    ...partialOf(entry),
    ...where,
    address: entry.text('address'),
    health: entry.text('health') ?? 'Unknown',
    log: entry.text('healthProbeLog', 'log'),
  })
}
