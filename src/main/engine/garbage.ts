import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Garbage and new objects together that may be added to what was alive when last looked at, and to much of that. */
const GROWTH = 48 * 1024 * 1024
const GROWTH_OF_ALIVE = 0.4

let collect: (() => void) | null | undefined

/**
 * Keeps a thread's heap near what is alive in it. V8 lets it grow to half a gigabyte before it looks for the first time,
 * and to four times what is alive after that: good for speed, but what outlives a few milliseconds (every connection
 * of a flood does) then takes many times its size.
 */
export class GarbageWatch {
  #alive = usedBytes()

  /** To be called every now and then, from wherever little is held on to. */
  look(): void {
    const used = usedBytes()
    if (used < this.#alive) this.#alive = used
    if (used < this.#alive + Math.max(GROWTH, this.#alive * GROWTH_OF_ALIVE)) return
    if (collect === undefined) collect = collector()
    collect?.()
    this.#alive = usedBytes()
  }
}

/** What outlived its first milliseconds, and what stands outside the heap. */
function usedBytes(): number {
  let used = getHeapStatistics().external_memory
  for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
    if (!space_name.startsWith('new')) used += space_used_size
  }
  return used
}

/** `null` where this host does not let its collector be called. */
function collector(): (() => void) | null {
  setFlagsFromString('--expose-gc')
  const found: unknown = runInNewContext('typeof gc === "function" ? gc : null')
  return typeof found === 'function' ? () => void found() : null
}
