import { PIECE_OVERHEAD } from './limits.ts'

/** Payload that came before its turn, all of it from one packet. Offsets count the direction's payload. */
export interface WaitingPiece {
  readonly start: number
  readonly end: number
  /** `null`: these bytes were on the wire, but the capture cut them off. */
  readonly bytes: Uint8Array | null
  readonly frame: number
  readonly atMicros: number
}

/** What a new segment had in common with what was already waiting. */
export interface Overlap {
  /** Bytes that were there already; the first ones stay. */
  repeated: number
  differs: boolean
}

/**
 * Out-of-order payload of one direction: disjoint pieces in order. A segment that covers several pieces
 * fills the gaps between them. One insertion costs a binary search and one pass over the pieces it touches.
 */
export class WaitingPieces {
  #pieces: WaitingPiece[] = []
  #cost = 0
  /** Pieces looked at so far: the measure of work that tests hold against the input's size. */
  steps = 0

  get count(): number {
    return this.#pieces.length
  }

  /** Bytes held, with overhead. */
  get cost(): number {
    return this.#cost
  }

  get first(): WaitingPiece | null {
    return this.#pieces[0] ?? null
  }

  /**
   * Keeps a copy of `source[from, from + captured)` as payload from `offset`, followed by `missing` bytes
   * that were not captured.
   */
  insert(
    offset: number,
    source: Uint8Array,
    from: number,
    captured: number,
    missing: number,
    frame: number,
    atMicros: number,
  ): Overlap {
    const end = offset + captured + missing
    const overlap: Overlap = { repeated: 0, differs: false }
    const added: WaitingPiece[] = []
    const fill = (start: number, stop: number): void => {
      const split = Math.min(Math.max(offset + captured, start), stop)
      if (start < split) {
        const bytes = source.slice(from + start - offset, from + split - offset)
        added.push({ start, end: split, bytes, frame, atMicros })
      }
      if (split < stop) added.push({ start: split, end: stop, bytes: null, frame, atMicros })
    }

    const firstTouched = this.#firstEndingAfter(offset)
    let index = firstTouched
    let at = offset
    const merged: WaitingPiece[] = []
    for (; index < this.#pieces.length; index++) {
      const piece = this.#pieces[index]
      if (piece === undefined || piece.start >= end) break
      this.steps++
      if (at < piece.start) fill(at, piece.start)
      for (const gap of added.splice(0)) merged.push(this.#counted(gap))
      merged.push(piece)
      const from2 = Math.max(offset, piece.start)
      const to = Math.min(end, piece.end)
      overlap.repeated += to - from2
      if (!overlap.differs)
        overlap.differs = differ(piece, source, from - offset, from2, to, offset + captured)
      at = piece.end
    }
    if (at < end) fill(at, end)
    for (const gap of added) merged.push(this.#counted(gap))

    const replaced = index - firstTouched
    if (merged.length === replaced) return overlap
    if (merged.length <= 64) this.#pieces.splice(firstTouched, replaced, ...merged)
    else this.#pieces = this.#pieces.slice(0, firstTouched).concat(merged, this.#pieces.slice(index))
    return overlap
  }

  /** Removes and returns the pieces that follow on from `offset` without a gap. */
  takeFrom(offset: number): WaitingPiece[] {
    let count = 0
    let at = offset
    while (count < this.#pieces.length && (this.#pieces[count]?.start ?? Number.POSITIVE_INFINITY) <= at) {
      at = Math.max(at, this.#pieces[count]?.end ?? at)
      count++
    }
    if (count === 0) return []
    this.steps += count
    const taken = this.#pieces.splice(0, count)
    for (const piece of taken) this.#cost -= costOf(piece)
    return taken
  }

  #counted(piece: WaitingPiece): WaitingPiece {
    this.#cost += costOf(piece)
    return piece
  }

  #firstEndingAfter(offset: number): number {
    let low = 0
    let high = this.#pieces.length
    while (low < high) {
      const middle = (low + high) >>> 1
      this.steps++
      if ((this.#pieces[middle]?.end ?? 0) > offset) high = middle
      else low = middle + 1
    }
    return low
  }
}

function costOf(piece: WaitingPiece): number {
  return (piece.bytes?.length ?? 0) + PIECE_OVERHEAD
}

/** Whether captured bytes of both differ in `[start, end)`; `shift` turns an offset into a source index. */
function differ(
  piece: WaitingPiece,
  source: Uint8Array,
  shift: number,
  start: number,
  end: number,
  capturedEnd: number,
): boolean {
  if (piece.bytes === null) return false
  const stop = Math.min(end, capturedEnd)
  for (let at = start; at < stop; at++) {
    if (piece.bytes[at - piece.start] !== source[at + shift]) return true
  }
  return false
}
