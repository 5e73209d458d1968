import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const MEBIBYTE = 1024 * 1024
/** Garbage and new objects together that may be added to what was alive when last looked at, and to much of that. */
const GROWTH = 24 * MEBIBYTE
const GROWTH_OF_ALIVE = 0.4
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

  /** To be called every now and then, from wherever little is held on to. */
  look(): void {
    const { old, young } = sizes()
    if (!youngIsBounded && young >= YOUNG) boundYoung()
    if (old < this.#alive) this.#alive = old
    if (old < this.#alive + Math.max(GROWTH, this.#alive * GROWTH_OF_ALIVE)) return
    if (collect === undefined) collect = collector()
    collect?.()
    this.#alive = sizes().old
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
