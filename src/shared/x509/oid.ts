/** Object identifiers (X.690 8.19) as dotted text. */

/** Longer ones exist in no registry; the bound keeps hostile input linear. */
const MAX_OCTETS = 128

/** Dotted decimal, or `null` where the content is no object identifier. */
export function oidText(content: Uint8Array): string | null {
  if (content.length === 0 || content.length > MAX_OCTETS) return null
  let text = ''
  let begin = 0
  for (let at = 0; at < content.length; at++) {
    const octet = content[at] ?? 0
    if (at === begin && octet === 0x80) return null
    if ((octet & 0x80) !== 0) continue
    text += begin === 0 ? firstArcs(content, at) : `.${arcOf(content, begin, at)}`
    begin = at + 1
  }
  return begin === content.length ? text : null
}

/** X.690 8.19.4: the first two arcs are one number. */
function firstArcs(content: Uint8Array, last: number): string {
  const both = arcOf(content, 0, last)
  const root = both < 40 ? 0 : both < 80 ? 1 : 2
  return `${root}.${typeof both === 'bigint' ? both - BigInt(root * 40) : both - root * 40}`
}

/** Groups of seven bits; nearly every arc fits a number of four of them. */
function arcOf(content: Uint8Array, first: number, last: number): number | bigint {
  if (last - first < 4) {
    let arc = 0
    for (let at = first; at <= last; at++) arc = (arc << 7) | ((content[at] ?? 0) & 0x7f)
    return arc
  }
  let arc = 0n
  for (let at = first; at <= last; at++) arc = (arc << 7n) | BigInt((content[at] ?? 0) & 0x7f)
  return arc
}
