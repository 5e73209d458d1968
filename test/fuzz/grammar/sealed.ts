import type { HandshakeContext } from '../../../src/shared/tls/message/handshake.ts'
import type { Element } from '../element.ts'
import { handshakeElements } from './tls.ts'

/**
 * Records as the fuzzer writes what is sealed later: a byte of which the lowest two bits are the type (0: handshake),
 * two of length, content; and the messages in them.
 */
export function plaintextElements(bytes: Uint8Array, start: number, context: HandshakeContext): Element[] {
  const found: Element[] = []
  for (let at = start; at + 3 <= bytes.length; ) {
    const end = at + 3 + (((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0))
    if (end > bytes.length) break
    found.push({ start: at, end, lengths: [{ at: at + 1, size: 2 }] })
    let message = at + 3
    while (((bytes[at] ?? 0) & 3) === 0 && message + 4 <= end) {
      const length =
        ((bytes[message + 1] ?? 0) << 16) | ((bytes[message + 2] ?? 0) << 8) | (bytes[message + 3] ?? 0)
      if (message + 4 + length > end) break
      const raw = bytes.subarray(message, message + 4 + length)
      found.push(...handshakeElements(raw, message, context))
      message += 4 + length
    }
    at = end
  }
  return found
}
