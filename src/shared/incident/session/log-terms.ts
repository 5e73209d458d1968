import { requestsOfInterest, routedTo, rowMillis } from '../../azure/access-log.ts'
import type { LogTerms, TimeWindow } from '../kql/queries.ts'
import { type Ground, onLegs } from './ground.ts'
import type { SessionKnowledge } from './knowledge.ts'

/** Clocks differ, and rows are dated when the request is over. */
const MARGIN_MILLIS = 5 * 60_000

/** A query is read by people. */
const MOST = 20

/**
 * What the gateway's logs are narrowed to. Clients are those of the listener's leg alone: of another leg's connections
 * the gateway knows other addresses, or nothing.
 */
export function logTermsOf(ground: Ground, window: TimeWindow | null): LogTerms {
  const { model } = ground.knowledge
  const rows = requestsOfInterest(model.accessLog).slice(0, MOST)
  const front = onLegs(ground, 'client-gateway').map(({ document }) => document)
  const back = onLegs(ground, 'gateway-apim').map(({ document }) => document)
  const { gateway, host, 'gateway-host': asked, 'backend-ip': backend } = ground.names
  const hasFirewall =
    model.gateways.length === 0 ||
    model.gateways.some(({ skuName }) => skuName === null || /waf/i.test(skuName))
  return {
    gateway: gateway ?? null,
    window,
    clients: distinct([
      ...front.map(({ client }) => client?.address ?? null),
      ...rows.map(({ clientIp }) => clientIp),
    ]),
    hosts: distinct([asked ?? null, ...front.map(({ sni }) => sni), ...rows.map(({ host }) => host)]),
    backends: distinct([
      ...back.map(({ server }) => server?.address ?? null),
      ...rows.map(routedTo),
      ...(back.length === 0 ? [] : [backend ?? null, host ?? null]),
    ]),
    upstreamPorts: [
      ...new Set([
        ...rows.flatMap(({ upstreamSourcePort }) => upstreamSourcePort ?? []),
        ...back.flatMap(({ client }) => (client === null ? [] : [client.port])),
      ]),
    ].slice(0, MOST),
    transactions: distinct([
      ...ground.knowledge.transactions,
      ...rows.map(({ transactionId }) => transactionId),
      ...model.firewallLog.map(({ transactionId }) => transactionId),
    ]),
    tables: [...rows, ...model.firewallLog].find(({ table }) => table !== null)?.table ?? null,
    firewall: hasFirewall,
  }
}

/**
 * The time to ask about: that of the captures; where none is there, or none of the pasted rows is of its time, that of
 * the rows.
 */
export function windowOf(knowledge: SessionKnowledge): TimeWindow | null {
  const { model, window } = knowledge
  const times = [...requestsOfInterest(model.accessLog), ...model.firewallLog].flatMap(
    (row) => rowMillis(row) ?? [],
  )
  const rows = times.length === 0 ? null : hull(times)
  const captured = window === null ? null : withMargin(window)
  if (rows === null) return captured
  if (captured === null) return withMargin(rows)
  return rows.toMillis >= captured.fromMillis && rows.fromMillis <= captured.toMillis
    ? captured
    : withMargin(rows)
}

function hull(times: readonly number[]): TimeWindow {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const time of times) {
    from = Math.min(from, time)
    to = Math.max(to, time)
  }
  return { fromMillis: from, toMillis: to }
}

function withMargin({ fromMillis, toMillis }: TimeWindow): TimeWindow {
  return { fromMillis: fromMillis - MARGIN_MILLIS, toMillis: toMillis + MARGIN_MILLIS }
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null && text !== ''))].slice(0, MOST) as string[]
}
