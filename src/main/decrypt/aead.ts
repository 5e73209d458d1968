import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto'
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { concat } from '../../shared/bytes/text.ts'
import type { CipherSuiteFacts } from '../../shared/tls/registry/index.ts'
import { openCcm, sealCcm } from './ccm.ts'
import { hostHas } from './host.ts'

/** An authenticated cipher: `null` where the tag does not fit. */
export type OpenAead = (
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  sealed: Uint8Array,
) => Uint8Array | null

/** The other way round: ciphertext with its tag behind. */
export type SealAead = (
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  content: Uint8Array,
) => Uint8Array

export interface Aead {
  readonly keyLength: number
  readonly tagLength: number
  readonly open: OpenAead
  readonly seal: SealAead
}

const AES_KEYS: Readonly<Record<string, number>> = { AES_128: 16, AES_256: 32 }

/** OpenSSL has it, BoringSSL has not. */
const ARIA_GCM: Readonly<Record<string, { name: string; keyLength: number }>> = {
  ARIA_128: { name: 'aria-128-gcm', keyLength: 16 },
  ARIA_256: { name: 'aria-256-gcm', keyLength: 32 },
}

/** The AEAD of a suite; `null` where it is none, or one that this host cannot do. */
export function aeadOf(suite: CipherSuiteFacts): Aead | null {
  const { cipher, mode, tagLength } = suite
  if (mode === 'POLY1305' && cipher === 'CHACHA20') {
    return { keyLength: 32, tagLength, open: openChaCha, seal: sealChaCha }
  }
  const aria = mode === 'GCM' ? ARIA_GCM[cipher] : undefined
  if (aria !== undefined && hostHas(aria.name)) {
    // Node's types know no ARIA; OpenSSL's interface to it is that of AES-GCM.
    return { keyLength: aria.keyLength, tagLength, ...ofHost(aria.name as CipherGCMTypes) }
  }
  const aesKey = AES_KEYS[cipher]
  if (mode === 'GCM' && aesKey !== undefined) {
    return { keyLength: aesKey, tagLength, ...ofHost(aesKey === 16 ? 'aes-128-gcm' : 'aes-256-gcm') }
  }
  if ((mode === 'CCM' || mode === 'CCM_8') && aesKey !== undefined) {
    const open: OpenAead = (key, nonce, additional, sealed) =>
      openCcm(key, nonce, additional, sealed, tagLength)
    const seal: SealAead = (key, nonce, additional, content) =>
      sealCcm(key, nonce, additional, content, tagLength)
    return { keyLength: aesKey, tagLength, open, seal }
  }
  return null
}

/** Of AES-GCM, ARIA-GCM and ChaCha20-Poly1305 alike. */
const TAG = 16

function ofHost(name: CipherGCMTypes): { open: OpenAead; seal: SealAead } {
  return { open: openOfHost(name), seal: sealOfHost(name) }
}

function sealOfHost(name: CipherGCMTypes): SealAead {
  return (key, nonce, additional, content) => {
    const cipher = createCipheriv(name, key, nonce, { authTagLength: TAG })
    cipher.setAAD(additional)
    return concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
  }
}

function openOfHost(name: CipherGCMTypes): OpenAead {
  return (key, nonce, additional, sealed) => {
    const length = sealed.length - TAG
    if (length < 0) return null
    try {
      const decipher = createDecipheriv(name, key, nonce, { authTagLength: TAG })
      decipher.setAAD(additional)
      decipher.setAuthTag(sealed.subarray(length))
      const content = new Uint8Array(decipher.update(sealed.subarray(0, length)))
      decipher.final()
      return content
    } catch {
      return null
    }
  }
}

/** Node's types tell it from GCM by an option that only CCM needs. */
const CHACHA = 'chacha20-poly1305' as string as CipherGCMTypes

/** Node's own where there is one, being faster; else the library's, with the same results. */
const openChaCha: OpenAead = (key, nonce, additional, sealed) =>
  hostHas(CHACHA)
    ? openChaChaOfHost(key, nonce, additional, sealed)
    : openChaChaOfLibrary(key, nonce, additional, sealed)

export const openChaChaOfHost: OpenAead = openOfHost(CHACHA)

export const openChaChaOfLibrary: OpenAead = (key, nonce, additional, sealed) => {
  try {
    return chacha20poly1305(key, nonce, additional).decrypt(sealed)
  } catch {
    return null
  }
}

/** As `openChaCha`. */
const sealChaCha: SealAead = (key, nonce, additional, content) =>
  hostHas(CHACHA)
    ? sealChaChaOfHost(key, nonce, additional, content)
    : sealChaChaOfLibrary(key, nonce, additional, content)

export const sealChaChaOfHost: SealAead = sealOfHost(CHACHA)

export const sealChaChaOfLibrary: SealAead = (key, nonce, additional, content) =>
  chacha20poly1305(key, nonce, additional).encrypt(content)
