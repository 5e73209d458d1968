/**
 * DER as BER may write it: indefinite lengths throughout, octet strings in pieces (X.690 8.1.3.6, 8.7.3). What NSS,
 * old Java and some HSM tools make of a PKCS#12 file.
 */
export function toBer(der: Uint8Array): Uint8Array {
  const out: Uint8Array[] = []
  for (let at = 0; at < der.length; ) {
    const start = at
    const tag = der[at++] ?? 0
    let length = der[at++] ?? 0
    if (length > 0x80) {
      const octets = length & 0x7f
      length = 0
      for (let i = 0; i < octets; i++) length = length * 256 + (der[at++] ?? 0)
    }
    const content = der.subarray(at, at + length)
    at += length
    if ((tag & 0x20) !== 0) out.push(Uint8Array.of(tag, 0x80), toBer(content), END)
    // [0] without content of its own kind is the implicit octet string of EncryptedContentInfo.
    else if (tag === 0x04 || tag === 0x80) out.push(Uint8Array.of(tag | 0x20, 0x80), ...pieces(content), END)
    else out.push(der.subarray(start, at))
  }
  return new Uint8Array(Buffer.concat(out))
}

const END = Uint8Array.of(0, 0)

function pieces(content: Uint8Array): Uint8Array[] {
  const out: Uint8Array[] = []
  for (let at = 0; at < content.length; at += 100) {
    const piece = content.subarray(at, at + 100)
    out.push(Uint8Array.of(0x04, piece.length), piece)
  }
  return out
}
