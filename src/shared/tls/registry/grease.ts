/** RFC 8701: values that a peer sends only to keep the others tolerant. They carry no meaning. */

/** A 16-bit GREASE value of 2: suites, extensions, groups, versions and signature schemes alike. */
export function isGrease(code: number): boolean {
  return (code & 0x0f0f) === 0x0a0a && code >>> 8 === (code & 0xff)
}

/** An 8-bit GREASE value of 2, for PskKeyExchangeMode. */
export function isGreasePskMode(mode: number): boolean {
  return mode >= 0x0b && mode <= 0xe4 && (mode - 0x0b) % 0x1f === 0
}

/** An ALPN name of two equal GREASE bytes; `name` is one character a byte. */
export function isGreaseAlpn(name: string): boolean {
  return name.length === 2 && isGrease((name.charCodeAt(0) << 8) | name.charCodeAt(1))
}
