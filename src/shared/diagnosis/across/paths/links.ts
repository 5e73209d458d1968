import type { JoinedBy, LegSighting } from './shape.ts'
import { JOINED_BY } from './shape.ts'

/** Connections that one connection may be joined with; a pool is seldom larger, and nobody reads more. */
const MOST = 16

export interface Link {
  readonly back: LegSighting
  readonly by: JoinedBy
  readonly proof: string
  readonly confidence: number
}

interface OfFront {
  readonly links: Map<LegSighting, Link>
  readonly candidates: Set<LegSighting>
  /** Numbers of its requests that are joined. */
  readonly settled: Set<number>
}

/** What is joined so far. */
export class Links {
  readonly #fronts = new Map<LegSighting, OfFront>()
  /** Backend connections of which it is known whose they are: all of them, by their port in the log. */
  readonly #taken = new Set<LegSighting>()

  /** @param request number of the front's request that it is about; `null`: which one cannot be told */
  link(front: LegSighting, link: Link, request: number | null): void {
    const { links, settled } = this.#of(front)
    const known = links.get(link.back)
    if (known === undefined ? links.size < MOST : rankOf(link) < rankOf(known)) links.set(link.back, link)
    if (request !== null) settled.add(request)
  }

  /** All that the backend connection carried is this front's. */
  linkWhole(front: LegSighting, link: Link): void {
    this.link(front, link, null)
    this.#taken.add(link.back)
  }

  candidate(front: LegSighting, back: LegSighting): void {
    const { candidates } = this.#of(front)
    if (candidates.size < MOST) candidates.add(back)
  }

  isTaken(back: LegSighting): boolean {
    return this.#taken.has(back)
  }

  isSettled(front: LegSighting, request: number): boolean {
    return this.#fronts.get(front)?.settled.has(request) ?? false
  }

  /** The surest first. */
  linksOf(front: LegSighting): readonly Link[] {
    const links = [...(this.#fronts.get(front)?.links.values() ?? [])]
    return links.sort((a, b) => rankOf(a) - rankOf(b))
  }

  /** Those that it is not joined with anyway, in the order of their beginnings. */
  candidatesOf(front: LegSighting): readonly LegSighting[] {
    const of = this.#fronts.get(front)
    if (of === undefined) return []
    const candidates = [...of.candidates].filter((back) => !of.links.has(back))
    return candidates.sort((a, b) => a.startedMicros - b.startedMicros)
  }

  #of(front: LegSighting): OfFront {
    const known = this.#fronts.get(front)
    if (known !== undefined) return known
    const made: OfFront = { links: new Map(), candidates: new Set(), settled: new Set() }
    this.#fronts.set(front, made)
    return made
  }
}

function rankOf({ by }: Link): number {
  return JOINED_BY.indexOf(by)
}
