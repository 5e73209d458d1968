/** Nothing before, nothing behind, nothing at all. */
export const NO_SLOT = -1

/**
 * Doubly linked lists of numbers, each list in the order in which its numbers were appended; a number stands in at most
 * one of them at a time. All steps take constant time and allocate nothing.
 */
export class SlotLinks {
  #older: Int32Array = new Int32Array(0)
  #newer: Int32Array = new Int32Array(0)

  /** Sees to it that every number below `capacity` has its place. */
  makeRoom(capacity: number): void {
    if (capacity <= this.#older.length) return
    this.#older = grown(this.#older, capacity)
    this.#newer = grown(this.#newer, capacity)
  }

  list(): SlotList {
    return new SlotList(this)
  }

  older(slot: number): number {
    return this.#older[slot] ?? NO_SLOT
  }

  newer(slot: number): number {
    return this.#newer[slot] ?? NO_SLOT
  }

  /** The one stands right before the other; either may be `NO_SLOT`, the end of the list. */
  link(older: number, newer: number): void {
    if (older !== NO_SLOT) this.#newer[older] = newer
    if (newer !== NO_SLOT) this.#older[newer] = older
  }
}

export class SlotList {
  readonly #links: SlotLinks
  #oldest = NO_SLOT
  #newest = NO_SLOT
  #size = 0

  constructor(links: SlotLinks) {
    this.#links = links
  }

  get size(): number {
    return this.#size
  }

  /** `NO_SLOT` where the list is empty. */
  get oldest(): number {
    return this.#oldest
  }

  append(slot: number): void {
    this.#links.link(this.#newest, slot)
    this.#links.link(slot, NO_SLOT)
    if (this.#newest === NO_SLOT) this.#oldest = slot
    this.#newest = slot
    this.#size++
  }

  remove(slot: number): void {
    const older = this.#links.older(slot)
    const newer = this.#links.newer(slot)
    this.#links.link(older, newer)
    if (older === NO_SLOT) this.#oldest = newer
    if (newer === NO_SLOT) this.#newest = older
    this.#size--
  }

  touch(slot: number): void {
    if (slot === this.#newest) return
    this.remove(slot)
    this.append(slot)
  }

  *[Symbol.iterator](): Generator<number> {
    for (let at = this.#oldest; at !== NO_SLOT; at = this.#links.newer(at)) yield at
  }
}

function grown(old: Int32Array, length: number): Int32Array {
  const array = new Int32Array(length)
  array.set(old)
  return array
}
