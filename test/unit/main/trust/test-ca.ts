import { webcrypto } from 'node:crypto'
import type { Extension } from '@peculiar/x509'

/**
 * Certificates made to measure, by @peculiar/x509: every extension can be left out or said wrongly. Keys are
 * P-256 unless told otherwise and live as long as the test.
 */
export interface Issued {
  readonly der: Uint8Array
  readonly subject: string
  readonly keys: Keys
}

export interface Keys {
  readonly publicKey: webcrypto.CryptoKey
  readonly privateKey: webcrypto.CryptoKey
  readonly signing: SigningAlgorithm
}

interface SigningAlgorithm {
  readonly name: string
  readonly hash?: string
  readonly saltLength?: number
}

export interface Wish {
  /** RFC 4514, as @peculiar/x509 reads it: `CN=Root,O=Contoso`. */
  readonly subject: string
  /** Signs it; itself if not given. */
  readonly issuer?: Issued
  /** Its key; a new one if not given. */
  readonly keys?: Keys
  /** Says CA:TRUE and keyCertSign; `pathLength` none if not given. */
  readonly ca?: boolean
  readonly pathLength?: number
  /** No keyCertSign although CA:TRUE. */
  readonly withoutCertSign?: boolean
  /** digitalSignature beside what a CA's keyUsage says: it may be a server too. */
  readonly alsoServer?: boolean
  readonly hosts?: readonly string[]
  readonly purposes?: readonly ('serverAuth' | 'clientAuth')[]
  readonly days?: readonly [from: number, to: number]
  /** No subject and authority key identifiers: names alone link it. */
  readonly withoutKeyIdentifiers?: boolean
  /** Further extensions: number, critical, DER of the value in hex. */
  readonly extensions?: readonly (readonly [oid: string, critical: boolean, hex: string])[]
  /** The issuer's signature is by this key instead: a forgery. */
  readonly signedBy?: Keys
}

const DAY = 86_400_000
let serial = 0

export async function issue(wish: Wish): Promise<Issued> {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const keys = wish.keys ?? (await ecKeys())
  const issuerKeys = wish.issuer?.keys ?? keys
  const signer = wish.signedBy ?? issuerKeys
  const extensions: Extension[] = []
  if (wish.ca) {
    extensions.push(new x509.BasicConstraintsExtension(true, wish.pathLength, true))
    const usages = wish.withoutCertSign
      ? x509.KeyUsageFlags.digitalSignature
      : x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
    const more = wish.alsoServer ? x509.KeyUsageFlags.digitalSignature : 0
    extensions.push(new x509.KeyUsagesExtension(usages | more, true))
  }
  if (wish.hosts) {
    const names = wish.hosts.map((host) => {
      return { type: /^[\d.]+$/.test(host) ? ('ip' as const) : ('dns' as const), value: host }
    })
    extensions.push(new x509.SubjectAlternativeNameExtension(names))
  }
  if (wish.purposes) {
    extensions.push(
      new x509.ExtendedKeyUsageExtension(wish.purposes.map((one) => x509.ExtendedKeyUsage[one])),
    )
  }
  if (!wish.withoutKeyIdentifiers) {
    extensions.push(await x509.SubjectKeyIdentifierExtension.create(keys.publicKey))
    extensions.push(await x509.AuthorityKeyIdentifierExtension.create(issuerKeys.publicKey))
  }
  for (const [oid, critical, hex] of wish.extensions ?? []) {
    extensions.push(new x509.Extension(oid, critical, Uint8Array.from(Buffer.from(hex, 'hex'))))
  }
  const [from, to] = wish.days ?? [-30, 335]
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: (++serial).toString(16).padStart(4, '0'),
    subject: wish.subject,
    issuer: wish.issuer?.subject ?? wish.subject,
    notBefore: new Date(NOW + from * DAY),
    notAfter: new Date(NOW + to * DAY),
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: signer.signing,
    extensions,
  })
  return { der: new Uint8Array(certificate.rawData), subject: wish.subject, keys }
}

/** The clock of these tests; whole seconds, as certificates have them. */
export const NOW = Math.floor(Date.now() / 1000) * 1000

export async function ecKeys(namedCurve: 'P-256' | 'P-384' | 'P-521' = 'P-256'): Promise<Keys> {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify'])
  return { ...pair, signing: { name: 'ECDSA', hash: namedCurve === 'P-256' ? 'SHA-256' : 'SHA-384' } }
}

export async function rsaKeys(
  signing: SigningAlgorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  modulusLength = 2048,
): Promise<Keys> {
  const pair = await webcrypto.subtle.generateKey(
    {
      name: signing.name,
      hash: signing.hash ?? 'SHA-256',
      modulusLength,
      publicExponent: Uint8Array.of(1, 0, 1),
    },
    true,
    ['sign', 'verify'],
  )
  return { ...pair, signing }
}

/** A root, an intermediate and a leaf for apim.contoso.internal: all is well with it. */
export async function usualChain(label = 'Contoso'): Promise<{ root: Issued; ca: Issued; leaf: Issued }> {
  const root = await issue({ subject: `CN=${label} Root CA`, ca: true, days: [-900, 900] })
  const ca = await issue({ subject: `CN=${label} Issuing CA`, ca: true, pathLength: 0, issuer: root })
  const leaf = await issue({ ...LEAF, issuer: ca })
  return { root, ca, leaf }
}

export const HOST = 'apim.contoso.internal'

export const LEAF = { subject: `CN=${HOST}`, hosts: [HOST], purposes: ['serverAuth'] } as const
