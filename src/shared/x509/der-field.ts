import type { Field, FieldNode, FieldValue, Span } from '../bytes/field.ts'
import { ReadField } from '../bytes/read-field.ts'
import type { DerElement } from './der-element.ts'
import { bytesText } from './octets-text.ts'

export function spanOf(element: DerElement): Span {
  return { start: element.start, end: element.end }
}

export function field<T extends FieldValue>(
  name: string,
  value: T,
  span: Span,
  text: string,
  children: readonly FieldNode[] = [],
): Field<T> {
  return { name, value, span, text, children }
}

/** A field of bytes as they stand, its text written when somebody asks for it. */
export function bytesField(name: string, value: Uint8Array, span: Span): Field<Uint8Array> {
  return new ReadField(name, value, span, bytesText)
}
