import { printable } from '../../shared/bytes/text.ts'
import type { InspectDocument } from '../../shared/contract/certificate-document.ts'
import { weaknessOf } from '../../shared/diagnosis/support/weakness.ts'
import { quoted } from '../../shared/diagnosis/words.ts'
import { certificateExtension, type X509Certificate } from '../../shared/x509/certificate.ts'
import { mayHaveIssued } from '../../shared/x509/chain.ts'
import { matchHost } from '../../shared/x509/host-match.ts'
import { ANY_PURPOSE, CLIENT_AUTH, SERVER_AUTH } from '../../shared/x509/key-purpose.ts'
import { certificateSummary, isCa } from '../../shared/x509/summary.ts'
import { identify } from '../probe/credentials/identity.ts'
import { type PreflightClock, preflight } from '../probe/credentials/index.ts'
import { joined, type Material } from '../probe/credentials/material.ts'
import { Anchors } from '../trust/anchors.ts'
import { candidate, certificateOf, subjectText } from '../trust/candidate.ts'
import { type ChainReport, judgeChain } from '../trust/index.ts'
import { validityOf } from '../trust/link-checks.ts'
import type { CertificateKind } from './roles.ts'
import { rolesOf } from './roles.ts'

/** One input, as it was named. */
export interface InspectedInput {
  readonly name: string
  readonly certificates: readonly X509Certificate[]
  /** `null` for a capture, which holds no keys. */
  readonly material: Material | null
}

export interface InspectTerms {
  /** DER of roots to judge by, beside the platform's. */
  readonly roots: readonly Uint8Array[]
  readonly host: string | null
  readonly clock: PreflightClock
}

type Inspected = Pick<InspectDocument, 'certificates' | 'chains' | 'remarks'>

/** Says of every certificate what it is and which part it can play, and of every chain whom it leads to. */
export async function inspectCertificates(
  inputs: readonly InspectedInput[],
  terms: InspectTerms,
): Promise<Inspected> {
  const material = joined(inputs.flatMap(({ material: one }) => one ?? []))
  const files = inputs.map(({ name }) => name)
  const opened = { files, contents: material.contents, ...(await identify(material)) }
  const keyed =
    opened.pairing === 'matched' ? new Set([...opened.chain.slice(0, 1), ...opened.otherPairs]) : new Set()
  const all = distinct(inputs)
  const bodies = all.map(({ certificate }) => certificate)
  return {
    certificates: all.map((one) =>
      certificateRow(one, bodies, keyed.has(one.certificate), terms.clock.nowMillis),
    ),
    chains: await Promise.all(endsOf(bodies).map((end) => chainRow(end, bodies, terms))),
    remarks: material.keys.length === 0 ? [] : remarksOf(opened, terms.clock),
  }
}

interface Held {
  readonly file: string
  readonly certificate: X509Certificate
  readonly inPkcs12: boolean
}

function distinct(inputs: readonly InspectedInput[]): Held[] {
  const seen = new Set<X509Certificate>()
  return inputs.flatMap(({ name, certificates, material }) => {
    const inPkcs12 =
      material?.certificates.every(({ ordered }) => !ordered) === true && material.keys.length > 0
    return certificates.flatMap((certificate) => {
      // Readings are shared: the same bytes are the same object.
      if (seen.has(certificate)) return []
      seen.add(certificate)
      return [{ file: name, certificate, inPkcs12 }]
    })
  })
}

function certificateRow(
  { file, certificate, inPkcs12 }: Held,
  all: readonly X509Certificate[],
  hasKey: boolean,
  atMillis: number,
): InspectDocument['certificates'][number] {
  const kind = kindOf(certificate)
  const own = candidate(certificate.der, { kind: 'sent', position: 0 })
  const selfSigned = kind === 'root' || kind === 'self-signed'
  const validity = validityOf(certificate, atMillis)
  const weakness = weaknessOf(own, selfSigned)?.what ?? null
  const issuerHeld =
    selfSigned || all.some((other) => other !== certificate && mayHaveIssued(other, certificate))
  const isPublicRoot = kind === 'root' && new Anchors([], 'bundled').same(own) !== null
  return {
    file,
    certificate: certificateSummary(certificate),
    kind,
    hasKey,
    validity,
    weakness,
    roles: rolesOf({ certificate, kind, validity, weakness, hasKey, inPkcs12, isPublicRoot, issuerHeld }),
  }
}

