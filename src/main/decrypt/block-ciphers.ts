import { createCipheriv, createDecipheriv } from 'node:crypto'
import { hostHas } from './host.ts'

/** CBC over whole blocks. */
export interface BlockCipher {
  readonly keyLength: number
  readonly blockLength: number
  decrypt(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array
  encrypt(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array
}

/** By the registry's names (`cipher` of `CipherSuiteFacts`); single DES is 3DES with one key thrice. */
const CIPHERS: Readonly<Record<string, { name: string; keyLength: number; blockLength: number }>> = {
  AES_128: { name: 'aes-128-cbc', keyLength: 16, blockLength: 16 },
  AES_256: { name: 'aes-256-cbc', keyLength: 32, blockLength: 16 },
  CAMELLIA_128: { name: 'camellia-128-cbc', keyLength: 16, blockLength: 16 },
  CAMELLIA_256: { name: 'camellia-256-cbc', keyLength: 32, blockLength: 16 },
  ARIA_128: { name: 'aria-128-cbc', keyLength: 16, blockLength: 16 },
  ARIA_256: { name: 'aria-256-cbc', keyLength: 32, blockLength: 16 },
  SEED: { name: 'seed-cbc', keyLength: 16, blockLength: 16 },
  '3DES_EDE': { name: 'des-ede3-cbc', keyLength: 24, blockLength: 8 },
  DES: { name: 'des-ede3-cbc', keyLength: 8, blockLength: 8 },
}

/** `null` where the cipher is unknown or this host has none. */
export function blockCipherOf(cipher: string): BlockCipher | null {
  const known = CIPHERS[cipher]
  if (known === undefined || !hostHas(known.name)) return null
  return {
    keyLength: known.keyLength,
    blockLength: known.blockLength,
    decrypt: (key, iv, blocks) => {
      const decipher = createDecipheriv(known.name, wholeKey(cipher, key), iv).setAutoPadding(false)
      return new Uint8Array(Buffer.concat([decipher.update(blocks), decipher.final()]))
    },
    encrypt: (key, iv, blocks) => {
      const encipher = createCipheriv(known.name, wholeKey(cipher, key), iv).setAutoPadding(false)
      return new Uint8Array(Buffer.concat([encipher.update(blocks), encipher.final()]))
    },
  }
}

function wholeKey(cipher: string, key: Uint8Array): Uint8Array {
  return cipher === 'DES' ? Buffer.concat([key, key, key]) : key
}
