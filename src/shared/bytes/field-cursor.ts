import type { Field, FieldNode, FieldValue, Problem, Span } from './field.ts'
import { ReadField, ReadGroup } from './read-field.ts'
import { hex, latin1, printable } from './text.ts'

/** Unwinds to the innermost `attempt`; never leaves this file's callers. */
class Stop {
  readonly problem: Problem
  constructor(problem: Problem) {
    this.problem = problem
  }
}

/**
 * A reader over bytes that writes the field tree as it goes: every read returns a `Field` and hangs it under
 * the current node. Integers are big-endian (network order).
 *
 * Reading past the end stops the innermost `attempt` (or `vector`, or `group`), never the caller of a
 * dissector: what was read so far stays in the tree and one `Problem` is noted. House rules 1 to 3.
 */
export class FieldCursor {
  readonly bytes: Uint8Array
  /** The first byte not yet read, as an offset in `bytes`. */
  at: number
  /** One past the last byte this cursor may read. */
  readonly end: number
  /** Where the range would end if no bytes were missing: `end`, or beyond it where `bytes` is too short. */
  readonly announcedEnd: number
  readonly #nodes: FieldNode[] = []
  /** One list for a cursor and all its children; so is the next. */
  #problems: Problem[] = []
  #varying: Span[] = []
  /** Whether the range goes on after `end` in bytes that are not there. */
  #cut: boolean

  /**
   * @param options.start, options.end the range to read, the whole of `bytes` if not given; `end` may lie
   *   beyond `bytes`
   * @param options.cut whether the bytes go on after `end` but were not captured: a read that runs past `end`
   *   is then `truncated`, else `malformed`. If not given: whether `end` lies beyond `bytes`
   */
  constructor(bytes: Uint8Array, options: { start?: number; end?: number; cut?: boolean } = {}) {
    this.bytes = bytes
    this.at = options.start ?? 0
    this.announcedEnd = options.end ?? bytes.length
    this.end = Math.min(this.announcedEnd, bytes.length)
    this.#cut = options.cut ?? this.announcedEnd > this.end
  }

  get remaining(): number {
    return this.end - this.at
  }

  /** Like `remaining`, missing bytes counted as if they were there. */
  get announced(): number {
    return this.announcedEnd - this.at
  }

  get nodes(): readonly FieldNode[] {
    return this.#nodes
  }

  get problems(): readonly Problem[] {
    return this.#problems
  }

  /** Where the fields stand that were said to vary, in the order read. */
  get varying(): readonly Span[] {
    return this.#varying
  }

  u8(name: string, describe: (value: number) => string = String): Field<number> {
    return this.#integer(name, 1, describe)
  }

  u16(name: string, describe: (value: number) => string = String): Field<number> {
    return this.#integer(name, 2, describe)
  }

  u24(name: string, describe: (value: number) => string = String): Field<number> {
    return this.#integer(name, 3, describe)
  }

  u32(name: string, describe: (value: number) => string = String): Field<number> {
    return this.#integer(name, 4, describe)
  }

  /** `length` bytes as they stand: a view, not a copy. Shown in hex unless `describe` says better. */
  opaque(name: string, length: number, describe: (value: Uint8Array) => string = hex): Field<Uint8Array> {
    this.#need(name, length)
    const start = this.at
    const value = this.bytes.subarray(start, start + length)
    this.at += length
    return this.#add(new ReadField(name, value, { start, end: this.at }, describe))
  }

  /** `length` bytes as ISO 8859-1 text; shown with control characters escaped unless `describe` says better. */
  string(name: string, length: number, describe: (value: string) => string = printable): Field<string> {
    this.#need(name, length)
    const start = this.at
    this.at += length
    const value = latin1(this.bytes, start, this.at)
    return this.#add(new ReadField(name, value, { start, end: this.at }, describe))
  }

  /** Text with a length prefix, laid out as `opaqueVector` does. */
  stringVector(
    name: string,
    prefix: 1 | 2 | 3,
    describe: (value: string) => string = printable,
  ): Field<string> {
    const length = this.#integer(`${name}_length`, prefix, (value) => `${value} bytes`)
    return this.string(name, length.value, describe)
  }

  /** Everything that is left. */
  rest(name: string, describe: (value: Uint8Array) => string = hex): Field<Uint8Array> {
    return this.opaque(name, this.remaining, describe)
  }

  /**
   * An opaque vector with a length prefix of 1 to 3 bytes; the field's value and span are the content's, the
   * prefix stands as a field of its own.
   */
  opaqueVector(
    name: string,
    prefix: 1 | 2 | 3,
    describe: (value: Uint8Array) => string = hex,
  ): Field<Uint8Array> {
    const length = this.#integer(`${name}_length`, prefix, (value) => `${value} bytes`)
    return this.opaque(name, length.value, describe)
  }

