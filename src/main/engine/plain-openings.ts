import { latin1, printable } from '../../shared/bytes/text.ts'
import type { Direction } from '../tcp/events.ts'

const LINE_LENGTH = 200

/** The first line of a direction that speaks HTTP in the clear. */
export interface PlainLine {
  readonly type: 'Request' | 'Response'
  readonly line: string
  readonly frame: number
  readonly atMicros: number
  /** Bytes that were kept of the opening. */
  readonly length: number
}

interface Opening {
  /** `null`: it cannot be HTTP. */
  text: string | null
  readonly frame: number
  readonly atMicros: number
}

/** The beginnings of both directions, kept for the case that they turn out to be HTTP in the clear. */
export class PlainOpenings {
  readonly #openings: [Opening | null, Opening | null] = [null, null]

  add(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    let opening = this.#openings[direction]
    if (opening === null) {
      // A request and a response begin with a capital letter, and little else does.
      const first = bytes[start] ?? 0
      const text = first >= 0x41 && first <= 0x5a ? '' : null
      opening = { text, frame, atMicros }
      this.#openings[direction] = opening
    }
    if (opening.text === null || opening.text.length >= LINE_LENGTH) return
    opening.text += latin1(bytes, start, Math.min(end, start + LINE_LENGTH - opening.text.length))
  }

  /** Told once; `null` where the direction does not begin like HTTP. */
  take(direction: Direction): PlainLine | null {
    const opening = this.#openings[direction]
    if (opening === null || opening.text === null) return null
    this.#openings[direction] = null
    const { text, frame, atMicros } = opening
    const line = printable(text.split(/\r?\n/, 1)[0] ?? '')
    const type = line.startsWith('HTTP/') ? 'Response' : 'Request'
    // The other side of a connection that speaks HTTP may say anything, TLS included.
    if (type === 'Request' && !/^[A-Z]+ |^PRI \*/.test(line)) return null
    return { type, line, frame, atMicros, length: text.length }
  }
}
