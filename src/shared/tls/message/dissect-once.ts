import { dissectHandshake, dissectWithVarying } from './dissect.ts'
import type { HandshakeContext, HandshakeDissection } from './handshake.ts'
import { isHelloRetryRequest } from './hello.ts'
import { Layout, Shape } from './shape.ts'

const CLIENT_HELLO = 1
const SERVER_HELLO = 2
/** A ServerHello whose random is no random. */
const HELLO_RETRY_REQUEST = 0x102

/** So many shapes met lately are remembered, to twice as many. */
const SHAPES = 1024
/** Longer messages are read each for itself. */
const LONGEST = 16 * 1024
/** Layouts of messages of one kind and length. */
const LAYOUTS = 4
/** Hellos are read the same way whatever was negotiated before them. */
const NO_CONTEXT: HandshakeContext = { version: null, cipherSuite: null }

const NO_LAYOUTS: readonly Layout[] = []

/** Messages read before, by what they have in common. */
class Shapes {
  #layouts = new Map<number, readonly Layout[]>()
  #shapes = new Map<number, Shape>()
  #earlierLayouts = new Map<number, readonly Layout[]>()
  #earlierShapes = new Map<number, Shape>()

  read(raw: Uint8Array, kind: number, context: HandshakeContext): HandshakeDissection {
    const key = keyOf(kind, raw.length, context)
    for (const layout of this.#layoutsOf(key)) {
      if (!layout.isFor(kind, raw.length, context)) continue
      const shape = this.#find(layout, raw)
      if (shape !== null) return shape.reading(raw)
    }
    return this.#learn(raw, kind, context, key)
  }

  #layoutsOf(key: number): readonly Layout[] {
    const known = this.#layouts.get(key)
    if (known !== undefined) return known
    const earlier = this.#earlierLayouts.get(key)
    if (earlier !== undefined) this.#layouts.set(key, earlier)
    return earlier ?? NO_LAYOUTS
  }

  #find(layout: Layout, raw: Uint8Array): Shape | null {
    const { latest } = layout
    if (latest?.fits(raw)) return latest
    const hash = layout.hash(raw)
    let found = this.#shapes.get(hash)
    if (found === undefined) {
      found = this.#earlierShapes.get(hash)
      if (found?.layout === layout) this.#keep(hash, found)
    }
    if (found === undefined || found.layout !== layout || !found.fits(raw)) return null
    layout.latest = found
    return found
  }

  #learn(raw: Uint8Array, kind: number, context: HandshakeContext, key: number): HandshakeDissection {
    // What is kept must not hold on to the bytes around it.
    const own = raw.slice()
    const { dissection, varying } = dissectWithVarying(own, context)
    if (dissection.problems.length > 0) return dissection
    const layouts = this.#layoutsOf(key)
    let layout = layouts.find((one) => one.isFor(kind, raw.length, context) && one.isLaidOutBy(varying))
    if (layout === undefined) {
      layout = new Layout(kind, raw.length, context, varying, key + layouts.length)
      this.#layouts.set(key, [...layouts.slice(1 - LAYOUTS), layout])
    }
    const shape = new Shape(layout, own, dissection, varying)
    this.#keep(layout.hash(own), shape)
    layout.latest = shape
    return shape.reading(raw)
  }

  #keep(hash: number, shape: Shape): void {
    if (this.#shapes.size >= SHAPES || this.#layouts.size >= SHAPES) {
      this.#earlierShapes = this.#shapes
      this.#earlierLayouts = this.#layouts
      this.#shapes = new Map()
      this.#layouts = new Map()
    }
    this.#shapes.set(hash, shape)
  }
}

const KNOWN = new Shapes()

/**
 * `dissectHandshake`, for reading whole captures: clients and servers send the same hellos, certificates and requests
 * again and again, but for randoms, keys and signatures. Each shape is dissected once; what does not vary in it is
 * shared, and views may be of a copy of `raw`. The body of a message that was read before has no tree of its own: its
 * fields are not those that stand in the dissection's tree, but equal to them.
 */
export function dissectOnce(
  raw: Uint8Array,
  context: HandshakeContext,
  options: { readonly cut?: boolean } = {},
): HandshakeDissection {
  const type = raw[0] ?? -1
  const isHello = type === CLIENT_HELLO || type === SERVER_HELLO
  // Where the version is not known it is guessed from the bytes, also from such as vary.
  if (options.cut === true || raw.length > LONGEST || (context.version === null && !isHello)) {
    return dissectHandshake(raw, context, options)
  }
  const kind = type === SERVER_HELLO && isHelloRetryRequest(raw) ? HELLO_RETRY_REQUEST : type
  return KNOWN.read(raw, kind, isHello ? NO_CONTEXT : context)
}

function keyOf(kind: number, length: number, { version, cipherSuite }: HandshakeContext): number {
  const negotiated = ((version ?? 0) << 16) ^ (cipherSuite ?? 0)
  return Math.imul((length << 9) ^ kind, 0x01000193) ^ Math.imul(negotiated, 0x9e3779b1)
}
