import type { Endpoint } from '../../shared/packet/segment.ts'

/** The endpoint at `bytes[at]`: IPv4 dotted (4 bytes), IPv6 as RFC 5952 section 4 writes it (16 bytes). */
export function endpointText(bytes: Uint8Array, at: number, length: 4 | 16, port: number): Endpoint {
  return { address: length === 4 ? ipv4(bytes, at) : ipv6(bytes, at), port }
}

function ipv4(bytes: Uint8Array, at: number): string {
  return bytes.subarray(at, at + 4).join('.')
}

function ipv6(bytes: Uint8Array, at: number): string {
  const groups: number[] = []
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[at + i] ?? 0) << 8) | (bytes[at + i + 1] ?? 0))
  // RFC 5952 section 5: a mapped IPv4 address is written dotted.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${ipv4(bytes, at + 12)}`
  }
  // RFC 5952 4.2: the longest run of at least two zero groups is shortened, the first of equals.
  let longestAt = -1
  let longest = 1
  for (let start = 0; start < 8; start++) {
    let end = start
    while (end < 8 && groups[end] === 0) end++
    if (end - start > longest) {
      longestAt = start
      longest = end - start
    }
  }
  const hexed = groups.map((group) => group.toString(16))
  if (longestAt < 0) return hexed.join(':')
  return `${hexed.slice(0, longestAt).join(':')}::${hexed.slice(longestAt + longest).join(':')}`
}
