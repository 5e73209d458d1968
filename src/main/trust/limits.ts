/** What one judgement may cost. A hostile peer sends as many certificates as it likes, all of one name. */
export interface TrustLimits {
  /** Certificates of the peer that are looked at; the rest is counted and passed over. */
  readonly certificates: number
  /** Bytes of one certificate; a larger one is passed over. */
  readonly certificateBytes: number
  /** Certificates in a path, leaf and root included. */
  readonly depth: number
  /** Paths that are kept. */
  readonly paths: number
  /** Signatures that are verified. */
  readonly signatures: number
  readonly milliseconds: number
}

export const TRUST_LIMITS: TrustLimits = {
  certificates: 32,
  certificateBytes: 256 * 1024,
  depth: 10,
  paths: 16,
  signatures: 128,
  milliseconds: 3_000,
}

export type LimitMet = keyof TrustLimits

/** Counts down; what ran out is remembered and told. */
export class Budget {
  readonly met = new Set<LimitMet>()
  readonly limits: TrustLimits
  readonly #clock: () => number
  readonly #until: number
  #signatures: number

  /** @param clock milliseconds, monotonic */
  constructor(limits: TrustLimits, clock: () => number) {
    this.limits = limits
    this.#clock = clock
    this.#until = clock() + limits.milliseconds
    this.#signatures = limits.signatures
  }

  /** Whether one more signature may be verified; counts it. */
  spendSignature(): boolean {
    if (!this.hasTime()) return false
    if (this.#signatures <= 0) return this.#refuse('signatures')
    this.#signatures--
    return true
  }

  hasTime(): boolean {
    return this.#clock() <= this.#until || this.#refuse('milliseconds')
  }

  allowsDepth(depth: number): boolean {
    return depth <= this.limits.depth || this.#refuse('depth')
  }

  allowsPath(count: number): boolean {
    return count < this.limits.paths || this.#refuse('paths')
  }

  #refuse(limit: LimitMet): false {
    this.met.add(limit)
    return false
  }
}
