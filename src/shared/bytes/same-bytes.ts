/** Telling byte strings apart, fast: for caches that are asked for every message of a capture. */

/** Where this many bytes or fewer are compared, making views that read four at once costs more than it saves. */
const FEW = 192

/** Whether `a[start, end)` and `b[start, end)` hold the same bytes; the ends of both, if not given. */
export function equalBytes(
  a: Uint8Array,
  b: Uint8Array,
  start = 0,
  end = Math.max(a.length, b.length),
): boolean {
  if (a.length < end || b.length < end) return false
  let at = start
  if (end - start > FEW) {
    const left = new DataView(a.buffer, a.byteOffset, end)
    const right = new DataView(b.buffer, b.byteOffset, end)
    for (const last = end - 4; at <= last; at += 4) {
      if (left.getInt32(at, true) !== right.getInt32(at, true)) return false
    }
  }
  for (; at < end; at++) if (a[at] !== b[at]) return false
  return true
}

/** From this length on, only every so many bytes count: whoever hashes so long a string compares it in full after. */
const LONG = 512
const STRIDE = 7

/** FNV-1a, 32 bits, of `bytes[start, end)`, going on from `hash`. Of long strings it takes a sample. */
export function hashBytes(bytes: Uint8Array, start = 0, end = bytes.length, hash = 0x811c9dc5): number {
  const step = end - start < LONG ? 1 : STRIDE
  let mixed = hash
  for (let at = start; at < end; at += step) mixed = Math.imul(mixed ^ (bytes[at] ?? 0), 0x01000193)
  return mixed
}
