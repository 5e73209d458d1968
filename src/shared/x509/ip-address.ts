/** IP addresses between octets and text. */

/** Dotted decimal, or RFC 5952 for 16 octets; `null` for any other length. */
export function ipText(octets: Uint8Array): string | null {
  if (octets.length === 4) return [...octets].join('.')
  if (octets.length !== 16) return null
  const groups: number[] = []
  for (let at = 0; at < 16; at += 2) groups.push((octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0))
  const zeros = longestZeroRun(groups)
  if (zeros.length < 2) return groups.map((group) => group.toString(16)).join(':')
  const head = groups.slice(0, zeros.at).map((group) => group.toString(16))
  const tail = groups.slice(zeros.at + zeros.length).map((group) => group.toString(16))
  return `${head.join(':')}::${tail.join(':')}`
}

/** 4 or 16 octets of an address as people type it, brackets and zone of an IPv6 address included; or `null`. */
export function parseIp(text: string): Uint8Array | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '')
  return parseIpv4(bare) ?? parseIpv6(bare)
}

function parseIpv4(text: string): Uint8Array | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (!match) return null
  const octets = match.slice(1).map(Number)
  return octets.every((octet) => octet < 256) ? Uint8Array.from(octets) : null
}

function parseIpv6(text: string): Uint8Array | null {
  if (text.length > 45 || !text.includes(':')) return null
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = ipv6Octets(halves[0] ?? '')
  const tail = halves.length === 2 ? ipv6Octets(halves[1] ?? '') : []
  if (!head || !tail) return null
  const missing = 16 - head.length - tail.length
  if (halves.length === 2 ? missing < 2 : missing !== 0) return null
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail])
}

function ipv6Octets(half: string): number[] | null {
  if (half === '') return []
  const octets: number[] = []
  const groups = half.split(':')
  for (const [at, group] of groups.entries()) {
    const embedded = at === groups.length - 1 ? parseIpv4(group) : null
    if (embedded) octets.push(...embedded)
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16)
      octets.push(value >> 8, value & 0xff)
    } else return null
  }
  return octets
}

function longestZeroRun(groups: readonly number[]): { at: number; length: number } {
  let best = { at: 0, length: 0 }
  let run = 0
  for (const [at, group] of groups.entries()) {
    run = group === 0 ? run + 1 : 0
    if (run > best.length) best = { at: at - run + 1, length: run }
  }
  return best
}
