import type { Gather } from './gather.ts'
import {
  ALERT,
  CHANGE_CIPHER_SPEC,
  HANDSHAKE,
  HEADER_LENGTH,
  HEARTBEAT,
  isPlausibleHandshake,
  isPlausibleHeader,
  recordLength,
} from './header.ts'

/** First byte of every version of SSL 3.0 and TLS. */
const MAJOR = 3

/**
 * Looks for a record header in bytes that another one gathers. A header is believed if its content agrees with its
 * type, if another header stands right behind its record, or if its record ends exactly where a packet's bytes end.
 * Every position is judged once, and once more for each packet while it is waited for.
 */
export class RecordSearch {
  /** The position to judge next. */
  at = 0
  /** Positions judged so far: the measure of work that tests hold against the input's size. */
  steps = 0

  /** Whether something that may be a header was met and has yet to be proven. */
  waits(held: Gather): boolean {
    return this.at + HEADER_LENGTH <= held.length
  }

  /** To be asked when a packet's bytes were appended. @returns whether a header stands at `at` */
  found(held: Gather): boolean {
    const bytes = held.view()
    while (this.at + HEADER_LENGTH <= bytes.length) {
      this.#skipToContentType(bytes)
      if (this.at + HEADER_LENGTH > bytes.length) break
      this.steps++
      const verdict = this.#judge(held)
      if (verdict === 'wait') break
      if (verdict === 'yes') return true
      this.at++
    }
    return false
  }

  /** Passes over bytes that no header starts with: most of them at the speed of memory, in search of the version's 3. */
  #skipToContentType(bytes: Uint8Array): void {
    const end = bytes.length - HEADER_LENGTH + 1
    let at = this.at
    while (at < end && !isContentType(bytes[at] ?? 0, bytes[at + 1] ?? 0)) {
      const major = bytes.indexOf(MAJOR, at + 2)
      at = major < 0 ? end : Math.min(major - 1, end)
    }
    this.steps += at - this.at
    this.at = at
  }

  #judge(held: Gather): 'yes' | 'no' | 'wait' {
    if (!isPlausibleHeader(held, this.at)) return 'no'
    const next = this.at + HEADER_LENGTH + recordLength(held, this.at)
    if (next === held.length) return 'yes'
    const content = this.#contentAgrees(held)
    if (content !== null) return content ? 'yes' : 'no'
    if (next + HEADER_LENGTH > held.length) return 'wait'
    return isPlausibleHeader(held, next) ? 'yes' : 'no'
  }

  /** `true`: the content is what plaintext of that type looks like; `false`: it cannot be; `null`: open. */
  #contentAgrees(held: Gather): boolean | null {
    const length = recordLength(held, this.at)
    const content = this.at + HEADER_LENGTH
    const available = held.length - content
    switch (held.at(this.at)) {
      case CHANGE_CIPHER_SPEC:
        return length !== 1 ? false : available >= 1 ? held.at(content) === 1 : null
      case ALERT: {
        // Encrypted alerts have any content, so only the plain form proves itself.
        const level = held.at(content)
        return length === 2 && available >= 1 && (level === 1 || level === 2) ? true : null
      }
      case HANDSHAKE: {
        if (length < 4 || available < 4 || !isPlausibleHandshake(held, content)) return null
        const message = held.at(content + 1) * 65_536 + held.at(content + 2) * 256 + held.at(content + 3)
        return message + 4 === length ? true : null
      }
      default:
        return null
    }
  }
}

function isContentType(type: number, major: number): boolean {
  return type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT && major === MAJOR
}
