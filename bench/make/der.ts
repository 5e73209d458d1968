import { concat, utf8Bytes } from '../../src/shared/bytes/text.ts'

/** One DER value (X.690 8.1): tag, shortest length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(content)
  return concat([Uint8Array.of(tag), lengthOf(body.length), body])
}

export const sequence = (...content: readonly Uint8Array[]): Uint8Array => der(0x30, ...content)
export const setOf = (...content: readonly Uint8Array[]): Uint8Array => der(0x31, ...content)
export const octets = (...content: readonly Uint8Array[]): Uint8Array => der(0x04, ...content)
export const bits = (content: Uint8Array): Uint8Array => der(0x03, Uint8Array.of(0), content)
export const utf8 = (text: string): Uint8Array => der(0x0c, utf8Bytes(text))
export const printableString = (text: string): Uint8Array => der(0x13, utf8Bytes(text))
export const truth = (): Uint8Array => der(0x01, Uint8Array.of(0xff))
export const nothing = (): Uint8Array => der(0x05)

/** A positive INTEGER of these bytes. */
export function integer(bytes: Uint8Array): Uint8Array {
  return (bytes[0] ?? 0) < 0x80 ? der(0x02, bytes) : der(0x02, Uint8Array.of(0), bytes)
}

/** Arcs below 2^21 each; the first two are joined (X.690 8.19). */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)))
}

/** UTCTime, seconds included. */
export function utcTime(at: Date): Uint8Array {
  const digits = at.toISOString().replace(/\D/g, '')
  return der(0x17, utf8Bytes(`${digits.slice(2, 14)}Z`))
}

function base128(arc: number): number[] {
  if (arc < 0x80) return [arc]
  if (arc < 0x4000) return [0x80 | (arc >> 7), arc & 0x7f]
  return [0x80 | (arc >> 14), 0x80 | ((arc >> 7) & 0x7f), arc & 0x7f]
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  if (length < 0x100) return Uint8Array.of(0x81, length)
  return Uint8Array.of(0x82, length >> 8, length & 0xff)
}
