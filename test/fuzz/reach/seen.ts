/** AFL's classes of how often a place was passed, one bit each: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, more. */
const CLASSES = Uint8Array.from({ length: 256 }, (_, times) => {
  if (times === 0) return 0
  if (times <= 3) return 1 << (times - 1)
  if (times < 8) return 8
  if (times < 16) return 16
  if (times < 32) return 32
  return times < 128 ? 64 : 128
})

export interface Novelty {
  /** Places that no input passed before, and those passed by a new class of times. */
  readonly edges: readonly number[]
  readonly times: readonly number[]
}

const NOTHING: Novelty = { edges: [], times: [] }

/** What all inputs of one target passed so far. */
export class Seen {
  readonly classes: Uint8Array
  /** How many inputs passed each place. */
  readonly inputs: Uint32Array

  constructor(places: number) {
    this.classes = new Uint8Array(places)
    this.inputs = new Uint32Array(places)
  }

  get edges(): number {
    let edges = 0
    for (const classes of this.classes) if (classes !== 0) edges++
    return edges
  }

  /** Adds what one input passed. @param counters of that input alone, at an offset divisible by 4 */
  add(counters: Uint8Array): Novelty {
    const { classes, inputs } = this
    let novelty: { edges: number[]; times: number[] } | null = null
    const words = new Int32Array(counters.buffer, counters.byteOffset, counters.length >> 2)
    for (let word = 0; word <= words.length; word++) {
      if (words[word] === 0) continue
      const end = Math.min(word * 4 + 4, counters.length)
      for (let place = word * 4; place < end; place++) {
        const passed = CLASSES[counters[place] ?? 0] ?? 0
        if (passed === 0) continue
        inputs[place] = (inputs[place] ?? 0) + 1
        const before = classes[place] ?? 0
        if ((before & passed) !== 0) continue
        classes[place] = before | passed
        novelty ??= { edges: [], times: [] }
        if (before === 0) novelty.edges.push(place)
        else novelty.times.push(place)
      }
    }
    return novelty ?? NOTHING
  }
}
