import type { LogTerms, TimeWindow } from '../kql/queries.ts'
import { type Ground, onLegs } from './ground.ts'

/** Clocks differ, and rows are dated when the request is over. */
export const MARGIN_MILLIS = 5 * 60_000

/** A query is read by people. */
const MOST = 20

/**
 * What the gateway's logs are narrowed to. Clients are those of the listener's leg alone: of another leg's connections
 * the gateway knows other addresses, or nothing.
 */
export function logTermsOf(ground: Ground, window: TimeWindow | null): LogTerms {
  const { model } = ground.knowledge
  const front = onLegs(ground, 'client-gateway').map(({ document }) => document)
  const back = onLegs(ground, 'gateway-apim').map(({ document }) => document)
  const { gateway, host, 'gateway-host': asked, 'backend-ip': backend } = ground.names
  const hasFirewall =
    model.gateways.length === 0 ||
    model.gateways.some(({ skuName }) => skuName === null || /waf/i.test(skuName))
  return {
    gateway: gateway ?? null,
    window,
    clients: distinct(front.map(({ client }) => client?.address ?? null)),
    hosts: distinct([asked ?? null, ...front.map(({ sni }) => sni)]),
    backends: distinct([
      ...back.map(({ server }) => server?.address ?? null),
      ...(back.length === 0 ? [] : [backend ?? null, host ?? null]),
    ]),
    upstreamPorts: [...new Set(back.flatMap(({ client }) => (client === null ? [] : [client.port])))].slice(
      0,
      MOST,
    ),
    transactions: ground.knowledge.transactions.slice(0, MOST),
    firewall: hasFirewall,
  }
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null && text !== ''))].slice(0, MOST) as string[]
}
