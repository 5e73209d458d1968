import type { Facts } from '../../conversation/facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import { judge } from '../../conversation/verdict/verdict.ts'
import type { DiagnosisContext } from '../context.ts'
import { type Diagnosis, weigh } from '../diagnose.ts'
import type { Finding } from '../finding.ts'
import { formOpinion } from './form-opinion.ts'
import { areAlike, isOrdinary, type Likeness, likenessOf, readingOf } from './likeness.ts'
import { findingsOf, isShared, type SharedOpinion } from './shared-opinion.ts'

/** Kinds of conversations met lately that are remembered, to twice as many, and of those with one hello. */
const MOST_KINDS = 1024
const MOST_OF_HELLO = 48
/** How often an opinion is formed anew: validity is judged another way from hour to hour, the rest never. */
const MOST_FORMED = 100

/** Conversations that are alike, from the first on; the opinion on them from the second on. */
interface Kind {
  readonly likeness: Likeness
  /** `null` until it was formed, and where it rests on what is a conversation's own. */
  opinion: SharedOpinion | null
  formed: number
}

/**
 * The opinions on ordinary conversations, each worked out once for all that are alike: most connections of a capture
 * are between the same programs, and went well. For conversations of one set of options.
 */
export class Opinions {
  #recent = new Map<object, Kind[]>()
  #earlier: ReadonlyMap<object, readonly Kind[]> = new Map()
  #kinds = 0

  /** What `diagnose` says. */
  diagnose(facts: Facts, context: DiagnosisContext): Diagnosis {
    const verdict = judge(facts)
    const hello = readingOf(facts.lastClientHello)
    const kind =
      hello === undefined || !isOrdinary(facts, verdict)
        ? null
        : this.#find(hello, likenessOf(facts, context))
    if (kind === null) return weigh(facts, verdict, context)
    if (kind.opinion === null || !isShared(kind.opinion, facts, context.nowMillis)) {
      const mayBeFormed = kind.opinion === null ? kind.formed === 0 : kind.formed < MOST_FORMED
      if (!mayBeFormed) return weigh(facts, verdict, context)
      kind.formed++
      kind.opinion = formOpinion(facts, verdict, context)
      if (kind.opinion === null) return weigh(facts, verdict, context)
    }
    return new SharedDiagnosis(verdict, kind.opinion, facts)
  }

  /** `null`: none like it was met before. */
  #find(hello: object, likeness: Likeness): Kind | null {
    const recent = among(this.#recent.get(hello), likeness)
    if (recent !== null) return recent
    const earlier = among(this.#earlier.get(hello), likeness)
    this.#keep(hello, earlier ?? { likeness, opinion: null, formed: 0 })
    return earlier
  }

  #keep(hello: object, kind: Kind): void {
    if (this.#kinds >= MOST_KINDS) {
      this.#earlier = this.#recent
      this.#recent = new Map()
      this.#kinds = 0
    }
    const kinds = this.#recent.get(hello)
    if (kinds === undefined) this.#recent.set(hello, [kind])
    else if (kinds.push(kind) > MOST_OF_HELLO) kinds.shift()
    this.#kinds++
  }
}

function among(kinds: readonly Kind[] | undefined, likeness: Likeness): Kind | null {
  if (kinds === undefined) return null
  for (let at = 0; at < kinds.length; at++) {
    const kind = kinds[at]
    if (kind !== undefined && areAlike(kind.likeness, likeness)) return kind
  }
  return null
}

/** Its findings are written when somebody asks for them as this conversation's own. */
class SharedDiagnosis implements Diagnosis {
  readonly verdict: Verdict
  readonly summary = null
  readonly shared: SharedOpinion
  readonly #facts: Facts
  #findings: readonly Finding[] | null = null

  constructor(verdict: Verdict, shared: SharedOpinion, facts: Facts) {
    this.verdict = verdict
    this.shared = shared
    this.#facts = facts
  }

  get findings(): readonly Finding[] {
    this.#findings ??= findingsOf(this.shared, this.#facts)
    return this.#findings
  }
}
