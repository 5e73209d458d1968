import { once, remembering } from '../../bytes/memo.ts'
import type { ChainCertificate, Facts } from '../../conversation/facts.ts'
import type { X509Certificate } from '../../x509/certificate.ts'
import { type ChainFacts, chainFacts, matchRoots, type RootMatch } from '../../x509/chain.ts'
import { type HostMatch, matchHost } from '../../x509/host-match.ts'
import type { DiagnosisContext } from '../context.ts'
import { certificateEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'
import type { FindingId } from '../taxonomy.ts'
import { quoted } from '../words.ts'

/** The server's certificates as sent, and what names and key identifiers say of their links. */
export interface ServerChain {
  readonly certificates: readonly ChainCertificate[]
  readonly facts: ChainFacts
  /** The end-entity certificate, wherever it stands. */
  readonly leaf: ChainCertificate
  /** The last certificate that the leaf climbs to. */
  readonly last: ChainCertificate
  /** The certificates from the leaf to the last issuer sent. */
  readonly path: readonly ChainCertificate[]
  /** Whether and by which name the leaf is for a host. */
  readonly matches: (host: string) => HostMatch
}

/** Names that one chain is held against and remembered for. */
const NAMES = 64

/** `null` where no certificate of the server could be read: none was sent, or TLS 1.3 hides it. */
export function serverChainOf({ serverChain }: Facts): ServerChain | null {
  return serverChain.length === 0 ? null : readChain(serverChain)
}

/** Most connections of a capture share a few chains: what a chain says is worked out once. */
const readChain = once((certificates: readonly ChainCertificate[]): ServerChain | null => {
  const links = chainFacts(certificates.map(bodyOf))
  if (links === null) return null
  const leaf = certificates[links.leaf]
  const last = certificates[links.end.at]
  if (leaf === undefined || last === undefined || !isReadable(leaf)) return null
  return {
    certificates,
    facts: links,
    leaf,
    last,
    path: links.path.flatMap((at) => certificates[at] ?? []),
    matches: remembering(NAMES, (host) => matchHost(bodyOf(leaf), host)),
  }
})

/** Bytes that are no certificate have no names to reason about. */
function isReadable({ reading }: ChainCertificate): boolean {
  return reading.body.issuer !== null && reading.body.subject !== null
}

/** Why there is no chain to look at, as the beginning of a clause. */
export function whyHidden(facts: Facts): string {
  return facts.tls13
    ? 'TLS 1.3 hides the certificates'
    : 'the certificates of the server cannot be read from this capture'
}

/** The given trusted roots against the chain; `null` where none were given. */
export function rootMatch(chain: ServerChain, context: DiagnosisContext): RootMatch | null {
  if (context.trustedRoots.length === 0) return null
  const roots = context.trustedRoots.map(({ reading }) => reading.body)
  return matchRoots(chain.certificates.map(bodyOf), roots)
}

/**
 * A hole between the leaf and certificates that came with it. Others of a name that the path already has are
 * alternatives (cross-signed issuers), not the far side of a hole.
 */
export function hasGap(chain: ServerChain): boolean {
  if (!chain.facts.gap) return false
  const names = new Set(chain.facts.path.map((at) => subjectOf(chain.certificates[at])))
  return chain.facts.strangers.some((at) => !names.has(subjectOf(chain.certificates[at])))
}

export function bodyOf(certificate: ChainCertificate): X509Certificate {
  return certificate.reading.body
}

export function subjectOf(certificate: ChainCertificate | undefined): string {
  return quoted(certificate?.reading.body.subject?.text ?? '')
}

export function issuerOf(certificate: ChainCertificate | undefined): string {
  return quoted(certificate?.reading.body.issuer?.text ?? '')
}

/** Subject and issuer of one certificate of the server's chain, as evidence. */
export function nameEvidence(
  facts: Facts,
  certificate: ChainCertificate,
  which: 'subject' | 'issuer',
): Evidence[] {
  const placed = facts.serverCertificate
  const name = certificate.reading.body[which]
  if (placed === null || name === null) return []
  const node = { name: which, value: null, span: name.span, text: name.text || '(empty name)', children: [] }
  return [certificateEvidence(placed, facts.serverChain, certificate, which, node, quoted(name.text))]
}

/** The certificates from the leaf to the last issuer sent; empty where none could be read. */
export function pathOf(facts: Facts): readonly ChainCertificate[] {
  return serverChainOf(facts)?.path ?? NO_PATH
}

const NO_PATH: readonly ChainCertificate[] = []

/** The ids that name a fault of the server's certificate or chain, not merely that it was refused. */
const CAUSES: ReadonlySet<string> = new Set<FindingId>([
  'server-root-untrusted',
  'server-chain-incomplete',
  'server-chain-misordered',
  'server-self-signed-not-ca',
  'server-name-mismatch',
  'server-certificate-expired',
  'server-certificate-not-yet-valid',
  'server-eku-missing',
  'server-certificate-weak',
])

export function isServerCertificateCause(id: FindingId): boolean {
  return CAUSES.has(id)
}
