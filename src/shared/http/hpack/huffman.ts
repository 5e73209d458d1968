/**
 * HPACK's Huffman code (RFC 7541 appendix B). The code is canonical: within a length, codes rise with the
 * octet, so that the lengths alone give it.
 */

/** Bits of the code of octet 0 to 255, then of EOS. */
const LENGTHS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7,
  8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19,
  13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
  28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21,
  22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23,
  22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
  25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
]
const EOS = 256
const LONGEST = 30

/** By length: the first code, how many there are, and where their octets begin in `OCTETS`. */
const FIRST: number[] = new Array<number>(LONGEST + 1).fill(0)
const COUNT: number[] = new Array<number>(LONGEST + 1).fill(0)
const START: number[] = new Array<number>(LONGEST + 1).fill(0)
const OCTETS: number[] = []

let code = 0
for (let length = 1; length <= LONGEST; length++) {
  code *= 2
  FIRST[length] = code
  START[length] = OCTETS.length
  LENGTHS.forEach((bits, octet) => {
    if (bits === length) OCTETS.push(octet)
  })
  const count = OCTETS.length - (START[length] ?? 0)
  COUNT[length] = count
  code += count
}

/**
 * `bytes[start, end)` decoded, as ISO 8859-1 text; `null` where they are no Huffman string: EOS in it, or
 * padding that is longer than 7 bits or not all ones (RFC 7541 5.2). At most 8/5 of the length comes out.
 */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number): string | null {
  let text = ''
  let pending = 0
  let length = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    for (let bit = 7; bit >= 0; bit--) {
      pending = pending * 2 + ((byte >> bit) & 1)
      length++
      if (length > LONGEST) return null
      const within = pending - (FIRST[length] ?? 0)
      if (within < 0 || within >= (COUNT[length] ?? 0)) continue
      const octet = OCTETS[(START[length] ?? 0) + within] ?? EOS
      if (octet === EOS) return null
      text += String.fromCharCode(octet)
      pending = 0
      length = 0
    }
  }
  return length <= 7 && pending === 2 ** length - 1 ? text : null
}
