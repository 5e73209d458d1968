import { createHmac, pbkdf2Sync } from 'node:crypto'
import forge from 'node-forge'
import { DerShape } from '../../../../../src/main/probe/credentials/der-shape.ts'
import { der } from '../../../shared/x509/der-builder.ts'

/** A PKCS#12 file without MAC, given one that `macData` makes over its content. */
export function withMac(pfx: Uint8Array, macData: (content: Uint8Array) => Uint8Array): Uint8Array {
  const shape = new DerShape(pfx, 'the file')
  const [version, authSafe] = shape.sequence(shape.root)
  const wrapped = shape.sequence(authSafe)[1]
  if (!version || !authSafe || !wrapped) throw new Error('no PKCS#12')
  const content = shape.octets(shape.reader.children(wrapped, 'content')[0])
  return der.sequence(shape.reader.encoding(version), shape.reader.encoding(authSafe), macData(content))
}

const SALT = 'saltsalt'
const TEN = der.tlv(2, Uint8Array.of(10))

/** SHA-1 and ten rounds (RFC 7292 4 and appendix B). */
export const oldMac = (passphrase: string) => (content: Uint8Array) => {
  const key = forge.pkcs12.generateKey(passphrase, forge.util.createBuffer(SALT), 3, 10, 20)
  const mac = createHmac('sha1', Buffer.from(key.getBytes(), 'latin1')).update(content).digest()
  const algorithm = der.sequence(der.oid('1.3.14.3.2.26'), der.tlv(5))
  const digestInfo = der.sequence(algorithm, der.tlv(4, Uint8Array.from(mac)))
  return der.sequence(digestInfo, der.string(4, SALT), TEN)
}

/** PBMAC1 by PBKDF2 and HMAC, both with SHA-256 (RFC 9579 4); salt and rounds of MacData itself mean nothing. */
export const pbmac1 = (passphrase: string) => (content: Uint8Array) => {
  const hmacWithSha256 = der.sequence(der.oid('1.2.840.113549.2.9'), der.tlv(5))
  const parameters = der.sequence(der.string(4, SALT), TEN, der.tlv(2, Uint8Array.of(32)), hmacWithSha256)
  const derivation = der.sequence(der.oid('1.2.840.113549.1.5.12'), parameters)
  const algorithm = der.sequence(der.oid('1.2.840.113549.1.5.14'), der.sequence(derivation, hmacWithSha256))
  const key = pbkdf2Sync(passphrase, SALT, 10, 32, 'sha256')
  const mac = createHmac('sha256', key).update(content).digest()
  const digestInfo = der.sequence(algorithm, der.tlv(4, Uint8Array.from(mac)))
  return der.sequence(digestInfo, der.string(4, 'NOT USED'), der.tlv(2, Uint8Array.of(1)))
}
