import { fromHex } from '../../../shared/bytes/text.ts'
import { decodeBase64, type PemBlock } from '../../../shared/x509/pem.ts'
import { openSslKey } from './key-stretching.ts'
import { passphraseBytes, wrongPassphrase } from './passphrase.ts'
import { looksLikeKey } from './private-key.ts'
import { ReadingFault } from './reading-fault.ts'
import { LOCK_CIPHERS, type LockCipher, openLock } from './symmetric.ts'

/** The content of a private key's PEM block. */
export interface PemKey {
  readonly der: Uint8Array
  /** OpenSSL's old way of locking: RFC 1421's headers. `null`: there are none. */
  readonly lock: { readonly cipher: LockCipher; readonly iv: Uint8Array } | null
}

/** What a key's block holds; `lines` are those of the whole file. @throws ReadingFault `damaged` */
export function readPemKey(lines: readonly string[], block: PemBlock): PemKey {
  const headers = new Map<string, string>()
  const body: string[] = []
  let last = ''
  // `line` counts from 1, so it is the index of the line behind BEGIN.
  for (let at = block.line; at < lines.length && !lines[at]?.includes('-----'); at++) {
    const line = (lines[at] ?? '').trim()
    const header = /^([A-Za-z][A-Za-z0-9-]*):\s*(.*)$/.exec(line)
    if (header) {
      last = header[1]?.toLowerCase() ?? ''
      headers.set(last, header[2] ?? '')
    } else body.push(line)
  }
  const der = decodeBase64(body.join(''))
  if (block.problem !== null || der === null || der.length === 0) {
    const why = `the private key of line ${block.line} is damaged: ${block.problem === null ? 'it holds no base64' : 'its END line is missing or another one’s'}`
    throw new ReadingFault('damaged', why)
  }
  const locked = headers.get('proc-type')?.toUpperCase().endsWith('ENCRYPTED') ?? false
  return { der, lock: locked ? lockOf(headers.get('dek-info') ?? '') : null }
}

/** Unlocks what `DEK-Info` names. @throws ReadingFault `passphrase-wrong` */
export function unlockPemKey(key: PemKey, passphrase: string): Uint8Array {
  if (key.lock === null) return key.der
  const { cipher, iv } = key.lock
  for (const bytes of passphraseBytes(passphrase)) {
    const derived = openSslKey(bytes, iv.subarray(0, 8), LOCK_CIPHERS[cipher].keyLength)
    const opened = openLock(cipher, derived, iv, key.der)
    if (opened !== null && looksLikeKey(opened)) return opened
  }
  throw wrongPassphrase('the private key')
}

/** OpenSSL's names. */
const CIPHERS = new Map<string, LockCipher>([
  ['AES-128-CBC', 'aes-128-cbc'],
  ['AES-192-CBC', 'aes-192-cbc'],
  ['AES-256-CBC', 'aes-256-cbc'],
  ['DES-EDE3-CBC', 'des-ede3-cbc'],
  ['DES-CBC', 'des-cbc'],
  ['RC2-CBC', 'rc2-128-cbc'],
  ['RC2-64-CBC', 'rc2-64-cbc'],
  ['RC2-40-CBC', 'rc2-40-cbc'],
])

function lockOf(dekInfo: string): { cipher: LockCipher; iv: Uint8Array } {
  const [name = '', hexIv = ''] = dekInfo.split(',').map((part) => part.trim())
  const cipher = CIPHERS.get(name.toUpperCase())
  const iv = fromHex(hexIv)
  if (!cipher) {
    throw new ReadingFault(
      'unsupported-algorithm',
      `the private key is locked by a cipher that is not supported (DEK-Info of ${name.length} characters)`,
      'Lock it anew with AES: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key',
    )
  }
  if (iv === null || iv.length !== LOCK_CIPHERS[cipher].blockLength) {
    throw new ReadingFault(
      'damaged',
      'the private key is damaged: its DEK-Info holds no IV of the right length',
    )
  }
  return { cipher, iv }
}
