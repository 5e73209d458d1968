import { equalBytes } from '../../shared/bytes/text.ts'
import { type Issuance, issuance } from '../../shared/x509/chain.ts'
import { nameKey } from '../../shared/x509/name.ts'
import type { Anchors } from './anchors.ts'
import { alsoSent } from './anchors.ts'
import { type Candidate, certificateOf, isSelfIssued, sameAuthority } from './candidate.ts'
import type { Budget, LimitMet } from './limits.ts'
import { checkSignature, type SignatureCheck } from './signature.ts'

/** One certificate of a path and who signed it. */
export interface PathStep {
  readonly candidate: Candidate
  /** By the next step's key; by its own where it is self-signed; `null` where no issuer was found. */
  readonly signature: SignatureCheck | null
  /** What names and key identifiers say of it and its issuer; `null` as above. */
  readonly issuance: Issuance | null
}

export type PathEnd =
  /** A root that is trusted. `selfSigned` is false for an intermediate that was given as if it were a root. */
  | { readonly kind: 'anchor'; readonly selfSigned: boolean }
  /** A self-signed certificate that nobody here trusts. */
  | { readonly kind: 'untrusted-root' }
  /** `namesakes`: certificates of the issuer's name whose key did not sign the last one. */
  | { readonly kind: 'issuer-not-found'; readonly namesakes: readonly Candidate[] }
  | { readonly kind: 'limit'; readonly limit: LimitMet }

/** From the leaf upwards. */
export interface FoundPath {
  readonly steps: readonly PathStep[]
  readonly end: PathEnd
}

/**
 * Every way up from the leaf over the certificates sent and the anchors, depth first, a trusted issuer before a
 * sent one. A certificate whose key did not sign is followed only where names and key identifiers leave nobody else.
 * Bounded by `budget`.
 */
export async function findPaths(
  leaf: Candidate,
  sent: readonly Candidate[],
  anchors: Anchors,
  budget: Budget,
): Promise<FoundPath[]> {
  const search = new Search(sent, anchors, budget)
  await search.climb(search.asAnchor(leaf), [])
  return search.found
}

class Search {
  readonly found: FoundPath[] = []
  readonly #sent: readonly Candidate[]
  readonly #anchors: Anchors
  readonly #budget: Budget
  readonly #checked = new Map<Candidate, Map<Candidate, SignatureCheck>>()

  constructor(sent: readonly Candidate[], anchors: Anchors, budget: Budget) {
    this.#anchors = anchors
    this.#budget = budget
    const distinct = sent.filter((one, at) => sent.findIndex((other) => sameBytes(one, other)) === at)
    this.#sent = distinct.map((one) => this.asAnchor(one))
  }

  /** A root that was sent although the verifier has it is the verifier's. */
  asAnchor(one: Candidate): Candidate {
    const anchor = this.#anchors.same(one)
    return anchor && one.origin.kind === 'sent' ? alsoSent(anchor, one.origin.position) : one
  }

  async climb(current: Candidate, below: readonly PathStep[]): Promise<void> {
    if (!this.#budget.allowsPath(this.found.length)) return
    const isAnchor = current.origin.kind !== 'sent'
    const own = isSelfIssued(current) ? await this.#check(current, current) : null
    if (own && own.verdict !== 'invalid') {
      const step = { candidate: current, signature: own, issuance: between(current, current) }
      const end: PathEnd = isAnchor ? { kind: 'anchor', selfSigned: true } : { kind: 'untrusted-root' }
      this.found.push({ steps: [...below, step], end })
      return
    }
    const { namesakes, climbed, stopped } = await this.#upwards(current, below)
    if (climbed) return
    const end: PathEnd = isAnchor
      ? { kind: 'anchor', selfSigned: false }
      : stopped
        ? { kind: 'limit', limit: stopped }
        : { kind: 'issuer-not-found', namesakes }
    const step = { candidate: current, signature: null, issuance: null }
    this.found.push({ steps: [...below, step], end })
  }

  async #upwards(
    current: Candidate,
    below: readonly PathStep[],
  ): Promise<{ namesakes: Candidate[]; climbed: boolean; stopped: LimitMet | null }> {
    const namesakes: Candidate[] = []
    let broken: PathStep | null = null
    let brokenBy: Candidate | null = null
    let climbed = false
    for (const issuer of this.#issuersOf(current, below)) {
      if (!this.#budget.allowsDepth(below.length + 2)) return { namesakes, climbed, stopped: 'depth' }
      const signature = await this.#check(current, issuer)
      if (signature === null) return { namesakes, climbed, stopped: [...this.#budget.met][0] ?? null }
      const said = between(current, issuer)
      const disowned = said.keyIdentifiers === 'differ'
      if (signature.verdict === 'invalid' && !disowned && !broken) {
        broken = { candidate: current, signature, issuance: said }
        brokenBy = issuer
      }
      // A signature that nobody here can verify is followed only where the key identifiers agree with the names.
      if (signature.verdict === 'invalid' || (signature.verdict === 'unknown' && disowned)) {
        namesakes.push(issuer)
        continue
      }
      climbed = true
      await this.climb(issuer, [...below, { candidate: current, signature, issuance: said }])
    }
    // Nobody else is there, and by name and key identifier it is the issuer: a damaged or forged certificate.
    if (!climbed && broken && brokenBy) {
      climbed = true
      await this.climb(brokenBy, [...below, broken])
    }
    return { namesakes, climbed, stopped: null }
  }

  /** Those of the right name, none twice in one path: anchors first, matching key identifiers before unknown ones. */
  #issuersOf(current: Candidate, below: readonly PathStep[]): Candidate[] {
    const { issuer } = certificateOf(current)
    if (!issuer) return []
    const key = nameKey(issuer)
    const sent = this.#sent.filter(
      (one) => one.origin.kind === 'sent' && nameKeyOf(one) === key && !sameBytes(one, current),
    )
    const sentAnchors = this.#sent.filter((one) => one.origin.kind !== 'sent' && nameKeyOf(one) === key)
    const anchors = this.#anchors.named(key).map((anchor) => {
      return sentAnchors.find((one) => sameBytes(one, anchor)) ?? anchor
    })
    const onPath = [...below.map((step) => step.candidate), current]
    const usable = [...anchors, ...sent].filter(
      (one) => !onPath.some((other) => sameBytes(one, other) || sameAuthority(one, other)),
    )
    const rank = (one: Candidate) => RANKS[between(current, one).keyIdentifiers]
    return usable.sort((one, other) => rank(one) - rank(other))
  }

  async #check(subject: Candidate, issuer: Candidate): Promise<SignatureCheck | null> {
    const checked = this.#checked.get(subject) ?? new Map<Candidate, SignatureCheck>()
    this.#checked.set(subject, checked)
    const known = checked.get(issuer)
    if (known) return known
    if (!this.#budget.spendSignature()) return null
    const check = await checkSignature(subject, issuer)
    checked.set(issuer, check)
    return check
  }
}

const RANKS = { match: 0, unknown: 1, differ: 2 } as const

function between(subject: Candidate, issuer: Candidate): Issuance {
  return issuance(certificateOf(subject), certificateOf(issuer))
}

function nameKeyOf(one: Candidate): string | null {
  const { subject } = certificateOf(one)
  return subject && nameKey(subject)
}

function sameBytes(one: Candidate, other: Candidate): boolean {
  return equalBytes(one.der, other.der)
}
