import { type ClientCaBundle, type IssuerDnMatch, matchIssuerDn } from '../../shared/azure/client-ca/index.ts'
import { quoted } from '../../shared/diagnosis/words.ts'
import type { X509Certificate } from '../../shared/x509/certificate.ts'
import { judgeChain, type PathFault, type PathReport } from '../trust/index.ts'

/** A client's certificate and whatever issuers of it are at hand. */
export interface ClientChain {
  /** How the user calls it. */
  readonly file: string
  readonly leaf: X509Certificate
  /** The client could send these. */
  readonly issuers: readonly X509Certificate[]
}

export type Acceptance = 'yes' | 'no' | 'uncertain'

/** What the listener would make of one client, in strict mode (facts 2.4). */
export interface ClientVerdict {
  readonly client: ClientChain
  /** With `verifyClientCertIssuerDN` off. */
  readonly off: { readonly accepted: Acceptance; readonly sentence: string }
  /** With it on. */
  readonly on: {
    readonly accepted: Acceptance
    readonly sentence: string
    /** `null`: the file has no one root, so there is nothing to compare with. */
    readonly match: IssuerDnMatch | null
  }
  /** The file lacks an issuer that the client holds: it is let in only if it sends that along. */
  readonly mustSendIssuers: boolean
  /** The chain as it was followed; `null` where there is no certificate to follow. */
  readonly path: PathReport | null
  /** What speaks against it, the gravest first. */
  readonly faults: readonly PathFault[]
  /** `sslClientVerify` of the access log would be one of these (facts 2.12); empty where accepted or unknown. */
  readonly logged: readonly string[]
}

export async function judgeClient(
  bundle: ClientCaBundle,
  client: ClientChain,
  atMillis: number,
): Promise<ClientVerdict> {
  const alone = await climb(bundle, client, [], atMillis)
  const aided = isClean(alone) ? alone : await climb(bundle, client, client.issuers, atMillis)
  const mustSendIssuers = reachesRoot(aided) && !reachesRoot(alone)
  const faults = (aided?.faults ?? []).filter(({ kind }) => kind !== 'anchor-not-a-root')
  const accepted = acceptanceOf(faults, aided)
  const match = bundle.issuer && matchIssuerDn(bundle.issuer, client.leaf)
  return {
    client,
    off: { accepted, sentence: offSentence(accepted, faults, mustSendIssuers) },
    on: { ...onVerdict(accepted, match, bundle, client.leaf), match },
    mustSendIssuers,
    path: aided,
    faults,
    logged: [
      ...new Set([
        ...faults.filter(({ weight }) => weight === 'error').flatMap(({ kind }) => LOGGED[kind] ?? []),
      ]),
    ],
  }
}

/** The way up with the bundle's roots as the only anchors, over the bundle's intermediates and what the client sends. */
async function climb(
  bundle: ClientCaBundle,
  client: ClientChain,
  issuers: readonly X509Certificate[],
  atMillis: number,
): Promise<PathReport | null> {
  const held = bundle.certificates.filter(({ repeats }) => repeats === null)
  const ofRole = (wanted: string) =>
    held.flatMap(({ role, certificate }) => (role === wanted ? [certificate.der] : []))
  const { paths } = await judgeChain({
    sent: [client.leaf.der, ...issuers.map(({ der }) => der), ...ofRole('intermediate')],
    roots: ofRole('root'),
    platform: 'none',
    purpose: 'client',
    atMillis,
  })
  return paths[0] ?? null
}

function isClean(path: PathReport | null): boolean {
  return path?.trusted === 'yes'
}

function reachesRoot(path: PathReport | null): boolean {
  return path?.end.kind === 'anchor'
}

/** Whether the gateway minds weak keys and hashes is not documented, so these alone refuse nobody here. */
function acceptanceOf(faults: readonly PathFault[], path: PathReport | null): Acceptance {
  if (path === null) return 'no'
  if (faults.some(({ kind, weight }) => weight === 'error' && kind !== 'weak')) return 'no'
  return faults.length > 0 ? 'uncertain' : 'yes'
}

function offSentence(accepted: Acceptance, faults: readonly PathFault[], mustSend: boolean): string {
  const [worst] = faults
  switch (accepted) {
    case 'yes':
      return mustSend
        ? 'Accepted, but only if the client sends its intermediates along: the file lacks one of them.'
        : 'Accepted, also where the client sends its certificate alone.'
    case 'uncertain':
      return `Cannot be told: ${worst?.text ?? 'the chain could not be followed.'}`
    case 'no':
      return `Refused with HTTP 400: ${worst?.text ?? 'there is no chain to a root in the file.'}`
  }
}

function onVerdict(
  off: Acceptance,
  match: IssuerDnMatch | null,
  { issuer }: ClientCaBundle,
  leaf: X509Certificate,
): { accepted: Acceptance; sentence: string } {
  if (match === null || issuer === null) {
    return {
      accepted: 'no',
      sentence: 'The file has no one root, so the gateway extracts no issuer DN from it.',
    }
  }
  const wanted = quoted(issuer.text)
  const said = quoted(leaf.issuer?.text ?? '')
  if (match === 'different') {
    return {
      accepted: 'no',
      sentence: `Refused with HTTP 400: the certificate was issued by ${said}, and the gateway takes ${wanted} out of this file.`,
    }
  }
  if (match === 'equal-after-normalisation' && off !== 'no') {
    return {
      accepted: 'uncertain',
      sentence: `Cannot be told: the issuer is ${wanted}, but written in other bytes (case, blanks or string type); whether the gateway takes that for equal is not documented.`,
    }
  }
  return {
    accepted: off,
    sentence:
      off === 'yes'
        ? `Accepted: its issuer is ${wanted}, the one the gateway takes out of this file.`
        : `Its issuer is ${wanted}, the one the gateway takes out of this file; what speaks against it with the check off does so here too.`,
  }
}

const UNFINISHED_CHAIN = [
  'FAILED:unable to get issuer certificate',
  'FAILED:unable to get local issuer certificate',
  'FAILED:unable to verify the first certificate',
]

const LOGGED: Readonly<Partial<Record<PathFault['kind'], readonly string[]>>> = {
  'issuer-not-found': UNFINISHED_CHAIN,
  'root-untrusted': UNFINISHED_CHAIN,
  purpose: ['FAILED:unsupported certificate purpose'],
}

/** What the access log says where the issuer-DN check refuses (facts 2.12). */
export const LOGGED_BY_DN_CHECK = 'FAILED:unable to verify the client certificate issuer'
