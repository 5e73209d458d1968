import type { CipherSuiteFacts } from '../../shared/tls/registry/index.ts'
import { type Aead, aeadOf } from './aead.ts'
import { type HashName, hkdfExpandLabel } from './key-derivation.ts'
import { nonceOf, type RecordCipher } from './record-cipher.ts'

const IV_LENGTH = 12
const DRAFT = 0x7f00

/** What follows from version and suite for the keys of TLS 1.3 (RFC 8446 7.1, 7.3). */
export interface Tls13Suite {
  readonly aead: Aead
  readonly hash: HashName
  readonly prefix: string
  /** Drafts before 25 authenticated no header. */
  readonly headerAuthenticated: boolean
}

/** @returns `null` where this host cannot do the suite */
export function tls13SuiteOf(version: number, suite: CipherSuiteFacts): Tls13Suite | null {
  const aead = aeadOf(suite)
  const hash = suite.hash === 'SHA256' ? 'sha256' : suite.hash === 'SHA384' ? 'sha384' : null
  if (aead === null || hash === null) return null
  const draft = version >= DRAFT ? version - DRAFT : null
  return {
    aead,
    hash,
    prefix: draft !== null && draft < 20 ? 'TLS 1.3, ' : 'tls13 ',
    headerAuthenticated: draft === null || draft >= 25,
  }
}

/** Opens to and seals a TLSInnerPlaintext (see `innerPlaintext`); content type and version are the outer ones. */
export function tls13Cipher(suite: Tls13Suite, secret: Uint8Array): RecordCipher {
  const derive = (label: string, length: number): Uint8Array =>
    hkdfExpandLabel(suite.hash, secret, label, length, suite.prefix)
  const key = derive('key', suite.aead.keyLength)
  const iv = derive('iv', IV_LENGTH)
  const headerOf = (contentType: number, version: number, length: number): Uint8Array =>
    suite.headerAuthenticated
      ? Uint8Array.of(contentType, version >> 8, version & 255, length >> 8, length & 255)
      : new Uint8Array(0)
  return {
    chained: false,
    open: (sequence, contentType, version, payload) => {
      const header = headerOf(contentType, version, payload.length)
      const content = suite.aead.open(key, nonceOf(iv, sequence), header, payload)
      return content === null ? null : { content, offset: 0 }
    },
    seal: (sequence, contentType, version, content) => {
      const header = headerOf(contentType, version, content.length + suite.aead.tagLength)
      return suite.aead.seal(key, nonceOf(iv, sequence), header, content)
    },
  }
}

/** The secret after a KeyUpdate (RFC 8446 7.2). */
export function nextTrafficSecret(suite: Tls13Suite, secret: Uint8Array): Uint8Array {
  return hkdfExpandLabel(suite.hash, secret, 'traffic upd', secret.length, suite.prefix)
}

/** TLSInnerPlaintext (RFC 8446 5.2): content, its type, zeros. `null`: zeros only. */
export function innerPlaintext(inner: Uint8Array): { contentType: number; content: Uint8Array } | null {
  let end = inner.length - 1
  while (end >= 0 && inner[end] === 0) end--
  const contentType = inner[end]
  return contentType === undefined ? null : { contentType, content: inner.subarray(0, end) }
}
