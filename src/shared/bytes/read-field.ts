import type { Field, FieldNode, FieldValue, Span } from './field.ts'
import { hex } from './text.ts'

const NO_CHILDREN: readonly FieldNode[] = []

/**
 * A field as the cursor makes it: its text is written when somebody asks, since of a whole capture hardly any
 * field is ever shown.
 */
export class ReadField<T extends FieldValue> implements Field<T> {
  readonly name: string
  readonly value: T
  readonly span: Span
  readonly #describe: (value: T) => string
  #text: string | null = null

  constructor(name: string, value: T, span: Span, describe: (value: T) => string) {
    this.name = name
    this.value = value
    this.span = span
    this.#describe = describe
  }

  /** The same opaque field of other bytes that are laid out alike. */
  static within(bytes: Uint8Array, field: Field<Uint8Array>): Field<Uint8Array> {
    const { name, span } = field
    const describe = field instanceof ReadField ? field.#describe : hex
    return new ReadField(name, bytes.subarray(span.start, span.end), span, describe)
  }

  get text(): string {
    this.#text ??= this.#describe(this.value) || 'empty'
    return this.#text
  }

  get children(): readonly FieldNode[] {
    return NO_CHILDREN
  }
}

/** The same for a group: `describe` is given the group, and must not ask for its text. */
export class ReadGroup implements FieldNode {
  readonly name: string
  readonly span: Span
  readonly children: readonly FieldNode[]
  readonly #describe: ((group: FieldNode) => string) | undefined
  #text: string | null = null

  constructor(
    name: string,
    span: Span,
    children: readonly FieldNode[],
    describe: ((group: FieldNode) => string) | undefined,
  ) {
    this.name = name
    this.span = span
    this.children = children
    this.#describe = describe
  }

  get value(): null {
    return null
  }

  get text(): string {
    this.#text ??= this.#describe?.(this) ?? ''
    return this.#text
  }
}
