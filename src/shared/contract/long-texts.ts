/** Texts remembered once they were met twice. */
const MOST_KNOWN = 16
/** The latest of the others, of which one may be met again. */
const LATEST = 8

/** One long text with its JSON, as soon as it was met twice and written. */
export interface LongText {
  text: string
  json: Uint8Array | null
}

/**
 * The long texts that come again and again: sentences of findings that have nothing of the single case in them. They
 * are told by comparing, for few have the same length.
 */
export class LongTexts {
  readonly #known: LongText[] = []
  readonly #latest: string[] = []
  #next = 0

  /** `null` for a text that is met for the first time, or one too many. */
  find(text: string): LongText | null {
    const known = this.#known
    for (let at = 0; at < known.length; at++) {
      const one = known[at]
      if (one !== undefined && one.text === text) return one
    }
    return known.length < MOST_KNOWN ? this.#metAgain(text) : null
  }

  #metAgain(text: string): LongText | null {
    if (this.#latest.includes(text)) {
      const learned = { text, json: null }
      this.#known.push(learned)
      return learned
    }
    this.#latest[this.#next] = text
    this.#next = (this.#next + 1) % LATEST
    return null
  }
}
