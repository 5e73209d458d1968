/**
 * Random numbers that can be had again: the same seed and number give the same sequence on every machine.
 * The generator is sfc32 (small fast counting), which is no cryptography and need not be.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** @param seed of the whole run @param number of the input within it; each input stands alone */
  constructor(seed: number, number = 0) {
    this.#a = seed >>> 0
    this.#b = number >>> 0
    this.#c = Math.floor(number / 2 ** 32) >>> 0
    for (let round = 0; round < 12; round++) this.u32()
  }

  /** A whole number from 0 to 2^32 - 1. */
  u32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return sum >>> 0
  }

  /** A whole number from 0 to `limit` - 1; 0 where `limit` is 0. */
  below(limit: number): number {
    return limit <= 1 ? 0 : Math.floor((this.u32() / 2 ** 32) * limit)
  }

  /** Small numbers far more often than large ones, up to `limit` - 1. */
  small(limit: number): number {
    return this.below(1 + this.below(1 + this.below(limit)))
  }

  chance(probability: number): boolean {
    return this.u32() < probability * 2 ** 32
  }

  /** One of the items; `undefined` where there is none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)]
  }
}