export function kindOf(certificate: X509Certificate): CertificateKind {
  const selfSigned = mayHaveIssued(certificate, certificate)
  if (isCa(certificate)) return selfSigned ? 'root' : 'intermediate'
  return selfSigned ? 'self-signed' : 'leaf'
}

/** Those that issued no other: the ends from which chains go up. */
function endsOf(all: readonly X509Certificate[]): X509Certificate[] {
  return all
    .filter((one) => all.every((other) => other === one || !mayHaveIssued(one, other)))
    .slice(0, MOST_CHAINS)
}

const MOST_CHAINS = 16

async function chainRow(
  end: X509Certificate,
  all: readonly X509Certificate[],
  { roots, host, clock }: InspectTerms,
): Promise<InspectDocument['chains'][number]> {
  const purpose = purposeOf(end, host)
  const sent = [end, ...all.filter((one) => one !== end)].map(({ der }) => der)
  const ask = (given: readonly Uint8Array[], platform: 'none' | 'bundled-and-system') =>
    judgeChain({ sent, roots: given, platform, purpose, atMillis: clock.nowMillis })
  const byPlatform = await ask([], 'bundled-and-system')
  const byGiven = roots.length > 0 ? await ask(roots, 'none') : null
  const [best] = (byGiven?.paths[0]?.end.kind === 'anchor' ? byGiven : byPlatform).paths
  const match = host === null ? null : matchHost(end, host)
  return {
    path: best?.links.map(({ candidate: one }) => printable(certificateOf(one).subject?.text ?? '')) ?? [],
    purpose,
    trust: [
      ...(byGiven ? [{ against: 'given-roots' as const, ...verdictOf(byGiven, end) }] : []),
      { against: 'platform' as const, ...verdictOf(byPlatform, end) },
    ],
    host:
      match === null || host === null
        ? null
        : {
            name: host,
            matched: match.matched,
            entries: (match.matched ? [match.entry] : match.entries).map(quoted),
          },
  }
}

/** A CA at the lower end shows itself to nobody: that it may not be a server does not matter. */
function verdictOf(
  { trusted, sentence, paths: [best] }: ChainReport,
  end: X509Certificate,
): Pick<ChainReport, 'trusted' | 'sentence'> {
  if (trusted !== 'no' || best === undefined || !isCa(end)) return { trusted, sentence }
  const faults = best.faults.filter(({ kind, at }) => kind !== 'purpose' || at > 0)
  const [worst] = faults.filter(({ weight }) => weight === 'error')
  if (worst !== undefined) return { trusted, sentence: `Not trusted: ${worst.text}` }
  const root = best.links.at(-1)?.candidate
  const named = quoted(root ? subjectText(root) : '')
  return { trusted: 'yes', sentence: `Trusted: ${quoted(end.subject?.text ?? '')} climbs to ${named}.` }
}

/** Whether its purposes allow it to be a client's; without the extension they do (RFC 5280 4.2.1.12). */
export function isForClients(certificate: X509Certificate): boolean {
  const oids = certificateExtension(certificate, 'extKeyUsage')?.purposes.map(({ value }) => value)
  return oids === undefined || oids.includes(ANY_PURPOSE) || oids.includes(CLIENT_AUTH)
}

/** What it says it is for; a name to be reached means a server. */
function purposeOf(certificate: X509Certificate, host: string | null): 'server' | 'client' {
  const oids = certificateExtension(certificate, 'extKeyUsage')?.purposes.map(({ value }) => value)
  if (host !== null || oids === undefined || oids.includes(ANY_PURPOSE) || oids.includes(SERVER_AUTH))
    return 'server'
  return oids.includes(CLIENT_AUTH) ? 'client' : 'server'
}

/** What there is to say where a key is among the files; of a server's certificate nothing that only clients need. */
function remarksOf(
  opened: Parameters<typeof preflight>[0],
  clock: PreflightClock,
): InspectDocument['remarks'] {
  const [leaf] = opened.chain
  const forServers = leaf !== undefined && purposeOf(leaf, null) === 'server'
  return preflight(opened, clock)
    .filter(({ id }) => !forServers || OF_THE_FILES.has(id))
    .map(({ id, severity, summary, explanation, fixes }) => ({
      id,
      severity,
      summary,
      explanation,
      fixes: [...fixes],
    }))
}

const OF_THE_FILES: ReadonlySet<string> = new Set([
  'credential-key-mismatch',
  'credential-issuer-signature',
  'credential-duplicate-certificates',
])
