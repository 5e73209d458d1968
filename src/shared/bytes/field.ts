/**
 * A value and the bytes it came from, always together. The linked hex view, the evidence of a finding and
 * redaction all stand on this pair.
 */

/** A half-open byte range `[start, end)` in the raw message that a field was read from. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What one node of a field tree may hold. `null`: a group whose meaning is its children. */
export type FieldValue = number | bigint | string | boolean | Uint8Array | null

/** A node of a field tree, as a screen walks it. */
export interface FieldNode {
  /** The RFC's own name for the field. */
  readonly name: string
  readonly value: FieldValue
  readonly span: Span
  /** How a person reads the value: `TLS 1.2 (0x0303)`, `CN=Client Root CA`. Never empty for a leaf. */
  readonly text: string
  readonly children: readonly FieldNode[]
}

/** A field whose value has a known type; the same object stands in the tree. */
export interface Field<T extends FieldValue> extends FieldNode {
  readonly value: T
}

/** Why reading stopped early. Incomplete is not malformed (house rule 2). */
export type Problem =
  | {
      readonly kind: 'malformed'
      readonly at: number
      readonly field: string
      readonly expected: string
      readonly found: string
      /** It is a bound of this program that was met, not one of the protocol: what lies behind was not read. */
      readonly bound?: true
    }
  | {
      readonly kind: 'truncated'
      readonly at: number
      readonly field: string
      /** How many bytes more were needed from `at`. */
      readonly needed: number
    }

/** What a dissector returns: the tree so far, the typed reading so far, and what went wrong on the way. */
export interface Dissection<Body> {
  readonly tree: FieldNode
  readonly body: Body
  readonly problems: readonly Problem[]
}

export function describeProblem(problem: Problem): string {
  switch (problem.kind) {
    case 'malformed':
      return `${problem.field} at byte ${problem.at}: expected ${problem.expected}, found ${problem.found}`
    case 'truncated':
      return `${problem.field} at byte ${problem.at}: cut short, ${problem.needed} more bytes were announced`
  }
}
