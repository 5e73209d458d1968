/** IP addresses as text and back, and the key of a connection. */

/**
 * An address as text: IPv4 dotted, IPv6 as RFC 5952 writes it (lower case, no leading zeros, the first longest
 * run of at least two zero groups as `::`, IPv4-mapped addresses with a dotted tail).
 * @param length 4 or 16; anything else, or bytes that are not there, reads as zeros
 */
export function addressText(bytes: Uint8Array, at: number, length: number): string {
  if (length === 4) return ipv4Text(bytes, at)
  let runAt = -1
  let runLength = 1
  for (let group = 0; group < 8; group++) {
    let zeros = 0
    while (group + zeros < 8 && groupOf(bytes, at, group + zeros) === 0) zeros++
    if (zeros > runLength) {
      runAt = group
      runLength = zeros
    }
    group += zeros
  }
  if (runAt === 0 && runLength === 5 && groupOf(bytes, at, 5) === 0xffff) {
    return `::ffff:${ipv4Text(bytes, at + 12)}`
  }
  let text = ''
  for (let group = 0; group < 8; group++) {
    if (group === runAt) {
      text += '::'
      group += runLength - 1
      continue
    }
    if (text !== '' && !text.endsWith(':')) text += ':'
    text += groupOf(bytes, at, group).toString(16)
  }
  return text
}

/** The 4 or 16 bytes of a literal address; `null` if the text is none. A zone (`%eth0`) is not accepted. */
export function parseAddress(text: string): Uint8Array | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null
  return Uint8Array.from(parts, Number)
}

function parseIpv6(text: string): Uint8Array | null {
  let source = text
  const tail = text.slice(text.lastIndexOf(':') + 1)
  if (tail.includes('.')) {
    const dotted = parseIpv4(tail)
    if (dotted === null) return null
    const high = groupOf(dotted, 0, 0).toString(16)
    const low = groupOf(dotted, 0, 1).toString(16)
    source = `${text.slice(0, text.length - tail.length)}${high}:${low}`
  }
  const halves = source.split('::')
  if (halves.length > 2) return null
  const head = groupsOf(halves[0] ?? '')
  const rest = groupsOf(halves[1] ?? '')
  if (head === null || rest === null) return null
  const missing = 8 - head.length - rest.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...new Array<number>(missing).fill(0), ...rest]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function groupsOf(text: string): number[] | null {
  if (text === '') return []
  const parts = text.split(':')
  if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return null
  return parts.map((part) => Number.parseInt(part, 16))
}

function groupOf(bytes: Uint8Array, at: number, group: number): number {
  return ((bytes[at + group * 2] ?? 0) << 8) | (bytes[at + group * 2 + 1] ?? 0)
}

function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at] ?? 0}.${bytes[at + 1] ?? 0}.${bytes[at + 2] ?? 0}.${bytes[at + 3] ?? 0}`
}
