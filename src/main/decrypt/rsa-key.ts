import { constants, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto'

/** Length of a premaster secret (RFC 5246 7.4.7.1). */
const PREMASTER = 48
/** 00 02, at least eight bytes that are not zero, 00 (RFC 8017 7.2.1). */
const SHORTEST_PADDING = 11

/** An RSA private key that opens the premaster secrets sent to its certificate. */
export interface RsaKey {
  /** `null`: sent to another key, or no premaster secret. */
  decryptPremaster(encrypted: Uint8Array): Uint8Array | null
}

/**
 * Reads a PEM file's private key (PKCS#1 or PKCS#8, not encrypted).
 * @returns `null` where there is none, or one of another kind
 */
export function readRsaKey(pem: string): RsaKey | null {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    return null
  }
  if (key.asymmetricKeyType !== 'rsa') return null
  const modulus = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  return {
    decryptPremaster: (encrypted) => {
      if (encrypted.length !== Math.ceil(modulus)) return null
      try {
        // New libraries answer wrong padding with random bytes (implicit rejection), and some refuse PKCS#1
        // v1.5 altogether. Nobody can question this observer, so the padding is taken off here.
        const padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted)
        return unpadded(new Uint8Array(padded))
      } catch {
        return null
      }
    },
  }
}

function unpadded(padded: Uint8Array): Uint8Array | null {
  if (padded.length < PREMASTER + SHORTEST_PADDING || padded[0] !== 0 || padded[1] !== 2) return null
  const start = padded.length - PREMASTER
  return padded.indexOf(0, 2) === start - 1 ? padded.slice(start) : null
}
