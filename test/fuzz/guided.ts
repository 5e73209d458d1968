import { details, numberOf } from './campaign.ts'
import { mutate } from './mutate.ts'
import { Random } from './random.ts'
import { clear, counted, knownRegions } from './reach/edges.ts'
import { Seen } from './reach/seen.ts'
import { wordForms } from './reach/words.ts'
import type { Target } from './target.ts'

/** An input that passed a place, or passed one so often, as none before it. */
export interface Kept {
  readonly bytes: Uint8Array
  /** What was new with it. */
  readonly places: readonly number[]
  /** Made of this project's own seeds alone. */
  readonly own: boolean
}

export interface GuidedInput {
  readonly bytes: Uint8Array
  readonly own: boolean
}

/** Inputs kept of one target; of longer ones, only those that reach a new place. */
const MOST_KEPT = 4000
const MOST_KEPT_BYTES = 12 * 1024 * 1024
const LONG_INPUT = 16 * 1024

/**
 * Inputs of one target that learn from one another: what reached something new is kept and mutated further, what
 * reaches the least trodden places most of all. The same seed, start and bundle give the same inputs in order.
 */
export class GuidedCampaign {
  readonly target: Target
  readonly seed: number
  readonly kept: Kept[] = []
  readonly seen: Seen
  readonly #name: number
  readonly #ownSeeds: readonly Uint8Array[]
  readonly #seeds: readonly Uint8Array[]
  readonly #ownKept: Kept[] = []
  readonly #wordsOf: ReadonlyMap<string, readonly (string | number)[]>
  readonly #words: Uint8Array[] = []
  readonly #filesEntered = new Set<string>()
  #bytes = 0

  /** @param wordsOf what each source file compares with */
  constructor(
    target: Target,
    seed: number,
    captures: readonly Uint8Array[],
    wordsOf: ReadonlyMap<string, readonly (string | number)[]>,
  ) {
    this.target = target
    this.seed = seed
    this.#ownSeeds = target.seeds()
    this.#seeds = [...this.#ownSeeds, ...(target.takesCaptures ? captures : [])]
    this.#name = numberOf(target.name)
    this.seen = new Seen(counted().length)
    this.#wordsOf = wordsOf
  }

  /** Sound inputs first, so that what only damage reaches is told from what they reach anyway. */
  starters(earlier: readonly Uint8Array[]): GuidedInput[] {
    const seeds = this.#seeds.map((bytes) => ({ bytes, own: this.#ownSeeds.includes(bytes) }))
    return [...seeds, ...earlier.map((bytes) => ({ bytes, own: true }))]
  }

  /** Input `number`, made of what is known now. */
  input(number: number): GuidedInput {
    const random = new Random(this.seed ^ this.#name, number)
    // Some inputs have no capture from elsewhere among their forebears: those may be kept beyond the run.
    const own = this.#ownSeeds.length === this.#seeds.length || random.chance(0.6)
    const seeds = own ? this.#ownSeeds : this.#seeds
    const kept = own ? this.#ownKept : this.kept
    const parent = random.chance(0.2) ? null : this.#rarest(kept, random)
    const partner = random.pick(kept)?.bytes
    const bytes = mutate(
      parent?.bytes ?? random.pick(seeds) ?? new Uint8Array(0),
      random,
      this.target.grammar,
      partner === undefined ? seeds : [...seeds, partner],
      this.#words,
    )
    return { bytes, own }
  }

  /** Tries an input and keeps it if it is worth it. Throws, or rejects, what the target throws. */
  async try(input: GuidedInput, number: number): Promise<Kept | null> {
    clear()
    let novel: Kept | null = null
    try {
      const running = this.target.run(input.bytes, details(this.seed, number))
      if (running !== undefined) await running
    } finally {
      novel = this.#learn(input)
    }
    return novel
  }

  #learn({ bytes, own }: GuidedInput): Kept | null {
    const { edges, times } = this.seen.add(counted())
    if (edges.length === 0 && times.length === 0) return null
    if (edges.length > 0) this.#learnWords(edges)
    const full = this.kept.length >= MOST_KEPT || this.#bytes + bytes.length > MOST_KEPT_BYTES
    if (edges.length === 0 && (full || bytes.length > LONG_INPUT)) return null
    const one: Kept = { bytes: bytes.slice(), places: edges.length > 0 ? edges : times, own }
    this.#bytes += bytes.length
    this.kept.push(one)
    if (own) this.#ownKept.push(one)
    return one
  }

  /** Of a few inputs, the one that reaches what few others reach, short ones before long ones. */
  #rarest(kept: readonly Kept[], random: Random): Kept | null {
    let best: Kept | null = null
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < 4; round++) {
      const one = random.pick(kept)
      if (one === undefined) return null
      let trodden = Number.POSITIVE_INFINITY
      for (const place of one.places) trodden = Math.min(trodden, this.seen.inputs[place] ?? 0)
      const cost = trodden * (200 + one.bytes.length)
      if (cost < least) {
        least = cost
        best = one
      }
    }
    return best
  }

  #learnWords(edges: readonly number[]): void {
    for (const edge of edges) {
      const region = knownRegions().find(({ start, count }) => edge >= start && edge < start + count)
      if (region === undefined || this.#filesEntered.has(region.file)) continue
      this.#filesEntered.add(region.file)
      for (const word of this.#wordsOf.get(region.file) ?? []) this.#words.push(...wordForms(word))
    }
  }
}
