/**
 * Bounds on what hostile input may make the dissector build. Far above anything a real peer sends; where one
 * is met, the rest stands in the tree as `unread` and a Problem says so.
 */
import type { FieldCursor } from '../../bytes/field-cursor.ts'
import { shortHex } from './reading.ts'

export const MAX_EXTENSIONS = 512
export const MAX_CERTIFICATES = 256
/** The most names that fit the 65,535 bytes of a list are 21,845 of three bytes; nothing real comes near. */
export const MAX_CA_NAMES = 10_000

/** Reads elements until nothing is left or the limit is met. */
export function upTo(cursor: FieldCursor, most: number, what: string, read: () => void): void {
  for (let done = 0; cursor.remaining > 0; done++) {
    if (done === most) {
      cursor.boundMet(what, `at most ${most}`, `${cursor.remaining} bytes more`)
      cursor.rest('unread', shortHex)
      return
    }
    read()
  }
}
