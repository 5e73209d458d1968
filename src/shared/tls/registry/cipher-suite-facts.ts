import { remembering } from '../../bytes/memo.ts'
import { CIPHER_SUITES } from './generated/cipher-suites.ts'

/** What a cipher suite's name says (RFC 5246 A.5, RFC 8446 B.4), and the lengths that follow from it. */
export interface CipherSuiteFacts {
  readonly code: number
  readonly name: string
  /** TLS 1.3 suites say nothing of key exchange and authentication: both are `null`. */
  readonly tls13: boolean
  /** `RSA`, `DHE`, `ECDHE`, `PSK`, `ECDHE_PSK`, `SRP_SHA` … */
  readonly keyExchange: string | null
  /** `RSA`, `ECDSA`, `DSS`, `PSK`, `anon` … */
  readonly authentication: string | null
  /** `AES_128`, `CHACHA20`, `3DES_EDE`, `RC4_128`, `NULL` … */
  readonly cipher: string
  /** `other`: known by name only (GOST, AEGIS, Ascon). Below TLS 1.3, lengths are then 0. */
  readonly mode: 'GCM' | 'CCM' | 'CCM_8' | 'POLY1305' | 'CBC' | 'stream' | 'NULL' | 'other'
  /**
   * The name's last part: the hash of the PRF or HKDF for AEAD suites, of the record's HMAC for the others.
   * SHA256 where the name has none (RFC 6655 3).
   */
  readonly hash: string
  readonly aead: boolean
  /** AEAD tag in bytes; 0 for the others. */
  readonly tagLength: number
  /** Bytes of nonce sent with each record: GCM and CCM of TLS 1.2 send 8 (RFC 5288 3). */
  readonly explicitNonceLength: number
  /** HMAC in bytes of non-AEAD suites (20 for SHA). */
  readonly macLength: number
  /** Cipher block in bytes for CBC; from TLS 1.1 on, each record carries an IV of that length. */
  readonly blockLength: number
}

const BLOCK_LENGTHS: Readonly<Record<string, number>> = {
  DES: 8,
  DES40: 8,
  DES_40: 8,
  '3DES_EDE': 8,
  IDEA: 8,
  RC2: 8,
  RC2_40: 8,
}

const MAC_LENGTHS: Readonly<Record<string, number>> = {
  MD5: 16,
  SHA: 20,
  SHA256: 32,
  SHA384: 48,
  SHA512: 64,
  SM3: 32,
}

/** Facts of a registered suite; `null` for unknown, GREASE and signalling values (the SCSVs). */
export const cipherSuiteFacts = remembering(512, (code: number): CipherSuiteFacts | null => {
  const name = CIPHER_SUITES.get(code)
  if (name === undefined || name.endsWith('_SCSV')) return null
  const [left, right] = splitName(name)
  const { cipher, mode, hash } = bulk(right)
  const tls13 = left === null
  // Every TLS 1.3 suite is an AEAD but those of RFC 9150, which protect integrity only.
  const aead = tls13 ? mode !== 'NULL' : ['GCM', 'CCM', 'CCM_8', 'POLY1305'].includes(mode)
  return {
    code,
    name,
    tls13,
    ...exchange(left),
    cipher,
    mode,
    hash,
    aead,
    tagLength: aead ? (mode === 'CCM_8' ? 8 : 16) : 0,
    explicitNonceLength: aead && !tls13 && mode !== 'POLY1305' ? 8 : 0,
    macLength: aead || mode === 'other' ? 0 : (MAC_LENGTHS[hash] ?? 0),
    blockLength: mode === 'CBC' ? (BLOCK_LENGTHS[cipher] ?? 16) : 0,
  }
})

/** Key exchange on the left of WITH, cipher and hash on the right; TLS 1.3 names have no left side. */
function splitName(name: string): [string | null, string] {
  const at = name.indexOf('_WITH_')
  return at < 0
    ? [null, name.slice('TLS_'.length)]
    : [name.slice('TLS_'.length, at), name.slice(at + '_WITH_'.length)]
}

function exchange(left: string | null): Pick<CipherSuiteFacts, 'keyExchange' | 'authentication'> {
  if (left === null) return { keyExchange: null, authentication: null }
  const method = left.replace('_EXPORT', '').replace('PSK_DHE', 'DHE_PSK')
  if (method.endsWith('PSK')) return { keyExchange: method, authentication: 'PSK' }
  const signed = /^(DH|DHE|ECDH|ECDHE|SRP_SHA)_(RSA|DSS|ECDSA|anon)$/.exec(method)
  if (signed) return { keyExchange: signed[1] ?? method, authentication: signed[2] ?? method }
  return { keyExchange: method, authentication: method === 'SRP_SHA' ? 'SRP' : method }
}

function bulk(right: string): Pick<CipherSuiteFacts, 'cipher' | 'mode' | 'hash'> {
  const hashed = /^(.*)_(NULL|MD5|SHA|SHA256|SHA384|SHA512|SM3|ASCONHASH256)$/.exec(right)
  const cipherAndMode = hashed?.[1] ?? right
  const hash = hashed?.[2] ?? 'SHA256'
  const moded = /^(.*?)_(GCM|CCM_8|CCM|POLY1305|CBC)(_40)?$/.exec(cipherAndMode)
  if (moded) {
    return { cipher: `${moded[1] ?? ''}${moded[3] ?? ''}`, mode: moded[2] as CipherSuiteFacts['mode'], hash }
  }
  // RFC 9150: integrity only, under TLS 1.3 (TLS_SHA256_SHA256).
  if (cipherAndMode === 'NULL' || /^SHA\d+$/.test(cipherAndMode))
    return { cipher: 'NULL', mode: 'NULL', hash }
  return { cipher: cipherAndMode, mode: cipherAndMode.startsWith('RC4') ? 'stream' : 'other', hash }
}