  /**
   * A length-prefixed vector read by its own sub-cursor. Whatever goes wrong inside, the cursor resumes after
   * the vector's announced end; content that `read` leaves over is a `malformed` (the nothing-left check) and
   * stands in the tree as `left_over`. A vector that announces more than there is stops the caller after
   * reading what there is; that is one problem, however many vectors the missing end runs through.
   * The group's span covers prefix and content. Returns the group node.
   */
  vector(
    name: string,
    prefix: 1 | 2 | 3,
    read: (inner: FieldCursor) => void,
    describe?: (group: FieldNode) => string,
  ): FieldNode {
    const start = this.at
    const length = this.#peekInteger(name, prefix)
    const contentStart = start + prefix
    const announcedEnd = contentStart + length
    const overrun = announcedEnd > this.end
    const inner = this.#child(contentStart, overrun ? this.end : announcedEnd, overrun && this.#cut)
    inner.#nodes.push({
      name: 'length',
      value: length,
      span: { start, end: contentStart },
      text: `${length} bytes`,
      children: [],
    })
    const problem = inner.#run(() => read(inner))
    if (problem === null && !overrun) inner.nothingLeft(name)
    if (problem !== null && !overrun) this.#problems.push(problem)
    const missing = overrun ? this.#missingEnd(name, contentStart, announcedEnd, problem) : null
    this.at = inner.end
    const group = this.#addGroup(name, { start, end: this.at }, inner.#nodes, describe)
    if (missing !== null) this.#stop(missing)
    return group
  }

  /** A group without a length prefix of its own; its span is what `read` consumed. Stops pass through. */
  group(
    name: string,
    read: (inner: FieldCursor) => void,
    describe?: (group: FieldNode) => string,
  ): FieldNode {
    const start = this.at
    const inner = this.#child(start, this.end, this.#cut)
    try {
      read(inner)
    } finally {
      this.at = inner.at
      this.#addGroup(name, { start, end: this.at }, inner.#nodes, describe)
    }
    return this.#nodes[this.#nodes.length - 1] as FieldNode
  }

  /** Runs `read`; a stop inside is noted and ends only this call. Returns whether it ran to its end. */
  attempt(read: () => void): boolean {
    const problem = this.#run(read)
    if (problem !== null) this.#problems.push(problem)
    return problem === null
  }

  /**
   * Says of a field that its bytes are another in every message (a nonce, a key, a signature): nothing else is read
   * differently because of them, so that they may be left out where two messages are compared.
   */
  varies<T extends FieldValue>(field: Field<T>): Field<T> {
    this.#varying.push(field.span)
    return field
  }

  /** Notes a `malformed` if anything is left to read, and hangs what is left as `left_over`. */
  nothingLeft(field: string): void {
    if (this.remaining === 0) return
    this.malformed(field, `nothing after byte ${this.at}`, `${this.remaining} bytes left over`)
    this.rest('left_over')
  }

  /** Notes a contradiction in the bytes and goes on. */
  malformed(field: string, expected: string, found: string, at = this.at): void {
    this.#problems.push({ kind: 'malformed', at, field, expected, found })
  }

  /** Notes that a bound of this program was met; the caller leaves what lies behind it unread. */
  boundMet(field: string, expected: string, found: string): void {
    this.#problems.push({ kind: 'malformed', at: this.at, field, expected, found, bound: true })
  }

  /** Hangs a node that the caller derived itself (a meaning computed from bytes already read). */
  note(node: FieldNode): void {
    this.#nodes.push(node)
  }

  #integer(name: string, size: 1 | 2 | 3 | 4, describe: (value: number) => string): Field<number> {
    const value = this.#peekInteger(name, size)
    const span = { start: this.at, end: this.at + size }
    this.at += size
    return this.#add(new ReadField(name, value, span, describe))
  }

  #peekInteger(name: string, size: number): number {
    this.#need(name, size)
    let value = 0
    for (let i = 0; i < size; i++) value = value * 256 + (this.bytes[this.at + i] ?? 0)
    return value
  }

  #need(name: string, length: number): void {
    if (length > this.remaining) this.#stop(this.#shortage(name, this.at + length))
  }

  #shortage(field: string, wantedEnd: number): Problem {
    if (this.#cut) return { kind: 'truncated', at: this.at, field, needed: wantedEnd - this.end }
    return {
      kind: 'malformed',
      at: this.at,
      field,
      expected: `${wantedEnd - this.at} bytes`,
      found: `${this.remaining} bytes left`,
    }
  }

  /** The problem of a vector that announced more than there is; `inner` is what stopped its reading, if anything. */
  #missingEnd(field: string, start: number, announcedEnd: number, inner: Problem | null): Problem {
    // Where bytes are missing, the field that the cut fell into says it best; where a length lies, the length.
    if (this.#cut) {
      return inner ?? { kind: 'truncated', at: this.end, field, needed: announcedEnd - this.end }
    }
    const expected = `${announcedEnd - start} bytes, as its length says`
    return { kind: 'malformed', at: start, field, expected, found: `${this.end - start} bytes left` }
  }

  #stop(problem: Problem): never {
    throw new Stop(problem)
  }

  #run(read: () => void): Problem | null {
    try {
      read()
      return null
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop
      return stop.problem
    }
  }

  #child(start: number, end: number, cut: boolean): FieldCursor {
    const child = new FieldCursor(this.bytes, { start, end, cut })
    child.#problems = this.#problems
    child.#varying = this.#varying
    return child
  }

  #add<T extends FieldValue>(field: Field<T>): Field<T> {
    this.#nodes.push(field)
    return field
  }

  #addGroup(
    name: string,
    span: Span,
    children: readonly FieldNode[],
    describe?: (group: FieldNode) => string,
  ): FieldNode {
    const node = new ReadGroup(name, span, children, describe)
    this.#nodes.push(node)
    return node
  }
}
