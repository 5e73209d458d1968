import { type Element, type Grammar, type LengthField, readLength, writeLength } from './element.ts'
import type { Random } from './random.ts'

/** No mutated input grows beyond it, whatever its seed. */
export const LARGEST_INPUT = 128 * 1024

/** Numbers at which formats and programs change their minds. */
const INTERESTING = [
  0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 20, 21, 22, 23, 31, 32, 40, 41, 63, 64, 100, 127, 128, 129, 254, 255, 256,
  257, 511, 512, 1023, 1024, 4095, 4096, 16383, 16384, 16385, 18432, 18433, 32767, 32768, 65534, 65535, 65536,
  262144, 262145, 0x7fffff, 0x800000, 0xfffffe, 0xffffff, 0x1000000, 0x7fffffff, 0x80000000, 0xfffffffe,
  0xffffffff,
]

/**
 * One input made from a seed: one change or a few, some that know the format (a length that lies, a block
 * twice, an element gone), some that do not (a bit, a byte, a cut, a piece of another seed).
 * @param words what the sources compare with, written into the input now and then
 */
export function mutate(
  seed: Uint8Array,
  random: Random,
  grammar: Grammar | null,
  others: readonly Uint8Array[],
  words: readonly Uint8Array[] = [],
): Uint8Array {
  let bytes: Uint8Array = seed.slice()
  let elements: Element[] | null = null
  for (let rounds = 1 + random.small(6); rounds > 0; rounds--) {
    const word = words.length > 0 && random.chance(0.2) ? random.pick(words) : undefined
    if (word !== undefined) {
      elements ??= grammar?.(bytes) ?? []
      const before = bytes.length
      bytes = putWord(bytes, word, elements, random)
      if (bytes.length !== before) elements = null
      continue
    }
    if (grammar !== null && random.chance(0.6)) {
      elements ??= grammar(bytes)
      const element = random.pick(elements)
      if (element !== undefined) {
        const before = bytes.length
        bytes = changeElement(bytes, element, elements, random)
        if (bytes.length !== before) elements = null
        continue
      }
    }
    const before = bytes.length
    bytes = changeBytes(bytes, random, others)
    if (bytes.length !== before) elements = null
  }
  return bytes.length > LARGEST_INPUT ? bytes.slice(0, LARGEST_INPUT) : bytes
}

function changeElement(
  bytes: Uint8Array,
  element: Element,
  elements: readonly Element[],
  random: Random,
): Uint8Array {
  const { start, end, lengths } = element
  const whole = bytes.slice(start, end)
  switch (random.below(8)) {
    case 0:
    case 1: {
      const field = random.pick(lengths)
      if (field !== undefined) writeLength(bytes, field, strangeLength(bytes, field, random))
      return bytes
    }
    case 2: {
      const copies = 1 + random.small(random.chance(0.02) ? 400 : 4)
      const room = Math.max(1, Math.floor((LARGEST_INPUT - bytes.length) / Math.max(1, whole.length)))
      return replace(bytes, end, end, repeat(whole, Math.min(copies, room)), elements, random)
    }
    case 3:
      return replace(bytes, start, end, new Uint8Array(0), elements, random)
    case 4: {
      const other = random.pick(elements)
      if (other === undefined) return bytes
      return replace(bytes, start, end, bytes.slice(other.start, other.end), elements, random)
    }
    case 5: {
      const other = random.pick(elements)
      if (other === undefined) return bytes
      return replace(bytes, other.start, other.start, whole, elements, random)
    }
    case 6: {
      // Shorter or longer at its end, what stands around it told so or not.
      const cut = start + random.below(whole.length + 1)
      return replace(
        bytes,
        cut,
        end,
        random.chance(0.5) ? new Uint8Array(0) : noise(random),
        elements,
        random,
      )
    }
    default: {
      const at = start + random.below(whole.length)
      if (at < bytes.length) bytes[at] = strangeByte(bytes[at] ?? 0, random)
      return bytes
    }
  }
}

