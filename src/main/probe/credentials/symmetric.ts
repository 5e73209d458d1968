import { createDecipheriv } from 'node:crypto'
import forge from 'node-forge'
import { Rc4 } from '../../decrypt/rc4.ts'
import { ReadingFault } from './reading-fault.ts'

/** The ciphers that private keys and PKCS#12 files are locked with. `rc2-40` and so on: the effective bits. */
export type LockCipher =
  | 'aes-128-cbc'
  | 'aes-192-cbc'
  | 'aes-256-cbc'
  | 'des-ede3-cbc'
  | 'des-ede-cbc'
  | 'des-cbc'
  | 'rc2-40-cbc'
  | 'rc2-64-cbc'
  | 'rc2-128-cbc'
  | 'rc4'

export interface LockCipherFacts {
  readonly keyLength: number
  /** 0: a stream cipher, without IV and without padding. */
  readonly blockLength: number
}

export const LOCK_CIPHERS: Readonly<Record<LockCipher, LockCipherFacts>> = {
  'aes-128-cbc': { keyLength: 16, blockLength: 16 },
  'aes-192-cbc': { keyLength: 24, blockLength: 16 },
  'aes-256-cbc': { keyLength: 32, blockLength: 16 },
  'des-ede3-cbc': { keyLength: 24, blockLength: 8 },
  'des-ede-cbc': { keyLength: 16, blockLength: 8 },
  'des-cbc': { keyLength: 8, blockLength: 8 },
  'rc2-40-cbc': { keyLength: 5, blockLength: 8 },
  'rc2-64-cbc': { keyLength: 8, blockLength: 8 },
  'rc2-128-cbc': { keyLength: 16, blockLength: 8 },
  rc4: { keyLength: 16, blockLength: 0 },
}

/**
 * Decrypts and takes the padding off (RFC 8018 6.1.1).
 * @returns `null` where the padding is none: a wrong key, or damage
 */
export function openLock(
  cipher: LockCipher,
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
): Uint8Array | null {
  const { keyLength, blockLength } = LOCK_CIPHERS[cipher]
  if (cipher === 'rc4') return new Rc4(key).update(data)
  if (key.length !== keyLength || iv.length !== blockLength) {
    throw new ReadingFault('damaged', `the ${cipher} key or IV has a length it cannot have`)
  }
  if (data.length === 0 || data.length % blockLength !== 0) return null
  return unpadded(decrypted(cipher, key, iv, data), blockLength)
}

/** What today's hosts lack (OpenSSL 3 has RC2 and DES in its legacy provider only) node-forge does. */
function decrypted(cipher: LockCipher, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  switch (cipher) {
    case 'rc2-40-cbc':
    case 'rc2-64-cbc':
    case 'rc2-128-cbc': {
      const cipher = forge.rc2.createDecryptionCipher(binary(key), key.length * 8)
      cipher.start(binary(iv))
      return byForge(cipher, data)
    }
    case 'des-cbc': {
      const cipher = forge.cipher.createDecipher('DES-CBC', binary(key))
      cipher.start({ iv: binary(iv) })
      return byForge(cipher, data)
    }
    case 'des-ede-cbc':
      return byHost('des-ede3-cbc', Buffer.concat([key, key.subarray(0, 8)]), iv, data)
    default:
      return byHost(cipher, key, iv, data)
  }
}

function byHost(cipher: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(cipher, key, iv).setAutoPadding(false)
  return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]))
}

/** What node-forge's two kinds of cipher have in common. */
interface ForgeCipher {
  update(data: forge.util.ByteStringBuffer): unknown
  finish(pad: () => boolean): boolean
  readonly output: forge.util.ByteBuffer
}

function byForge(cipher: ForgeCipher, data: Uint8Array): Uint8Array {
  cipher.update(forge.util.createBuffer(binary(data)))
  // Padding is looked at by us, for all ciphers alike.
  cipher.finish(() => true)
  return new Uint8Array(Buffer.from(cipher.output.getBytes(), 'latin1'))
}

function unpadded(padded: Uint8Array, blockLength: number): Uint8Array | null {
  const last = padded.at(-1) ?? 0
  if (last === 0 || last > blockLength || last > padded.length) return null
  const content = padded.length - last
  return padded.subarray(content).every((octet) => octet === last) ? padded.subarray(0, content) : null
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
