/** A connection's first block holds what is said up to a hello, the others what few say more. */
const SIZES: readonly number[] = [1024, 4 * 1024, 16 * 1024, 64 * 1024]
/** Bytes of each size that are kept for whoever comes next. */
const SPARE = 1024 * 1024

export interface TapeBlock {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly view: DataView
}

/** Blocks of a few sizes, used again and again: those of large connections are no garbage when they are over. */
export class TapeBlocks {
  readonly #spare: readonly TapeBlock[][] = SIZES.map(() => [])

  /**
   * @param before how many its owner has: the more, the larger
   * @param useful room that its owner has a use for at once
   * @param needed at least so much, however long
   */
  take(before: number, useful: number, needed = 0): TapeBlock {
    let size = Math.min(before, SIZES.length - 1)
    while (size < SIZES.length - 1 && (SIZES[size] ?? 0) < useful) size++
    const length = SIZES[size] ?? 0
    if (length < needed) return blockOf(needed)
    return this.#spare[size]?.pop() ?? blockOf(length)
  }

  giveBack(block: TapeBlock): void {
    const { length } = block.bytes
    const spare = this.#spare[SIZES.indexOf(length)]
    if (spare !== undefined && spare.length * length < SPARE) spare.push(block)
  }
}

function blockOf(length: number): TapeBlock {
  const bytes = new Uint8Array(length)
  return { bytes, view: new DataView(bytes.buffer) }
}
