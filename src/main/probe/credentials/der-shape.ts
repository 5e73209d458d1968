import { describeProblem } from '../../../shared/bytes/field.ts'
import { concat } from '../../../shared/bytes/text.ts'
import { type DerElement, DerReader, isUniversal, TAG, tagText } from '../../../shared/x509/der.ts'
import { oidText } from '../../../shared/x509/oid.ts'
import { ReadingFault } from './reading-fault.ts'

/**
 * DER of a key file, held to the shape it must have. What is not so is a ReadingFault `damaged` with the byte
 * where it went wrong. Bounds on depth and number of elements are the reader's.
 */
export class DerShape {
  readonly reader: DerReader
  /** What is read, for the fault's clause: `the private key`. */
  readonly what: string
  readonly root: DerElement

  constructor(bytes: Uint8Array, what: string) {
    this.what = what
    this.reader = new DerReader(bytes)
    const root = this.reader.root(what)
    if (root && !isUniversal(root, TAG.sequence)) {
      throw new ReadingFault(
        'damaged',
        `${what} is damaged: at byte 0 a sequence was expected, found ${tagText(root)}`,
      )
    }
    if (!root?.complete) throw this.damaged()
    this.root = root
  }

  sequence(element: DerElement | undefined): DerElement[] {
    if (!isUniversal(element, TAG.sequence)) throw this.damaged(element)
    return this.reader.children(element, this.what)
  }

  oid(element: DerElement | undefined): string {
    const oid = isUniversal(element, TAG.oid) ? oidText(this.reader.content(element)) : null
    if (oid === null) throw this.damaged(element)
    return oid
  }

  /** A non-negative integer that a number holds exactly. */
  integer(element: DerElement | undefined): number {
    if (!isUniversal(element, TAG.integer)) throw this.damaged(element)
    const content = this.reader.content(element)
    if (content.length === 0 || content.length > 6 || ((content[0] ?? 0) & 0x80) !== 0) {
      throw this.damaged(element)
    }
    return content.reduce((value, octet) => value * 256 + octet, 0)
  }

  /** An octet string's content; BER's in pieces (X.690 8.7.3) is put together. */
  octets(element: DerElement | undefined): Uint8Array {
    if (!isUniversal(element, TAG.octetString)) throw this.damaged(element)
    if (!element.constructed) return this.reader.content(element)
    return concat(this.reader.children(element, this.what).map((piece) => this.octets(piece)))
  }

  damaged(at: DerElement | undefined = undefined): ReadingFault {
    const [problem] = this.reader.problems
    if (problem && at === undefined) {
      return new ReadingFault('damaged', `${this.what} is damaged: ${describeProblem(problem)}`)
    }
    const where = at === undefined ? '' : ` at byte ${at.start}`
    return new ReadingFault('damaged', `${this.what} is damaged${where}: it has not the form it should have`)
  }
}
