/** Object identifiers (X.690 8.19) as dotted text. */

/** Longer ones exist in no registry; the bound keeps hostile input linear. */
const MAX_OCTETS = 128

/** Dotted decimal, or `null` where the content is no object identifier. */
export function oidText(content: Uint8Array): string | null {
  if (content.length === 0 || content.length > MAX_OCTETS) return null
  const arcs: string[] = []
  let arc = 0n
  let begun = false
  for (const octet of content) {
    if (!begun && octet === 0x80) return null
    begun = true
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    if ((octet & 0x80) !== 0) continue
    if (arcs.length === 0) {
      const root = arc < 40n ? 0n : arc < 80n ? 1n : 2n
      arcs.push(`${root}`, `${arc - root * 40n}`)
    } else arcs.push(`${arc}`)
    arc = 0n
    begun = false
  }
  return begun ? null : arcs.join('.')
}
