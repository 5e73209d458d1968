import { hex } from '../bytes/text.ts'

/** Bytes as a field's text: hex, shortened where nobody would read it to its end. Never empty. */
export function bytesText(bytes: Uint8Array): string {
  if (bytes.length <= SHOWN_OCTETS) return hex(bytes) || '(empty)'
  return `${hex(bytes, 0, SHOWN_OCTETS)}… (${bytes.length} bytes)`
}

/** Whole RSA-4096 keys and signatures fit; the field's value is complete in any case. */
const SHOWN_OCTETS = 640
