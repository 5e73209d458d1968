import type { Arrival, Provenance } from './events.ts'

/** More packets than this for one record or message are not listed one by one; the last one always is. */
const FRAMES_KEPT = 1024

const NO_FRAMES: readonly number[] = []

/** Collects which packets carried something, and when. */
export class Trail {
  #count = 0
  #last = 0
  /** All of them, once they are more than one, and room for more: used again and again. */
  #frames: number[] | null = null
  #started = 0
  #completed = 0
  #ascending = true

  /** Packets so far. */
  get count(): number {
    return this.#count
  }

  /** Packets that it has made room for. */
  get capacity(): number {
    return this.#frames?.length ?? 0
  }

  get startedMicros(): number {
    return this.#started
  }

  get completedMicros(): number {
    return this.#completed
  }

  add(frame: number, atMicros: number): void {
    if (this.#count === 0) {
      this.#count = 1
      this.#last = frame
      this.#started = atMicros
      this.#completed = atMicros
      return
    }
    // Packets that came out of order are met in the order of their bytes, not of their times.
    if (atMicros < this.#started) this.#started = atMicros
    if (atMicros > this.#completed) this.#completed = atMicros
    if (frame !== this.#last) this.#another(frame)
  }

  addAll(provenance: Provenance): void {
    for (const frame of provenance.frames) this.add(frame, provenance.startedMicros)
    const last = provenance.frames[provenance.frames.length - 1]
    if (last !== undefined) this.add(last, provenance.completedMicros)
  }

  /** What was collected; starts empty again. */
  take(): Provenance {
    const { startedMicros, completedMicros } = this
    return { frames: this.takeFrames(), startedMicros, completedMicros }
  }

  /** The packets, for whoever has read the times before; starts empty again. */
  takeFrames(): readonly number[] {
    const count = this.#count
    this.#count = 0
    if (count < 2 || this.#frames === null) return count === 0 ? NO_FRAMES : [this.#last]
    const frames = this.#frames.slice(0, count)
    if (this.#ascending) return frames
    this.#ascending = true
    return [...new Set(frames)].sort((a, b) => a - b)
  }

  #another(frame: number): void {
    if (frame < this.#last) this.#ascending = false
    this.#frames ??= []
    if (this.#count === 1) this.#frames[0] = this.#last
    if (this.#count === FRAMES_KEPT) this.#count--
    this.#frames[this.#count++] = frame
    this.#last = frame
  }
}

const NO_ARRIVALS: readonly Arrival[] = []

/** The same for the parts of one payload: which packet brought what. */
export class Arrivals {
  #parts: { end: number; frame: number; atMicros: number }[] | null = null

  get count(): number {
    return this.#parts?.length ?? 0
  }

  add(end: number, frame: number, atMicros: number): void {
    if (this.#parts === null) {
      this.#parts = [{ end, frame, atMicros }]
      return
    }
    const last = this.#parts[this.#parts.length - 1]
    // Where the bound is reached, the last part stands for all that follow.
    if (last === undefined || (last.frame !== frame && this.#parts.length < FRAMES_KEPT)) {
      this.#parts.push({ end, frame, atMicros })
    } else last.end = end
  }

  take(): readonly Arrival[] {
    const taken = this.#parts
    this.#parts = null
    return taken ?? NO_ARRIVALS
  }
}
