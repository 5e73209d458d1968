import { NO_OPTIONS } from '../../../src/main/engine/options.ts'
import { analyseProbe, noExtras, type ProbeExtras } from '../../../src/main/engine/probe/index.ts'
import type { ProbeRequest, ProbeRun } from '../../../src/main/probe/probe.ts'
import { probeIn } from '../../../src/main/probe/run-probe.ts'
import { remembering, THIS_MACHINE } from '../../../src/main/probe/stages/surroundings.ts'
import { EVERYTHING, offeringPostHandshakeAuth } from '../../../src/main/probe/tls-client/index.ts'
import type { AnalysisDocument, HandshakeDocument } from '../../../src/shared/contract/analysis.ts'
import { type Combination, nameOf, type Reason, type View } from './views.ts'
import type { ClientKind, Wardrobe } from './wardrobe.ts'

/** What the probe says: run, analysed as any capture is, and put in the words of the comparison. */

export const HOST = 'apim.contoso.internal'

/** As `runProbe`, but a name is looked up once, not for each of hundreds of probes. */
export const probe = probeIn(remembering(THIS_MACHINE))

export interface Probed {
  readonly run: ProbeRun
  readonly extras: ProbeExtras
  readonly document: AnalysisDocument
  readonly handshake: HandshakeDocument
}

/** How the probe is asked about one combination. */
export function requestOf(
  { listener, version, client, late }: Combination,
  wardrobe: Wardrobe,
): ProbeRequest {
  const plan = {
    ...EVERYTHING,
    versions: [version],
    serverName: HOST,
    alpn: listener.http2 ? ['h2', 'http/1.1'] : [],
  }
  const dressed = client === 'none' ? null : wardrobe.client(client)
  return {
    host: HOST,
    port: 443,
    connect: { address: '127.0.0.1', port: listener.port },
    family: null,
    proxy: null,
    hello: late ? offeringPostHandshakeAuth(plan) : plan,
    credential: dressed?.credential ?? null,
    sendChain: dressed?.sendChain ?? 'full',
    http: { method: 'GET', path: listener.path, headers: [['Connection', 'close']] },
    quietMs: 300,
    timeoutMs: 20_000,
  }
}

export async function ask(combination: Combination, wardrobe: Wardrobe): Promise<Probed> {
  const { client } = combination
  const run = await probe(requestOf(combination, wardrobe))
  const credential = client === 'none' ? null : wardrobe.client(client).opened
  const extras = { ...noExtras(), credential }
  const { document } = await analyseProbe(run, extras, NO_OPTIONS)
  const [handshake] = document.handshakes
  if (handshake === undefined) throw new Error(`${nameOf(combination)}: no handshake was found in the probe`)
  return { run, extras, document, handshake }
}

/** Findings in the taxonomy's words, put in those of the comparison. */
const REASONS: Readonly<Record<string, Reason>> = {
  'client-certificate-required-not-sent': 'no certificate',
  'client-certificate-filtered': 'no certificate',
  'client-signature-algorithm-mismatch': 'no common signature',
  'gateway-400-no-certificate': 'no certificate',
  'client-certificate-expired': 'expired',
  'client-certificate-not-yet-valid': 'not yet valid',
  'client-certificate-untrusted': 'issuer',
  'client-chain-incomplete': 'issuer',
  'client-eku-missing': 'purpose',
  'client-certificate-weak': 'weak',
  'client-certificate-revoked': 'revoked',
  'client-proof-failed': 'proof',
  'client-certificate-rejected': 'unsaid',
  'protocol-version-mismatch': 'version',
  'post-handshake-auth-unavailable': 'late request not possible',
  'gateway-502-backend': 'backend',
}

/** The first finding that gives a reason; the page "The SSL certificate error" alone gives none. */
export function ourView({ outcome, break: broke, findings }: HandshakeDocument): View {
  const told = findings.map(({ id }) => id)
  if (outcome === 'completed') return { accepted: true, reason: null, because: told[0] ?? 'completed' }
  const named = findings.find(({ id, severity }) => severity !== 'info' && id in REASONS)
  const how = broke === null ? outcome : `${broke.stage}, ${broke.how} ${broke.detail ?? ''}`
  const reason = (named && REASONS[named.id]) ?? 'unsaid'
  return { accepted: false, reason, because: `${told.slice(0, 3).join(' + ')} (${how})` }
}

/** What is wrong with a client, by how it was made: what the reason has to be wherever a server minds it. */
export const FAULTS: Readonly<Record<ClientKind, Reason | null>> = {
  none: 'no certificate',
  RSA: null,
  'P-256': null,
  'P-384': null,
  Ed25519: null,
  'unknown CA': 'issuer',
  'expired RSA': 'expired',
  'expired P-256': 'expired',
  'not yet valid': 'not yet valid',
  'no clientAuth': 'purpose',
  'P-256 without clientAuth': 'purpose',
  'no intermediate': 'issuer',
  weak: 'weak',
  revoked: 'revoked',
  'another key': 'proof',
}
