import type { Problem, Span } from '../../bytes/field.ts'
import { equalBytes, hashBytes } from '../../bytes/same-bytes.ts'
import { dissectHandshake } from './dissect.ts'
import type { HandshakeBody, HandshakeContext, HandshakeDissection } from './handshake.ts'
import { type Model, modelOf, type OwnBytes, reboundBody } from './rebound.ts'

const NO_PROBLEMS: readonly Problem[] = []

/**
 * Where the bytes stand by which messages of one kind and length are told apart: all but those that are others in
 * every message (`FieldCursor.varies`).
 */
export class Layout {
  readonly kind: number
  readonly length: number
  readonly context: HandshakeContext
  /** The shape that was met last: nearly always the next one too. */
  latest: Shape | null = null
  /** Start and end of each run of such bytes, one pair after the other. */
  readonly #runs: readonly number[]
  readonly #seed: number

  constructor(
    kind: number,
    length: number,
    context: HandshakeContext,
    varying: readonly Span[],
    seed: number,
  ) {
    this.kind = kind
    this.length = length
    // Whoever asks may be a message: nothing but the two numbers is kept.
    this.context = { version: context.version, cipherSuite: context.cipherSuite }
    this.#runs = runsBetween(varying, length)
    this.#seed = seed
  }

  isFor(kind: number, length: number, { version, cipherSuite }: HandshakeContext): boolean {
    return (
      this.kind === kind &&
      this.length === length &&
      this.context.version === version &&
      this.context.cipherSuite === cipherSuite
    )
  }

  isLaidOutBy(varying: readonly Span[]): boolean {
    const runs = runsBetween(varying, this.length)
    return runs.length === this.#runs.length && runs.every((at, index) => at === this.#runs[index])
  }

  hash(raw: Uint8Array): number {
    let hash = this.#seed
    const runs = this.#runs
    for (let at = 0; at < runs.length; at += 2) hash = hashBytes(raw, runs[at] ?? 0, runs[at + 1] ?? 0, hash)
    return hash
  }

  areEqual(raw: Uint8Array, other: Uint8Array): boolean {
    const runs = this.#runs
    for (let at = 0; at < runs.length; at += 2) {
      const start = runs[at] ?? 0
      if (!equalBytes(raw, other, start, runs[at + 1] ?? 0)) return false
    }
    return true
  }
}

/** The runs that the spans leave; adjoining spans leave none between them. */
function runsBetween(varying: readonly Span[], length: number): number[] {
  const runs: number[] = []
  let from = 0
  for (const { start, end } of varying) {
    if (start > from) runs.push(from, start)
    from = end
  }
  if (from < length) runs.push(from, length)
  return runs
}

/** What messages have in common that differ only in the bytes that always vary: one reading serves them all. */
export class Shape implements OwnBytes {
  readonly layout: Layout
  readonly raw: Uint8Array
  /** Of a message without such bytes, which is like all others of its shape. */
  readonly #dissection: HandshakeDissection | null
  readonly #model: Model

  /** @param raw a message of this shape, which nobody else holds; the dissection is of it, and without problems */
  constructor(layout: Layout, raw: Uint8Array, dissection: HandshakeDissection, varying: readonly Span[]) {
    const { body } = dissection
    this.layout = layout
    this.raw = raw
    this.#dissection = varying.length === 0 ? dissection : null
    this.#model = varying.length === 0 ? { body, varyingExtensions: [] } : modelOf(body, this, varying)
  }

  get whole(): HandshakeDissection {
    return dissectHandshake(this.raw, this.layout.context)
  }

  fits(raw: Uint8Array): boolean {
    return this.layout.areEqual(raw, this.raw)
  }

  /** The dissection of a message that fits. Nothing in it is another message's but what is equal in both. */
  reading(raw: Uint8Array): HandshakeDissection {
    return this.#dissection ?? new ShapedReading(raw, this.layout.context, this.#model)
  }
}

/** Of its shape, but for the bytes that are its own; the tree is read when somebody asks for it. */
class ShapedReading implements HandshakeDissection, OwnBytes {
  readonly raw: Uint8Array
  readonly #context: HandshakeContext
  readonly #model: Model
  #body: HandshakeBody | null = null
  #whole: HandshakeDissection | null = null

  constructor(raw: Uint8Array, context: HandshakeContext, model: Model) {
    this.raw = raw
    this.#context = context
    this.#model = model
  }

  get body(): HandshakeBody {
    this.#body ??= reboundBody(this.#model, this)
    return this.#body
  }

  get tree(): HandshakeDissection['tree'] {
    return this.whole.tree
  }

  get problems(): readonly Problem[] {
    return NO_PROBLEMS
  }

  get whole(): HandshakeDissection {
    this.#whole ??= dissectHandshake(this.raw, this.#context)
    return this.#whole
  }
}
