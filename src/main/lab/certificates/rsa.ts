import { createHash, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { type CertificateProfile, type Identity, type KeyPair, keyPem, pemOf } from './profile.ts'

/** RSA certificates by node-forge; the keys come from node:crypto, which is a hundred times faster at it. */

export async function generateRsaKey(bits: 1024 | 2048 = 2048): Promise<KeyPair> {
  return promisify(generateKeyPair)('rsa', { modulusLength: bits })
}

/** Signed by `issuer`, by itself where that is `null`. The issuer's key must be RSA. */
export function issueRsa(profile: CertificateProfile, keys: KeyPair, issuer: Identity | null): Identity {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(keyPem(keys.publicKey))
  certificate.serialNumber = serialOf(profile, keys)
  certificate.validity.notBefore = profile.notBefore
  certificate.validity.notAfter = profile.notAfter
  certificate.setSubject(forgeName(profile))
  certificate.setIssuer(forgeName(issuer?.profile ?? profile))
  certificate.setExtensions(extensionsOf(profile, keys, issuer))
  const signer = forge.pki.privateKeyFromPem(keyPem((issuer ?? keys).privateKey))
  certificate.sign(signer, digest(profile.hash))
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes()
  const bytes = Uint8Array.from(Buffer.from(der, 'latin1'))
  return { profile, der: bytes, pem: pemOf(bytes), ...keys }
}

/** Unlike between certificates, alike between runs only where the keys are. Positive, 16 octets. */
export function serialOf(profile: CertificateProfile, keys: KeyPair): string {
  const text = JSON.stringify([profile.subject, profile.notAfter, profile.purposes ?? [], profile.hash])
  const hash = createHash('sha256').update(keyPem(keys.publicKey)).update(text).digest('hex')
  return `4${hash.slice(0, 31)}`
}

/** RFC 5280 4.2.1.2, method 1 in spirit: a hash of the whole SubjectPublicKeyInfo. */
export function keyIdentifier(publicKey: KeyPair['publicKey']): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
}

function forgeName(profile: CertificateProfile): forge.pki.CertificateField[] {
  return profile.subject.map(([label, value]) => ({
    ...(label === 'emailAddress' ? { name: label } : { shortName: label }),
    value,
    valueTagClass: stringTypes[label] as unknown as forge.asn1.Class,
  }))
}

/** The string types that RFC 5280's appendix A asks for; node-forge's typings call the tag a class. */
const stringTypes = {
  C: forge.asn1.Type.PRINTABLESTRING,
  O: forge.asn1.Type.UTF8,
  OU: forge.asn1.Type.UTF8,
  CN: forge.asn1.Type.UTF8,
  emailAddress: forge.asn1.Type.IA5STRING,
}

function extensionsOf(profile: CertificateProfile, keys: KeyPair, issuer: Identity | null): object[] {
  const extensions: object[] = []
  if (profile.ca) {
    const { pathLength } = profile.ca
    extensions.push({
      name: 'basicConstraints',
      critical: true,
      cA: true,
      ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
    })
    extensions.push({ name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true })
  } else {
    extensions.push({ name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true })
  }
  const { purposes, subjectAltNames } = profile
  if (purposes) {
    const flags = Object.fromEntries(purposes.map((purpose) => [purpose, true]))
    extensions.push({ name: 'extKeyUsage', ...flags })
  }
  if (subjectAltNames) {
    const altNames = subjectAltNames.map((name) =>
      name.startsWith('IP:') ? { type: 7, ip: name.slice(3) } : { type: 2, value: name.slice(4) },
    )
    extensions.push({ name: 'subjectAltName', altNames })
  }
  extensions.push({ id: '2.5.29.14', value: der(0x04, keyIdentifier(keys.publicKey)) })
  const authority = keyIdentifier((issuer ?? keys).publicKey)
  extensions.push({ id: '2.5.29.35', value: der(0x30, Buffer.from(der(0x80, authority), 'latin1')) })
  return extensions
}

/** A short TLV as node-forge's binary string. */
function der(tag: number, content: Buffer): string {
  return Buffer.concat([Buffer.from([tag, content.length]), content]).toString('latin1')
}

function digest(hash: CertificateProfile['hash']): forge.md.MessageDigest {
  switch (hash) {
    case 'SHA-1':
      return forge.md.sha1.create()
    case 'SHA-384':
      return forge.md.sha384.create()
    default:
      return forge.md.sha256.create()
  }
}
