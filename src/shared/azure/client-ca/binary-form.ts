import { type DerElement, DerReader, isContext, isUniversal, TAG } from '../../x509/der.ts'
import { oidText } from '../../x509/oid.ts'

/** What DER bytes are, told by their outermost elements alone. */
export type BinaryForm = 'certificate' | 'pkcs7' | 'pkcs12' | 'private-key' | 'unknown'

const DATA = '1.2.840.113549.1.7.1'
const SIGNED_DATA = '1.2.840.113549.1.7.2'

/** Never throws. */
export function binaryForm(bytes: Uint8Array): BinaryForm {
  const reader = new DerReader(bytes)
  const root = reader.root('file')
  if (!root || !isUniversal(root, TAG.sequence)) return 'unknown'
  const parts = reader.children(root, 'file')
  const [first, second, third] = parts
  // ContentInfo (RFC 5652 3).
  if (isUniversal(first, TAG.oid) && isContext(second, 0)) {
    return oidText(reader.content(first)) === SIGNED_DATA ? 'pkcs7' : 'unknown'
  }
  if (isUniversal(first, TAG.integer)) return keyOrPkcs12(reader, first, second)
  // EncryptedPrivateKeyInfo (RFC 5958 3): algorithm, octets, nothing else.
  if (isUniversal(first, TAG.sequence) && isUniversal(second, TAG.octetString)) return 'private-key'
  const isSigned = isUniversal(first, TAG.sequence) && isUniversal(second, TAG.sequence)
  return isSigned && isUniversal(third, TAG.bitString) ? 'certificate' : 'unknown'
}

/** PFX has version 3 and a ContentInfo (RFC 7292 4); keys begin with 0 or 1 (RFC 5958, 8017 A.1.2, 5915). */
function keyOrPkcs12(reader: DerReader, version: DerElement, second: DerElement | undefined): BinaryForm {
  const [number, ...more] = reader.content(version)
  if (more.length > 0 || second === undefined) return 'unknown'
  if (number === 3 && isUniversal(second, TAG.sequence)) {
    const [type] = reader.children(second, 'file')
    const oid = isUniversal(type, TAG.oid) ? oidText(reader.content(type)) : null
    return oid === DATA || oid === SIGNED_DATA ? 'pkcs12' : 'unknown'
  }
  return number === 0 || number === 1 ? 'private-key' : 'unknown'
}
