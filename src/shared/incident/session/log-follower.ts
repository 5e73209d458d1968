import { requestsOfInterest, routedTo, rowMillis } from '../../azure/access-log.ts'
import type { AccessLogEntry } from '../../azure/model.ts'
import type { Leg } from '../../conversation/vocabulary.ts'

/** A request of the gateway's log with the connections that carried it. */
export interface LoggedRequest {
  readonly row: AccessLogEntry
  /** Between client and gateway; `null`: not in the captures, or the row has no port to know it by. */
  readonly front: LoggedConnection | null
  /** Between gateway and backend. */
  readonly back: LoggedConnection | null
}

export interface LoggedConnection {
  readonly id: string
  readonly source: number
}

/** As much of a handshake of `tlscope.analysis/1` as rows of a log are held against. */
export interface FollowedHandshake {
  readonly id: string
  readonly source: number
  readonly leg: Leg
  readonly client: Endpoint | null
  readonly server: Endpoint | null
  readonly startedAt: string
  readonly durationMicros: number
}

interface Endpoint {
  readonly address: string
  readonly port: number
}

interface Followed {
  readonly row: AccessLogEntry
  readonly millis: number | null
  front: LoggedConnection | null
  back: LoggedConnection | null
}

/** Nobody reads the rows of more. */
const MOST_ROWS = 50

/** The rows whose connections are looked for; those of these are these. */
export function followedRows(log: readonly AccessLogEntry[]): readonly AccessLogEntry[] {
  return requestsOfInterest(log).slice(0, MOST_ROWS)
}

/** Clocks differ, and a row is dated when its request is over. */
const MARGIN_MILLIS = 5 * 60_000

/**
 * Finds the connections that rows of the access log speak of, by the ports in them (facts 2.11), while handshakes go by.
 * A port is used again: the connection has to be of the row's time, and between the machines that the row names.
 */
export class LogFollower {
  readonly #rows: readonly Followed[]
  readonly #byClientPort = new Map<number, Followed[]>()
  readonly #byUpstreamPort = new Map<number, Followed[]>()

  constructor(log: readonly AccessLogEntry[]) {
    this.#rows = followedRows(log).map((row) => ({ row, millis: rowMillis(row), front: null, back: null }))
    for (const followed of this.#rows) {
      index(this.#byClientPort, followed.row.clientPort, followed)
      index(this.#byUpstreamPort, followed.row.upstreamSourcePort, followed)
    }
  }

  see(handshake: FollowedHandshake): void {
    const { client, server, id, source } = handshake
    if (client === null || server === null) return
    for (const followed of this.#byClientPort.get(client.port) ?? [])
      if (followed.front === null && isFront(handshake, client, followed)) followed.front = { id, source }
    for (const followed of this.#byUpstreamPort.get(client.port) ?? [])
      if (followed.back === null && isBack(handshake, server, followed)) followed.back = { id, source }
  }

  /** In the order of the log; those alone that could be found. */
  requests(): LoggedRequest[] {
    return this.#rows.flatMap(({ row, front, back }) =>
      front === null && back === null ? [] : [{ row, front, back }],
    )
  }
}

function index(by: Map<number, Followed[]>, port: number | null, followed: Followed): void {
  if (port === null) return
  const same = by.get(port)
  if (same === undefined) by.set(port, [followed])
  else same.push(followed)
}

/** A proxy before the gateway is its client: then the address is that one's, as in the capture. */
function isFront(handshake: FollowedHandshake, client: Endpoint, { row, millis }: Followed): boolean {
  const right = row.clientIp === null ? handshake.leg === 'client-gateway' : row.clientIp === client.address
  return right && handshake.leg !== 'gateway-apim' && isOfTime(handshake, millis)
}

/** Without a leg, the backend's address has to say that it is this one. */
function isBack(handshake: FollowedHandshake, server: Endpoint, { row, millis }: Followed): boolean {
  const routed = routedTo(row)
  const right = handshake.leg === 'gateway-apim' || (handshake.leg === 'unknown' && routed === server.address)
  return right && isOfTime(handshake, millis)
}

function isOfTime({ startedAt, durationMicros }: FollowedHandshake, millis: number | null): boolean {
  const begun = Date.parse(startedAt)
  if (millis === null || Number.isNaN(begun)) return true
  const over = begun + Math.max(0, durationMicros) / 1000
  return millis >= begun - MARGIN_MILLIS && millis <= over + MARGIN_MILLIS
}
