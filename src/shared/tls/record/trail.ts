import type { Arrival, Provenance } from './events.ts'

/** More packets than this for one record or message are not listed one by one; the last one always is. */
const FRAMES_KEPT = 1024

/** Collects which packets carried something, and when. */
export class Trail {
  #frames: number[] = []
  #started = 0
  #completed = 0
  #ascending = true

  get empty(): boolean {
    return this.#frames.length === 0
  }

  add(frame: number, atMicros: number): void {
    const last = this.#frames[this.#frames.length - 1]
    if (last === undefined) {
      this.#started = atMicros
      this.#completed = atMicros
    } else {
      // Packets that came out of order are met in the order of their bytes, not of their times.
      if (atMicros < this.#started) this.#started = atMicros
      if (atMicros > this.#completed) this.#completed = atMicros
      if (frame === last) return
      if (frame < last) this.#ascending = false
      if (this.#frames.length === FRAMES_KEPT) this.#frames.pop()
    }
    this.#frames.push(frame)
  }

  addAll(provenance: Provenance): void {
    for (const frame of provenance.frames) this.add(frame, provenance.startedMicros)
    const last = provenance.frames[provenance.frames.length - 1]
    if (last !== undefined) this.add(last, provenance.completedMicros)
  }

  /** What was collected; starts empty again. */
  take(): Provenance {
    let frames = this.#frames
    if (!this.#ascending) frames = [...new Set(frames)].sort((a, b) => a - b)
    const taken = { frames, startedMicros: this.#started, completedMicros: this.#completed }
    this.#frames = []
    this.#ascending = true
    return taken
  }
}

/** The same for the parts of one payload: which packet brought what. */
export class Arrivals {
  #parts: { end: number; frame: number; atMicros: number }[] = []

  add(end: number, frame: number, atMicros: number): void {
    const last = this.#parts[this.#parts.length - 1]
    if (last !== undefined && last.frame === frame) last.end = end
    else if (this.#parts.length < FRAMES_KEPT) this.#parts.push({ end, frame, atMicros })
    // The bound is reached: the last part stands for all that follow.
    else if (last !== undefined) last.end = end
  }

  take(): readonly Arrival[] {
    const taken = this.#parts
    this.#parts = []
    return taken
  }
}
