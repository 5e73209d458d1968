/** Telling byte strings apart, fast: for caches that are asked for every message of a capture. */

/** So many bytes are compared one by one before it pays to make views that read four at once: most differ early. */
const FEW = 96

/** Whether `a[start, end)` and `b[start, end)` hold the same bytes; the ends of both, if not given. */
export function equalBytes(
  a: Uint8Array,
  b: Uint8Array,
  start = 0,
  end = Math.max(a.length, b.length),
): boolean {
  if (a.length < end || b.length < end) return false
  let at = start
  for (const first = Math.min(end, start + FEW); at < first; at++) if (a[at] !== b[at]) return false
  if (end - at > FEW) {
    const left = new DataView(a.buffer, a.byteOffset, end)
    const right = new DataView(b.buffer, b.byteOffset, end)
    for (const last = end - 4; at <= last; at += 4) {
      if (left.getInt32(at, true) !== right.getInt32(at, true)) return false
    }
  }
  for (; at < end; at++) if (a[at] !== b[at]) return false
  return true
}

/** Strings longer than this are hashed by a sample: four bytes out of so many. */
const HASHED_WHOLE = 512
const STRIDE = 32

/**
 * A hash of `bytes[start, end)`, 32 bits, going on from `hash`: FNV-1a by words of four bytes, mixed downwards too. Of
 * a long string it takes a sample: whoever looks something up by it compares in full.
 */
export function hashBytes(bytes: Uint8Array, start = 0, end = bytes.length, hash = 0x811c9dc5): number {
  const step = end - start > HASHED_WHOLE ? STRIDE : 4
  let mixed = hash
  let at = start
  for (; at + 4 <= end; at += step) {
    const word =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)
    mixed = Math.imul(mixed ^ word, 0x01000193)
    // Multiplying carries upwards only: without this a word's last byte would change the highest bits alone.
    mixed ^= mixed >>> 15
  }
  for (; at < end; at++) mixed = Math.imul(mixed ^ (bytes[at] ?? 0), 0x01000193)
  return mixed
}
