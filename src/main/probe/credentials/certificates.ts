import { printable } from '../../../shared/bytes/text.ts'
import { readCertificate, type X509Certificate } from '../../../shared/x509/certificate.ts'
import { type DerElement, isContext, isUniversal, TAG } from '../../../shared/x509/der.ts'
import { DerShape } from './der-shape.ts'
import type { ContentItem, FoundCertificate } from './material.ts'

/** A certificate that says whose it is, to what key, and until when: less cannot be used. `null` for anything else. */
export function usableCertificate(der: Uint8Array): X509Certificate | null {
  const { body } = readCertificate(der)
  const whole =
    body.subject && body.issuer && body.publicKey && body.notBefore && body.notAfter && body.signature
  return whole ? body : null
}

export function describeCertificate(certificate: X509Certificate): string {
  const subject = printable(certificate.subject?.text ?? '') || '(no subject)'
  const issuer = printable(certificate.issuer?.text ?? '') || '(no issuer)'
  return `${subject}, issued by ${issuer}, valid until ${certificate.notAfter?.text ?? '?'}`
}

/** A certificate and its line in the list of contents. One that cannot be used stands in the list alone. */
export function foundCertificate(
  file: string,
  der: Uint8Array,
  { ordered = false, friendlyName = null }: { ordered?: boolean; friendlyName?: string | null } = {},
): { certificates: FoundCertificate[]; contents: ContentItem[] } {
  const certificate = usableCertificate(der)
  const common = { file, friendlyName, locked: false }
  if (certificate === null) {
    return {
      certificates: [],
      contents: [{ ...common, kind: 'other', text: 'a certificate that is damaged' }],
    }
  }
  return {
    // Bytes behind the certificate, as `openssl x509 -trustout` writes them, are not part of it.
    certificates: [{ file, der: certificate.der, ordered }],
    contents: [{ ...common, kind: 'certificate', text: describeCertificate(certificate) }],
  }
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'

/** Whether it is a ContentInfo of signedData: what `.p7b` files are. */
export function isPkcs7(shape: DerShape): boolean {
  const [type, content] = shape.sequence(shape.root)
  return isUniversal(type, TAG.oid) && isContext(content, 0) && shape.oid(type) === SIGNED_DATA
}

/**
 * The certificates of a PKCS#7 file: SignedData ::= SEQUENCE { version, digestAlgorithms, contentInfo,
 * [0] certificates … } (RFC 2315 9.1, RFC 5652 5.1).
 */
export function pkcs7Certificates(bytes: Uint8Array): Uint8Array[] {
  const shape = new DerShape(bytes, 'the PKCS#7 file')
  const [, content] = shape.sequence(shape.root)
  if (!isPkcs7(shape) || !content) throw shape.damaged(shape.root)
  const [signedData] = shape.reader.children(content, shape.what)
  const set = shape.sequence(signedData).find((element: DerElement) => isContext(element, 0))
  const certificates = set ? shape.reader.children(set, shape.what) : []
  return certificates
    .filter((element) => isUniversal(element, TAG.sequence))
    .map((element) => shape.reader.encoding(element))
}
