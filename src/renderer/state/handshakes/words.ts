/** Texts that many rows share: each is kept once, and called by its number. 0 stands for `null`. */
export class Words {
  readonly #numbers = new Map<string, number>()
  readonly #texts: (string | null)[] = [null]

  /** How many numbers were given. */
  get size(): number {
    return this.#texts.length
  }

  /** A number of its own for a text that was not met before. */
  numberOf(text: string | null): number {
    if (text === null) return 0
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#texts.push(text) - 1
    this.#numbers.set(text, number)
    return number
  }

  textOf(number: number): string | null {
    return this.#texts[number] ?? null
  }
}
