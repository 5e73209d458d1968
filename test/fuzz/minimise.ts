/** How often a smaller input is tried at most. */
const TRIES = 3000

/**
 * Makes an input smaller and plainer as long as it still fails: takes out ever shorter pieces, then puts zeros.
 * @param fails whether an input shows the same defect
 */
export async function minimise(
  input: Uint8Array,
  fails: (input: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  let smallest = input
  let tries = 0
  const better = async (candidate: Uint8Array): Promise<boolean> => {
    if (++tries > TRIES || !(await fails(candidate))) return false
    smallest = candidate
    return true
  }
  for (let size = Math.ceil(smallest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length; ) {
      const without = new Uint8Array(smallest.length - Math.min(size, smallest.length - at))
      without.set(smallest.subarray(0, at))
      without.set(smallest.subarray(Math.min(at + size, smallest.length)), at)
      if (!(await better(without))) at += size
    }
    if (tries > TRIES) return smallest
  }
  for (let at = 0; at < smallest.length; at++) {
    if (smallest[at] === 0) continue
    const plain = smallest.slice()
    plain[at] = 0
    await better(plain)
  }
  return smallest
}
