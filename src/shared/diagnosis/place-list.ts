import { parseAddress } from '../packet/address.ts'

/**
 * Where one machine of the incident is, as a user writes it: addresses, networks (`10.0.1.0/24`: a gateway has an
 * address for each instance) and names, separated by commas or spaces.
 */
export interface PlaceList {
  readonly networks: readonly Network[]
  /** Lower case, without a final dot. */
  readonly names: readonly string[]
  /** What is neither: a network that is none. */
  readonly unreadable: readonly string[]
}

/** An address is a network of its own: all bits count. */
export interface Network {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array
  readonly bits: number
}

const NOWHERE: PlaceList = { networks: [], names: [], unreadable: [] }
/** Places of one machine; more are left out. */
const MOST = 256

/** Texts read before: the same few are asked for with every connection. */
const known = new Map<string, PlaceList>()
const KNOWN = 64

export function placeList(text: string | null): PlaceList {
  if (text === null) return NOWHERE
  const before = known.get(text)
  if (before !== undefined) return before
  const list = readList(text)
  if (known.size >= KNOWN) known.clear()
  known.set(text, list)
  return list
}

function readList(text: string): PlaceList {
  const networks: Network[] = []
  const names: string[] = []
  const unreadable: string[] = []
  for (const part of text.split(/[\s,;]+/).slice(0, MOST)) {
    if (part === '') continue
    const network = networkOf(part)
    if (network !== null) networks.push(network)
    else if (part.includes('/')) unreadable.push(part)
    else names.push(bareName(part))
  }
  return { networks, names, unreadable }
}

/** A literal address, or a network in CIDR notation (RFC 4632 3.1, RFC 4291 2.3); `null`: neither. */
export function networkOf(text: string): Network | null {
  const [literal = '', length, ...more] = text.split('/')
  const address = parseAddress(literal)
  if (address === null || more.length > 0) return null
  const most = address.length * 8
  if (length === undefined) return { address, bits: most }
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  return bits <= most ? { address, bits } : null
}

/** By address, however it is written (`FD00:0::1` and `fd00::1` are one). */
export function isAmong({ networks }: PlaceList, address: string): boolean {
  if (networks.length === 0) return false
  const actual = parseAddress(address)
  return actual !== null && networks.some((network) => holds(network, actual))
}

/** Whether an address of 4 or 16 bytes is of a network. */
export function holds({ address, bits }: Network, actual: Uint8Array): boolean {
  if (actual.length !== address.length) return false
  const whole = bits >> 3
  for (let at = 0; at < whole; at++) if (actual[at] !== address[at]) return false
  const rest = bits & 7
  if (rest === 0) return true
  const differing = (actual[whole] ?? 0) ^ (address[whole] ?? 0)
  return differing >> (8 - rest) === 0
}

/** By name: case and a final dot do not matter (RFC 4343, RFC 6066 3). */
export function isCalled({ names }: PlaceList, name: string): boolean {
  return names.includes(bareName(name))
}

/** A name as names are compared: case and a final dot do not matter (RFC 4343). */
export function bareName(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '')
}
