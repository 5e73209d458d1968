import { type ClientCaBundle, type MissingIssuer, missingIssuer } from '../../shared/azure/client-ca/index.ts'
import { equalBytes } from '../../shared/bytes/text.ts'
import { readCertificateOnce, type X509Certificate } from '../../shared/x509/certificate.ts'
import { mayHaveIssued } from '../../shared/x509/chain.ts'
import { isCa } from '../../shared/x509/summary.ts'
import { judgeChain } from '../trust/index.ts'
import type { ClientChain } from './client-verdict.ts'
import { pemText } from './pem-text.ts'
import { verifiedBundle } from './verified-bundle.ts'

/** Certificates that a bundle is made of, with the name of the file each came from. */
export interface PoolCertificate {
  readonly file: string
  readonly certificate: X509Certificate
}

/** A client CA file that was made, or why there is none. */
export interface BuiltBundle {
  /** PEM, intermediates first, the root last; `null` where it cannot be made. */
  readonly pem: string | null
  /** That file, judged; `null` where there is none. */
  readonly checked: ClientCaBundle | null
  /** Certificates chosen, in the order of the file. */
  readonly chosen: readonly X509Certificate[]
  /** Clients whose chains were followed. */
  readonly clients: readonly ClientChain[]
  /** What is missing, and below which client certificate. */
  readonly missing: readonly { readonly client: X509Certificate; readonly issuer: MissingIssuer }[]
  /** Roots, where the files lead to more than one. */
  readonly roots: readonly X509Certificate[]
  /** The root is one that every platform knows: it admits every client of that CA. */
  readonly publicRoot: boolean
}

/**
 * Chooses root and intermediates for the clients found among the certificates; leaves are dropped. A root that is
 * not among them is taken from the public ones where it is there.
 */
export async function buildBundle(pool: readonly PoolCertificate[], atMillis: number): Promise<BuiltBundle> {
  const distinct = withoutRepeats(pool)
  const ends = endsOf(distinct)
  const ders = distinct.map(({ certificate }) => certificate.der)
  const chosen: X509Certificate[] = []
  const roots: X509Certificate[] = []
  const missing: { client: X509Certificate; issuer: MissingIssuer }[] = []
  const clients: ClientChain[] = []
  let publicRoot = false
  for (const { certificate, file } of ends) {
    const chain = await wayUp(certificate, ders, atMillis)
    const above = isCa(certificate) ? chain.certificates : chain.certificates.slice(1)
    if (!isCa(certificate)) clients.push({ file, leaf: certificate, issuers: above })
    const last = chain.certificates.at(-1) ?? certificate
    if (chain.complete) add(roots, last)
    else missing.push({ client: certificate, issuer: missingIssuer(last) })
    publicRoot ||= chain.publicRoot
    for (const one of above) if (!sameAs(one, last) || !chain.complete) add(chosen, one)
  }
  const built = { chosen: [...chosen, ...roots], clients, missing, roots, publicRoot }
  if (missing.length > 0 || roots.length !== 1) return { ...built, pem: null, checked: null }
  const pem = pemText(built.chosen.map(({ der }) => der))
  return { ...built, pem, checked: await verifiedBundle(new Uint8Array(Buffer.from(pem)), 'the new file') }
}

function withoutRepeats(pool: readonly PoolCertificate[]): PoolCertificate[] {
  return pool.filter(
    ({ certificate }, at) => pool.findIndex((other) => sameAs(other.certificate, certificate)) === at,
  )
}

/** The clients; where there are none, the CAs that issued no other. */
function endsOf(pool: readonly PoolCertificate[]): PoolCertificate[] {
  const leaves = pool.filter(({ certificate }) => !isCa(certificate))
  if (leaves.length > 0) return leaves
  return pool.filter(({ certificate }) =>
    pool.every(
      (other) => other.certificate === certificate || !mayHaveIssued(certificate, other.certificate),
    ),
  )
}

interface WayUp {
  /** From the one asked about upwards. */
  readonly certificates: readonly X509Certificate[]
  /** It ends at a self-signed certificate. */
  readonly complete: boolean
  readonly publicRoot: boolean
}

async function wayUp(from: X509Certificate, pool: readonly Uint8Array[], atMillis: number): Promise<WayUp> {
  const sent = [from.der, ...pool.filter((der) => !equalBytes(der, from.der))]
  // What is judged is only the way: a CA in place of the leaf, dates and purposes do not matter here.
  const { paths } = await judgeChain({ sent, platform: 'bundled', purpose: 'client', atMillis })
  const [best] = paths
  if (best === undefined) return { certificates: [from], complete: false, publicRoot: false }
  const last = best.links.at(-1)?.candidate
  return {
    certificates: best.links.map(({ candidate }) => readCertificateOnce(candidate.der).body),
    complete: best.end.kind === 'untrusted-root' || best.end.kind === 'anchor',
    publicRoot: last?.origin.kind === 'platform-root',
  }
}

function add(list: X509Certificate[], one: X509Certificate): void {
  if (!list.some((known) => sameAs(known, one))) list.push(one)
}

function sameAs(one: X509Certificate, other: X509Certificate): boolean {
  return equalBytes(one.der, other.der)
}
