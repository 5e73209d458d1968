import { hex } from '../../../shared/bytes/text.ts'
import {
  certificateExtension,
  readCertificateOnce,
  type X509Certificate,
} from '../../../shared/x509/certificate.ts'
import { mayHaveIssued } from '../../../shared/x509/chain.ts'
import { ANY_PURPOSE, CLIENT_AUTH } from '../../../shared/x509/key-purpose.ts'
import { nameKey } from '../../../shared/x509/name.ts'
import { isCa } from '../../../shared/x509/summary.ts'
import { candidate } from '../../trust/candidate.ts'
import { checkSignature } from '../../trust/signature.ts'
import type { FoundCertificate, FoundKey, Material } from './material.ts'
import { type PrivateKey, publicBits } from './private-key.ts'
import { ReadingFault } from './reading-fault.ts'

/** Which certificate and key of the files make the client's identity, and the issuers found for it. */
export interface Identity {
  /** `mismatched`: there are keys and certificates, and no key goes with any of them. */
  readonly pairing: 'matched' | 'mismatched' | 'no-key' | 'no-certificate'
  readonly key: PrivateKey | null
  /** The leaf first, then its issuers as far as the files hold them, the root too. Empty: no certificate. */
  readonly chain: readonly X509Certificate[]
  /** Whether each link's signature was checked: `false` where one is not by the issuer it names. */
  readonly signaturesHold: boolean
  /** Tools that send a PEM file as it stands would send this chain in another order. */
  readonly misordered: boolean
  /** Distinct certificates in the order of the files. */
  readonly certificates: readonly X509Certificate[]
  /** Certificates that came more than once. */
  readonly repeated: readonly X509Certificate[]
  /** Other certificates that a key in the files goes with. */
  readonly otherPairs: readonly X509Certificate[]
  /** The certificates that are neither in the chain nor in another pair. */
  readonly unrelated: readonly X509Certificate[]
}

/** Longer chains no verifier takes. */
const LONGEST_CHAIN = 16
/** Certificates of one name that are tried as an issuer. */
const MOST_NAMESAKES = 8

export async function identify(material: Material): Promise<Identity> {
  const { distinct, repeated } = withoutRepeats(material.certificates)
  const certificates = distinct.map(({ certificate }) => certificate)
  const pairs = pairsOf(distinct, material.keys)
  const [best, ...others] = pairs
  const leaf = best?.certificate ?? likelyLeaf(certificates)
  const { chain, signaturesHold } = leaf
    ? await climb(leaf, certificates)
    : { chain: [], signaturesHold: true }
  const used = new Set(chain)
  const otherPairs = new Set(
    others.flatMap(({ certificate }) => (used.has(certificate) ? [] : [certificate])),
  )
  return {
    pairing: pairing(best !== undefined, certificates.length, material.keys.length),
    key: best?.key ?? material.keys[0]?.key ?? null,
    chain,
    signaturesHold,
    misordered: isMisordered(chain, distinct),
    certificates,
    repeated,
    otherPairs: [...otherPairs],
    unrelated: certificates.filter((one) => !used.has(one) && !otherPairs.has(one)),
  }
}

function pairing(matched: boolean, certificates: number, keys: number): Identity['pairing'] {
  if (matched) return 'matched'
  if (certificates === 0) return 'no-certificate'
  return keys === 0 ? 'no-key' : 'mismatched'
}

interface Held {
  readonly found: FoundCertificate
  readonly certificate: X509Certificate
}

function withoutRepeats(found: readonly FoundCertificate[]): {
  distinct: Held[]
  repeated: X509Certificate[]
} {
  const seen = new Set<string>()
  const distinct: Held[] = []
  const repeated: X509Certificate[] = []
  for (const one of found) {
    const certificate = readCertificateOnce(one.der).body
    const content = Buffer.from(one.der).toString('latin1')
    if (seen.has(content)) repeated.push(certificate)
    else distinct.push({ found: one, certificate })
    seen.add(content)
  }
  return { distinct, repeated }
}

