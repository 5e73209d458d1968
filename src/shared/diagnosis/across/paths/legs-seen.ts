import type { Finding } from '../../finding.ts'
import { notForwardedByBothWays } from './both-ways.ts'
import { findingsOf } from './findings.ts'
import { joinLegs } from './join.ts'
import type { LegPath, LegSighting, SightedLeg, UpstreamPort } from './shape.ts'
import { tellPath } from './tell.ts'

/** Connections remembered of each leg; those behind are not joined. */
const MOST = 20_000

/** Remembers the connections of both legs, and tells at the end which belong together and which leg broke. */
export class LegsSeen {
  readonly #seen: Record<SightedLeg, LegSighting[]> = { 'client-gateway': [], 'gateway-apim': [], direct: [] }
  #left = 0
  #paths: readonly LegPath[] | null = null

  see(sighting: LegSighting): void {
    const list = this.#seen[sighting.leg]
    if (list.length < MOST) list.push(sighting)
    else this.#left++
    this.#paths = null
  }

  /** What was seen so far, for whoever joins it elsewhere. */
  get sightings(): readonly LegSighting[] {
    return [...this.#seen['client-gateway'], ...this.#seen['gateway-apim'], ...this.#seen.direct]
  }

  /** Connections that were too many to be remembered. */
  get left(): number {
    return this.#left
  }

  paths(ports: readonly UpstreamPort[]): readonly LegPath[] {
    this.#paths ??= joinLegs(this.sightings, ports).map(tellPath)
    return this.#paths
  }

  findings(ports: readonly UpstreamPort[]): Finding[] {
    const found = findingsOf(this.paths(ports))
    // What both legs show needs no other proof.
    if (found.some(({ id }) => id === 'client-certificate-not-forwarded')) return found
    const both = notForwardedByBothWays(this.#seen.direct, this.#seen['client-gateway'])
    return both === null ? found : [...found, both]
  }
}
