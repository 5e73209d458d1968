import { generateKeyPair, webcrypto } from 'node:crypto'
import { promisify } from 'node:util'
import type { Extension, JsonAttributeAndObjectValue } from '@peculiar/x509'
import { type CertificateProfile, type Identity, type KeyPair, pemOf } from './profile.ts'
import { keyIdentifier, serialOf } from './rsa.ts'

/** Certificates with elliptic-curve keys by @peculiar/x509, which node-forge cannot make. */

export type EcKind = 'P-256' | 'P-384' | 'Ed25519'

export async function generateEcKey(kind: EcKind): Promise<KeyPair> {
  if (kind === 'Ed25519') return promisify(generateKeyPair)('ed25519')
  return promisify(generateKeyPair)('ec', { namedCurve: kind })
}

/** Signed by `issuer`, by itself where that is `null`. The issuer's key must be of `kind` too. */
export async function issueEc(
  profile: CertificateProfile,
  kind: EcKind,
  keys: KeyPair,
  issuer: Identity | null,
): Promise<Identity> {
  // Its dependency container wants the polyfill to be there before it loads.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const algorithm = kind === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: kind }
  const signingAlgorithm =
    kind === 'Ed25519'
      ? algorithm
      : { ...algorithm, hash: profile.hash ?? (kind === 'P-384' ? 'SHA-384' : 'SHA-256') }
  const { subtle } = webcrypto
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' })
  const pkcs8 = (issuer ?? keys).privateKey.export({ type: 'pkcs8', format: 'der' })
  const extensions: Extension[] = [
    new x509.KeyUsagesExtension(
      profile.ca
        ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
        : x509.KeyUsageFlags.digitalSignature,
      true,
    ),
    new x509.SubjectKeyIdentifierExtension(keyIdentifier(keys.publicKey).toString('hex')),
    new x509.AuthorityKeyIdentifierExtension(keyIdentifier((issuer ?? keys).publicKey).toString('hex')),
  ]
  if (profile.ca) extensions.push(new x509.BasicConstraintsExtension(true, profile.ca.pathLength, true))
  if (profile.purposes) {
    extensions.push(
      new x509.ExtendedKeyUsageExtension(profile.purposes.map((one) => x509.ExtendedKeyUsage[one])),
    )
  }
  if (profile.subjectAltNames) {
    const names = profile.subjectAltNames.map((name) =>
      name.startsWith('IP:')
        ? { type: 'ip' as const, value: name.slice(3) }
        : { type: 'dns' as const, value: name.slice(4) },
    )
    extensions.push(new x509.SubjectAlternativeNameExtension(names))
  }
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialOf(profile, keys),
    subject: new x509.Name(nameOf(profile)),
    issuer: new x509.Name(nameOf(issuer?.profile ?? profile)),
    notBefore: profile.notBefore,
    notAfter: profile.notAfter,
    publicKey: await subtle.importKey('spki', spki, algorithm, true, ['verify']),
    signingKey: await subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
    signingAlgorithm,
    extensions,
  })
  const der = new Uint8Array(certificate.rawData)
  return { profile, der, pem: pemOf(der), ...keys }
}

/** One relative name an entry, in the order of the encoding; string types as RFC 5280's appendix A has them. */
function nameOf(profile: CertificateProfile): JsonAttributeAndObjectValue[] {
  return profile.subject.map(([label, value]): JsonAttributeAndObjectValue => {
    if (label === 'emailAddress') return { E: [{ ia5String: value }] }
    return { [label]: [label === 'C' ? { printableString: value } : { utf8String: value }] }
  })
}