function isMisordered(chain: readonly X509Certificate[], held: readonly Held[]): boolean {
  const places = chain.flatMap((one) => {
    const at = held.findIndex(({ certificate, found }) => certificate === one && found.ordered)
    return at < 0 ? [] : [at]
  })
  return places.some((place, at) => place < (places[at - 1] ?? 0))
}

interface Pair {
  readonly certificate: X509Certificate
  readonly key: PrivateKey
}

/** Every certificate with its key, the one to be used first. */
function pairsOf(held: readonly Held[], keys: readonly FoundKey[]): Pair[] {
  if (keys.length === 0) return []
  const byPublicKey = new Map(keys.map(({ key }) => [hex(key.publicBits), key]))
  const pairs = held.flatMap(({ certificate }) => {
    const key = byPublicKey.get(publicKeyOf(certificate))
    return key ? [{ certificate, key: asCertified(key, certificate) }] : []
  })
  return pairs.sort((a, b) => preference(b.certificate) - preference(a.certificate))
}

function publicKeyOf(certificate: X509Certificate): string {
  if (!certificate.publicKey) return ''
  try {
    return hex(publicBits(certificate.publicKey.spki))
  } catch (error) {
    if (error instanceof ReadingFault) return ''
    throw error
  }
}

/** An RSA key certified for RSASSA-PSS alone signs so alone, whatever its own file calls it (RFC 4055 1.2). */
function asCertified(key: PrivateKey, certificate: X509Certificate): PrivateKey {
  const type = certificate.publicKey?.type
  return type === 'RSA' || type === 'RSASSA-PSS' ? { ...key, type } : key
}

/** No CA, made for clients, valid the longest: in this order. */
function preference(certificate: X509Certificate): number {
  const usage = certificateExtension(certificate, 'extKeyUsage')
  const forClients =
    usage === null || usage.purposes.some(({ value }) => value === CLIENT_AUTH || value === ANY_PURPOSE)
  // A moment is below 2^53 / 4, so the two flags outweigh it.
  const until = Math.min(Math.max(certificate.notAfter?.epochMillis ?? 0, 0), 2 ** 50)
  return (isCa(certificate) ? 0 : 2 ** 52) + (forClients ? 2 ** 51 : 0) + until
}

/** Without a key: the first that issued none of the others. */
function likelyLeaf(certificates: readonly X509Certificate[]): X509Certificate | undefined {
  const issuers = new Set(
    certificates.flatMap((one) =>
      one.issuer && one.subject && nameKey(one.issuer) !== nameKey(one.subject) ? [nameKey(one.issuer)] : [],
    ),
  )
  return certificates.find(({ subject }) => subject && !issuers.has(nameKey(subject))) ?? certificates[0]
}

/** From the leaf upwards; of several certificates that may be the issuer, the one whose key made the signature. */
async function climb(leaf: X509Certificate, certificates: readonly X509Certificate[]) {
  const bySubject = new Map<string, X509Certificate[]>()
  for (const one of certificates) {
    const key = one.subject ? nameKey(one.subject) : ''
    const namesakes = bySubject.get(key)
    if (namesakes) namesakes.push(one)
    else bySubject.set(key, [one])
  }
  const chain = [leaf]
  let signaturesHold = true
  for (let at = leaf; chain.length < LONGEST_CHAIN && !mayHaveIssued(at, at); ) {
    const namesakes = (at.issuer && bySubject.get(nameKey(at.issuer))) || []
    const possible = namesakes
      .filter((one) => !chain.includes(one) && mayHaveIssued(one, at))
      .slice(0, MOST_NAMESAKES)
    const { issuer, holds } = await chooseIssuer(at, possible)
    if (!issuer) break
    signaturesHold &&= holds
    chain.push(issuer)
    at = issuer
  }
  return { chain, signaturesHold }
}

async function chooseIssuer(subject: X509Certificate, possible: readonly X509Certificate[]) {
  const origin = { kind: 'sent', position: 0 } as const
  for (const issuer of possible) {
    const { verdict } = await checkSignature(candidate(subject.der, origin), candidate(issuer.der, origin))
    if (verdict !== 'invalid') return { issuer, holds: true }
  }
  return { issuer: possible[0], holds: false }
}
