import type { CapturedPacket } from './events.ts'

/** How an interface counts time: units in a second, and seconds to add. */
export interface TimeScale {
  readonly unitsPerSecond: bigint
  readonly offsetSeconds: number
  /** Nanoseconds in a unit, where a unit is a whole number of them and products stay exact; else 0. */
  readonly nanosPerUnit: number
}

/**
 * @param resolution the if_tsresol byte: 10^-n, or 2^-n with the top bit set
 * @param offsetSeconds if_tsoffset
 */
export function timeScale(resolution: number, offsetSeconds: number): TimeScale {
  const exponent = resolution & 0x7f
  const unitsPerSecond = (resolution & 0x80) !== 0 ? 2n ** BigInt(exponent) : 10n ** BigInt(exponent)
  const decimal = (resolution & 0x80) === 0 && exponent <= 9
  return { unitsPerSecond, offsetSeconds, nanosPerUnit: decimal ? 10 ** (9 - exponent) : 0 }
}

/** Sets the packet's time from the two halves of a pcapng timestamp, exactly. */
export function setTime(packet: CapturedPacket, scale: TimeScale, high: number, low: number): void {
  if (scale.nanosPerUnit === 0) {
    setTimeExactly(packet, scale, high, low)
    return
  }
  // Long division in steps of 16 bits: the remainder is below 10^9, so that no product exceeds 2^53.
  const perSecond = 1_000_000_000 / scale.nanosPerUnit
  let quotient = Math.floor(high / perSecond)
  let rest = high % perSecond
  rest = rest * 65536 + (low >>> 16)
  quotient = quotient * 65536 + Math.floor(rest / perSecond)
  rest = (rest % perSecond) * 65536 + (low & 0xffff)
  quotient = quotient * 65536 + Math.floor(rest / perSecond)
  packet.seconds = quotient + scale.offsetSeconds
  packet.nanos = (rest % perSecond) * scale.nanosPerUnit
}

function setTimeExactly(packet: CapturedPacket, scale: TimeScale, high: number, low: number): void {
  const units = (BigInt(high) << 32n) | BigInt(low)
  packet.seconds = Number(units / scale.unitsPerSecond) + scale.offsetSeconds
  packet.nanos = Number(((units % scale.unitsPerSecond) * 1_000_000_000n) / scale.unitsPerSecond)
}
