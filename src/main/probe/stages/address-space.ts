import { parseAddress } from '../../../shared/packet/address.ts'
import type { AddressSpace } from '../probe.ts'

/**
 * To whom an address belongs, by IANA's registries of special-purpose addresses (RFC 6890) and the RFC named on each
 * row. An IPv4-mapped IPv6 address is its IPv4 address; a zone (`%eth0`) says nothing of the space.
 * @param address a literal; anything else is `reserved`, being no host's address
 */
export function addressSpace(address: string): AddressSpace {
  const bytes = parseAddress(address.replace(/%.*$/, ''))
  if (bytes === null) return 'reserved'
  if (bytes.length === 4) return spaceOf(bytes, IPV4) ?? 'public'
  if (startsWith(bytes, MAPPED)) return spaceOf(bytes.subarray(12), IPV4) ?? 'public'
  return spaceOf(bytes, IPV6) ?? 'reserved'
}

type Row = readonly [prefix: Uint8Array, bits: number, space: AddressSpace]

/** The first row that holds decides. */
const IPV4: readonly Row[] = [
  // RFC 1918.
  row('10.0.0.0', 8, 'private'),
  row('172.16.0.0', 12, 'private'),
  row('192.168.0.0', 16, 'private'),
  // RFC 1122 3.2.1.3.
  row('127.0.0.0', 8, 'loopback'),
  row('0.0.0.0', 8, 'reserved'),
  // RFC 3927.
  row('169.254.0.0', 16, 'link-local'),
  // RFC 6598.
  row('100.64.0.0', 10, 'shared'),
  // RFC 6890, but for two anycast addresses inside (RFC 7723, RFC 8155).
  row('192.0.0.9', 32, 'public'),
  row('192.0.0.10', 32, 'public'),
  row('192.0.0.0', 24, 'reserved'),
  // Documentation (RFC 5737).
  row('192.0.2.0', 24, 'reserved'),
  row('198.51.100.0', 24, 'reserved'),
  row('203.0.113.0', 24, 'reserved'),
  // Benchmarking (RFC 2544).
  row('198.18.0.0', 15, 'reserved'),
  // Multicast (RFC 5771), the rest and the limited broadcast (RFC 1112, RFC 8190).
  row('224.0.0.0', 4, 'reserved'),
  row('240.0.0.0', 4, 'reserved'),
]

const MAPPED = parsed('::ffff:0:0').subarray(0, 12)

/** What is in no row was not given out (RFC 4291 2.4: global unicast comes from 2000::/3). */
const IPV6: readonly Row[] = [
  row('::1', 128, 'loopback'),
  // RFC 4193.
  row('fc00::', 7, 'private'),
  row('fe80::', 10, 'link-local'),
  // Documentation (RFC 3849, RFC 9637).
  row('2001:db8::', 32, 'reserved'),
  row('3fff::', 20, 'reserved'),
  // Benchmarking (RFC 5180), ORCHID (RFC 4843, RFC 7343).
  row('2001:2::', 48, 'reserved'),
  row('2001:10::', 28, 'reserved'),
  row('2001:20::', 28, 'reserved'),
  // IPv4 behind NAT64: what it stands for is for the translator to say (RFC 6052, RFC 8215).
  row('64:ff9b::', 96, 'public'),
  row('64:ff9b:1::', 48, 'private'),
  row('2000::', 3, 'public'),
]

function row(prefix: string, bits: number, space: AddressSpace): Row {
  return [parsed(prefix), bits, space]
}

function parsed(address: string): Uint8Array {
  return parseAddress(address) ?? new Uint8Array(0)
}

function spaceOf(address: Uint8Array, rows: readonly Row[]): AddressSpace | null {
  return rows.find(([prefix, bits]) => sharesBits(address, prefix, bits))?.[2] ?? null
}

function sharesBits(address: Uint8Array, prefix: Uint8Array, bits: number): boolean {
  for (let at = 0; at * 8 < bits; at++) {
    const mask = bits - at * 8 >= 8 ? 0xff : (0xff00 >> (bits - at * 8)) & 0xff
    if ((((address[at] ?? 0) ^ (prefix[at] ?? 0)) & mask) !== 0) return false
  }
  return true
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, at) => bytes[at] === byte)
}