/** In the place of an element, at the head of one, or anywhere, over what stands there or between. */
function putWord(
  bytes: Uint8Array,
  word: Uint8Array,
  elements: readonly Element[],
  random: Random,
): Uint8Array {
  const element = random.chance(0.7) ? random.pick(elements) : undefined
  if (element !== undefined && random.chance(0.5))
    return replace(bytes, element.start, element.end, word, elements, random)
  const at = Math.min(element?.start ?? random.below(bytes.length + 1), bytes.length)
  if (random.chance(0.3)) return replace(bytes, at, at, word, elements, random)
  bytes.set(word.subarray(0, bytes.length - at), at)
  return bytes
}

function changeBytes(bytes: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  const at = random.below(bytes.length)
  switch (random.below(9)) {
    case 0:
    case 1:
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      return bytes
    case 2:
    case 3:
      if (bytes.length > 0) bytes[at] = strangeByte(bytes[at] ?? 0, random)
      return bytes
    case 4: {
      const size = random.pick([1, 2, 3, 4] as const) ?? 1
      const value = random.pick(INTERESTING) ?? 0
      writeLength(bytes, { at, size, littleEndian: random.chance(0.5) }, value)
      return bytes
    }
    case 5:
      return bytes.slice(0, at)
    case 6: {
      const end = Math.min(bytes.length, at + 1 + random.small(bytes.length))
      const to = random.below(bytes.length)
      return joined(bytes.subarray(0, to), bytes.subarray(at, end), bytes.subarray(to))
    }
    case 7: {
      const end = Math.min(bytes.length, at + 1 + random.small(64))
      return joined(
        bytes.subarray(0, at),
        random.chance(0.5) ? noise(random) : bytes.subarray(0, 0),
        bytes.subarray(end),
      )
    }
    default: {
      const other = random.pick(others)
      if (other === undefined) return bytes
      return joined(bytes.subarray(0, at), other.subarray(random.below(other.length)))
    }
  }
}

/** Puts `put` in the place of `[start, end)`; what encloses it is told the new length, more often than not. */
function replace(
  bytes: Uint8Array,
  start: number,
  end: number,
  put: Uint8Array,
  elements: readonly Element[],
  random: Random,
): Uint8Array {
  const changed = joined(bytes.subarray(0, start), put, bytes.subarray(end))
  const delta = put.length - (end - start)
  if (delta === 0 || random.chance(0.25)) return changed
  for (const element of elements) {
    if (element.start > start || element.end < end || (element.start === start && element.end === end))
      continue
    // What is appended right behind an element is not part of it.
    if (start === end && element.end === start) continue
    for (const field of element.lengths) {
      const at = field.at >= end ? field.at + delta : field.at
      writeLength(changed, { ...field, at }, Math.max(0, readLength(bytes, field) + delta))
    }
  }
  return changed
}

function strangeLength(bytes: Uint8Array, field: LengthField, random: Random): number {
  const value = readLength(bytes, field)
  switch (random.below(6)) {
    case 0:
      return value + 1
    case 1:
      return Math.max(0, value - 1)
    case 2:
      return 0
    case 3:
      return 256 ** field.size - 1
    case 4:
      return value * 2
    default:
      return random.pick(INTERESTING) ?? 0
  }
}

function strangeByte(byte: number, random: Random): number {
  switch (random.below(4)) {
    case 0:
      return random.below(256)
    case 1:
      return (byte + 1) & 0xff
    case 2:
      return (byte - 1) & 0xff
    default:
      return (random.pick(INTERESTING) ?? 0) & 0xff
  }
}

function noise(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.small(40) }, () => random.below(256))
}

function repeat(piece: Uint8Array, times: number): Uint8Array {
  const repeated = new Uint8Array(piece.length * times)
  for (let i = 0; i < times; i++) repeated.set(piece, i * piece.length)
  return repeated
}

function joined(...pieces: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
