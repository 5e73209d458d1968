/** Something that stands in at most one recency list at a time. */
export interface Recent<T> {
  older: T | null
  newer: T | null
}

/** A doubly linked list from the least to the most recently used; all steps take constant time. */
export class RecencyList<T extends Recent<T>> {
  #oldest: T | null = null
  #newest: T | null = null
  #size = 0

  get oldest(): T | null {
    return this.#oldest
  }

  get size(): number {
    return this.#size
  }

  append(item: T): void {
    item.older = this.#newest
    item.newer = null
    if (this.#newest === null) this.#oldest = item
    else this.#newest.newer = item
    this.#newest = item
    this.#size++
  }

  remove(item: T): void {
    if (item.older === null) this.#oldest = item.newer
    else item.older.newer = item.newer
    if (item.newer === null) this.#newest = item.older
    else item.newer.older = item.older
    item.older = null
    item.newer = null
    this.#size--
  }

  touch(item: T): void {
    if (item === this.#newest) return
    this.remove(item)
    this.append(item)
  }
}
