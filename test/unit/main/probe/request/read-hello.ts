/** What a test wants to see of a ClientHello, read anew from its bytes (RFC 8446 4.1.2). */
export interface SeenHello {
  readonly legacyVersion: number
  readonly sessionIdLength: number
  readonly cipherSuites: readonly number[]
  /** Types, in order. */
  readonly extensions: readonly number[]
  /** Of supported_versions. */
  readonly versions: readonly number[]
}

export function readClientHello(message: Uint8Array): SeenHello {
  const bytes = Buffer.from(message)
  const legacyVersion = bytes.readUInt16BE(4)
  let at = 4 + 2 + 32
  const sessionIdLength = bytes.readUInt8(at)
  at += 1 + sessionIdLength
  const suiteBytes = bytes.readUInt16BE(at)
  const cipherSuites = numbers(bytes.subarray(at + 2, at + 2 + suiteBytes))
  at += 2 + suiteBytes
  at += 1 + bytes.readUInt8(at) + 2
  const extensions: number[] = []
  let versions: number[] = []
  while (at < bytes.length) {
    const type = bytes.readUInt16BE(at)
    const length = bytes.readUInt16BE(at + 2)
    extensions.push(type)
    if (type === 43) versions = numbers(bytes.subarray(at + 5, at + 4 + length))
    at += 4 + length
  }
  return { legacyVersion, sessionIdLength, cipherSuites, extensions, versions }
}

function numbers(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, at) => bytes.readUInt16BE(at * 2))
}
