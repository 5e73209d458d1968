import { STATUS_PATHS } from '../../../conversation/http-facts.ts'
import { CONFIDENCE } from '../../finding.ts'
import { quoted } from '../../words.ts'
import type { Links } from './links.ts'
import { OPEN_TOLD, openAt, type Stretch } from './open-at.ts'
import type { LegSighting, RequestSighting } from './shape.ts'

/** A request in front of the gateway, by its number in its connection. */
interface FrontRequest {
  readonly front: LegSighting
  readonly number: number
  readonly request: RequestSighting
}

interface BackRequest {
  readonly back: LegSighting
  readonly request: RequestSighting
}

/**
 * Joins requests that could be read on both sides of the gateway: by the client's address and port that the gateway
 * wrote into X-Forwarded-For, by an id that both carry, else by method and path at a time when no other such request
 * was under way. Ports and ids hold across captures; times are compared within one capture alone.
 */
export function joinByRequest(
  fronts: readonly LegSighting[],
  backs: readonly LegSighting[],
  links: Links,
): void {
  const asked = backs.flatMap((back) => back.requests.map((request) => ({ back, request })))
  const withoutSender = byForwardedFor(fronts, asked, links)
  const withoutId = byId(fronts, withoutSender, links)
  byLine(fronts, withoutId.filter(mayBePassedOn), links)
}

/** The gateway's own probe asks for the status path, for nobody. */
function mayBePassedOn({ request }: BackRequest): boolean {
  return request.forwardedFor !== null || !STATUS_PATHS.has(request.path)
}

/** @returns the requests that do not say whose they are */
function byForwardedFor(
  fronts: readonly LegSighting[],
  asked: readonly BackRequest[],
  links: Links,
): BackRequest[] {
  const byClient = groups(fronts, ({ client }) => senderText(client.address, client.port))
  const unsaid: BackRequest[] = []
  const said = new Map<string, BackRequest[]>()
  for (const one of asked) {
    const { forwardedFor } = one.request
    if (forwardedFor === null || forwardedFor.port === null) unsaid.push(one)
    else add(said, senderText(forwardedFor.address, forwardedFor.port), one)
  }
  for (const [sender, requests] of said) {
    const possible = byClient.get(sender) ?? []
    for (const [one, front] of atItsTime(possible, requests)) {
      const { back, request } = one
      const link = { back, by: 'forwarded-for', proof: `x-forwarded-for ${sender}` } as const
      links.link(front, { ...link, confidence: CONFIDENCE.proven }, numberOf(front, request))
    }
  }
  return unsaid
}

/** The connection of each request, where a port came to be used again; across captures only where it was not. */
function atItsTime(
  possible: readonly LegSighting[],
  requests: readonly BackRequest[],
): [BackRequest, LegSighting][] {
  const found: [BackRequest, LegSighting][] = []
  const perSource = groups(requests, ({ back }) => back.source)
  for (const [source, here] of perSource) {
    const inSource = possible.filter((front) => front.source === source)
    const open = openAt(inSource.map(wholeOf), here.map(momentOf))
    const [elsewhere] = inSource.length === 0 && possible.length === 1 ? possible : []
    here.forEach((one, at) => {
      const [front = elsewhere, ...more] = open[at] ?? []
      if (front !== undefined && more.length === 0) found.push([one, front])
    })
  }
  return found
}

/** @returns the requests whose ids say nothing */
function byId(
  fronts: readonly LegSighting[],
  asked: readonly BackRequest[],
  links: Links,
): readonly BackRequest[] {
  const byText = new Map<string, FrontRequest[]>()
  for (const one of frontRequests(fronts)) for (const id of one.request.ids) add(byText, id, one)
  if (byText.size === 0) return asked
  return asked.filter(({ back, request }) => {
    for (const id of request.ids) {
      // An id that many requests share names none of them.
      const [first, ...more] = (byText.get(id) ?? []).slice(0, 2)
      if (first === undefined || more.length > 0) continue
      const link = { back, by: 'correlation-id', proof: quoted(id) } as const
      links.link(first.front, { ...link, confidence: CONFIDENCE.strong }, first.number)
      return false
    }
    return true
  })
}

function byLine(fronts: readonly LegSighting[], asked: readonly BackRequest[], links: Links): void {
  const line = (source: number, { method, path }: RequestSighting) => `${source} ${method} ${path}`
  const inFront = groups(frontRequests(fronts), ({ front, request }) => line(front.source, request))
  const behind = groups(asked, ({ back, request }) => line(back.source, request))
  for (const [key, requests] of behind) {
    const stretches: Stretch<FrontRequest>[] = (inFront.get(key) ?? []).map((owner) => ({
      ...spellOf(owner.request),
      owner,
    }))
    const open = openAt(stretches, requests.map(momentOf))
    requests.forEach((one, at) => {
      const under = open[at] ?? []
      const possible = under.filter((asking) => fits(asking, one, links))
      const [first] = possible
      if (first === undefined) return
      if (possible.length > 1 || under.length >= OPEN_TOLD) {
        for (const { front } of possible) links.candidate(front, one.back)
        return
      }
      const { method, path, forwardedFor } = one.request
      const link = { back: one.back, by: 'request', proof: quoted(`${method} ${path}`) } as const
      const confidence = forwardedFor === null ? CONFIDENCE.likely : CONFIDENCE.strong
      links.link(first.front, { ...link, confidence }, first.number)
    })
  }
}

/** The one in front begins first and ends last, and both get the same answer. */
function fits(asking: FrontRequest, { request }: BackRequest, links: Links): boolean {
  const { front, number } = asking
  const { forwardedFor, status } = request
  if (links.isSettled(front, number)) return false
  if (forwardedFor !== null && forwardedFor.address !== front.client.address.toLowerCase()) return false
  if (status === null || asking.request.status === null) return true
  return status === asking.request.status && request.toMicros <= asking.request.toMicros
}

function frontRequests(fronts: readonly LegSighting[]): FrontRequest[] {
  return fronts.flatMap((front) => front.requests.map((request, number) => ({ front, number, request })))
}

/** The number of the front's request that was under way when the gateway asked; `null` where that is not one. */
function numberOf(front: LegSighting, { fromMicros, method, path }: RequestSighting): number | null {
  const at = front.requests.findIndex(
    (one) =>
      one.method === method &&
      one.path === path &&
      one.fromMicros <= fromMicros &&
      fromMicros <= one.toMicros,
  )
  return at < 0 ? null : at
}

function momentOf({ request }: BackRequest): number {
  return request.fromMicros
}

function wholeOf(front: LegSighting): Stretch<LegSighting> {
  return { fromMicros: front.startedMicros, toMicros: front.endedMicros, owner: front }
}

function spellOf({ fromMicros, toMicros }: RequestSighting): { fromMicros: number; toMicros: number } {
  return { fromMicros, toMicros }
}

function senderText(address: string, port: number): string {
  return address.includes(':') ? `[${address.toLowerCase()}]:${port}` : `${address}:${port}`
}

function groups<Key, One>(all: readonly One[], keyOf: (one: One) => Key): Map<Key, One[]> {
  const found = new Map<Key, One[]>()
  for (const one of all) add(found, keyOf(one), one)
  return found
}

function add<Key, One>(to: Map<Key, One[]>, key: Key, one: One): void {
  const list = to.get(key)
  if (list === undefined) to.set(key, [one])
  else list.push(one)
}
