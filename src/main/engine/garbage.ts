import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

const MEBIBYTE = 1024 * 1024
/**
 * Garbage and new objects together that may be added to what was alive when last looked at, and to much of that. Other
 * threads judge one connection after the other and keep nothing of them: there a look costs more than it finds.
 */
const GROWTH = (isMainThread ? 12 : 16) * MEBIBYTE
const GROWTH_OF_ALIVE = 0.15
/** Room for the youngest objects, both halves of it. V8 would double it once more, and fill it before it looks. */
const YOUNG = 16 * MEBIBYTE

let collect: (() => void) | null | undefined
let youngIsBounded = false

/**
 * Keeps a thread's heap near what is alive in it. V8 lets it grow to half a gigabyte before it looks for the first time,
 * and to four times what is alive after that: good for speed, but what outlives a few milliseconds (every connection
 * of a flood does) then takes many times its size.
 */
export class GarbageWatch {
  #alive = sizes().old
  #collected = false

  /** To be called every now and then, from wherever little is held on to. */
  look(): void {
    const { old, young } = sizes()
    if (!youngIsBounded && young >= YOUNG) boundYoung()
    // Buffers are freed behind the collector's back, and V8 goes on counting them until the next one is made.
    if (this.#collected || old < this.#alive) this.#alive = old
    this.#collected = false
    if (old < this.#alive + Math.max(GROWTH, this.#alive * GROWTH_OF_ALIVE)) return
    if (collect === undefined) collect = collector()
    collect?.()
    this.#collected = true
  }
}

/** Bytes of what outlived its first milliseconds and of what stands outside the heap, and the room that the young have. */
function sizes(): { old: number; young: number } {
  let old = getHeapStatistics().external_memory
  let young = 0
  for (const { space_name, space_size, space_used_size } of getHeapSpaceStatistics()) {
    if (space_name.startsWith('new')) young += space_size
    else old += space_used_size
  }
  return { old, young }
}

/** From here on the room for the young stays what it is; a thread that has less keeps that. */
function boundYoung(): void {
  youngIsBounded = true
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** `null` where this host does not let its collector be called. */
function collector(): (() => void) | null {
  setFlagsFromString('--expose-gc')
  const found: unknown = runInNewContext('typeof gc === "function" ? gc : null')
  // Without an argument: Node.js 20 takes any for a wish to look at the young alone.
  return typeof found === 'function' ? () => void found() : null
}
