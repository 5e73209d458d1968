import { CONFIDENCE } from '../../finding.ts'
import { joinByRequest } from './by-request.ts'
import { joinByTime } from './by-time.ts'
import { type Link, Links } from './links.ts'
import type { Join, LegSighting, UpstreamPort } from './shape.ts'

/** A gateway keeps a backend for unhealthy from one failed probe to the next that works; they come every 30 s. */
const UNHEALTHY_MICROS = 120 * 1e6
/** Failed attempts that are named. */
const ATTEMPTS = 3

/**
 * Joins connections to the gateway with those that it opened behind: same request, same time, same port in its log
 * (facts 2.11, 5.4). What belongs to nobody is joined with nobody. Time is that of sorting.
 * @returns one for each front of which there is something to say, in the order of their beginnings
 */
export function joinLegs(sightings: readonly LegSighting[], ports: readonly UpstreamPort[]): Join[] {
  const inOrder = [...sightings].sort(
    (a, b) => a.source - b.source || a.startedMicros - b.startedMicros || compare(a.handshake, b.handshake),
  )
  const fronts = inOrder.filter(({ leg }) => leg === 'client-gateway')
  const backs = inOrder.filter(({ leg }) => leg === 'gateway-apim')
  if (fronts.length === 0 || backs.length === 0) return []
  const links = new Links()
  joinByPort(fronts, backs, ports, links)
  joinByRequest(
    fronts,
    backs.filter((back) => !links.isTaken(back)),
    links,
  )
  joinByTime(fronts, backs, links)
  const attempts = new Attempts(backs)
  return fronts.flatMap((front) => joinOf(front, links, attempts) ?? [])
}

/** Code units, so that every machine sorts alike. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function joinByPort(
  fronts: readonly LegSighting[],
  backs: readonly LegSighting[],
  ports: readonly UpstreamPort[],
  links: Links,
): void {
  for (const { client, upstream } of ports) {
    const behind = backs.filter((back) => back.client.port === upstream)
    const inFront = fronts.filter((front) => client === null || front.client.port === client)
    const pairs = behind.flatMap((back) =>
      inFront.flatMap((front) => (mayBelong(front, back, client) ? [{ front, back }] : [])).slice(0, 2),
    )
    const [only, ...more] = pairs
    if (only === undefined) continue
    const proof = `upstreamSourcePort ${upstream}`
    const confidence = client === null ? CONFIDENCE.strong : CONFIDENCE.proven
    if (more.length === 0) {
      links.linkWhole(only.front, { back: only.back, by: 'upstream-port', proof, confidence })
    } else for (const { front, back } of pairs.slice(0, ATTEMPTS)) links.candidate(front, back)
  }
}

/** Ports are used again: within one capture the two have to overlap. */
function mayBelong(front: LegSighting, back: LegSighting, client: number | null): boolean {
  // Without the client's port, only time tells; and two captures have two clocks.
  if (front.source !== back.source) return client !== null
  return front.startedMicros <= back.endedMicros && back.startedMicros <= front.endedMicros
}

function joinOf(front: LegSighting, links: Links, attempts: Attempts): Join | null {
  const linked = links.linksOf(front)
  const [first] = linked
  if (first !== undefined) return joined(front, first, linked)
  const candidates = links.candidatesOf(front)
  const told = { front, back: [], by: null, proof: null }
  if (candidates.some(({ broke }) => broke !== null) || (front.broke !== null && candidates.length > 0)) {
    return { ...told, state: 'ambiguous', candidates, confidence: CONFIDENCE.possible }
  }
  if (front.broke === null) return null
  const before = attempts.before(front)
  if (before.length > 0) {
    return { ...told, state: 'no-live', candidates: before, confidence: CONFIDENCE.possible }
  }
  return { ...told, state: 'front-only', candidates: [], confidence: CONFIDENCE.strong }
}

function joined(front: LegSighting, first: Link, linked: readonly Link[]): Join {
  return {
    front,
    state: 'joined',
    back: linked.map(({ back }) => back),
    candidates: [],
    by: first.by,
    proof: first.proof,
    confidence: Math.min(...linked.map(({ confidence }) => confidence)),
  }
}

/** The backend connections of each source in time: what the gateway had tried when it answered. */
class Attempts {
  readonly #bySource = new Map<number, LegSighting[]>()

  /** @param backs in the order of their beginnings */
  constructor(backs: readonly LegSighting[]) {
    for (const back of backs) {
      const list = this.#bySource.get(back.source)
      if (list === undefined) this.#bySource.set(back.source, [back])
      else list.push(back)
    }
  }

  /**
   * Where the gateway said 502, and had no connection behind to get an answer over: its last attempts, if all of them
   * failed alike (ERRORINFO_UPSTREAM_NO_LIVE, facts 3.25). A 504 takes somebody to wait for.
   */
  before({ source, refusal, requests }: LegSighting): LegSighting[] {
    const request = refusal?.request == null ? undefined : requests[refusal.request]
    if (refusal?.kind !== 'bad-gateway' || request?.status !== 502) return []
    const backs = this.#bySource.get(source) ?? []
    const last = lastBefore(backs, request.fromMicros)
    const before = backs
      .slice(Math.max(0, last + 1 - ATTEMPTS), last + 1)
      .filter(({ startedMicros }) => startedMicros >= request.fromMicros - UNHEALTHY_MICROS)
    const next = backs[last + 1]
    const askedNow = next !== undefined && next.startedMicros <= request.toMicros
    const allFailed = before.every(
      ({ broke, endedMicros }) =>
        broke !== null && broke.kind === before[0]?.broke?.kind && endedMicros < request.toMicros,
    )
    return askedNow || !allFailed ? [] : before
  }
}

/** Index of the last one that began before; -1: none did. */
function lastBefore(backs: readonly LegSighting[], micros: number): number {
  let [from, to] = [0, backs.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((backs[middle]?.startedMicros ?? 0) < micros) from = middle + 1
    else to = middle
  }
  return from - 1
}
