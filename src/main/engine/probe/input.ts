import { utf8Bytes } from '../../../shared/bytes/text.ts'
import { synthesiseCapture } from '../../capture-file/synthesise.ts'
import type { ProbeRun } from '../../probe/probe.ts'
import type { AnalysisInput } from '../analysis.ts'
import { probeDocument } from './document.ts'
import { evidenceOf } from './evidence.ts'
import type { ProbeExtras } from './extras.ts'
import type { DescribedProbe } from './saved-text.ts'
import type { ToldProbe } from './told.ts'
import { credentialFindings, gatewayFindings, judgeServer } from './trust.ts'

/**
 * A probe as one more input of the river: its bytes as a capture without secrets, its key log for this source alone,
 * and what only it knows.
 */
export function probeInput(run: ProbeRun, extras: ProbeExtras): AnalysisInput {
  return {
    path: targetOf(run),
    input: synthesiseCapture(recordOf(run)),
    probe: {
      told: toldOf(run, extras),
      secrets: {
        keyLogs: [{ name: 'the probe', bytes: utf8Bytes(keyLogOf(run)) }],
        rsaKeys: [],
      },
      describe: () => describeProbe(run, extras),
    },
  }
}

/** `api.contoso.com:443`, `[2001:db8::1]:443`. */
export function targetOf({ request: { host, port } }: ProbeRun): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The connection to be written as frames; none where no packet was sent. */
export function recordOf({ connection }: ProbeRun) {
  return connection === null || connection.exchanges.length === 0 ? [] : [connection]
}

/** Holds secrets. */
export function keyLogOf({ connection }: ProbeRun): string {
  return (connection?.keyLog ?? []).map((line) => `${line}\n`).join('')
}

export function toldOf(run: ProbeRun, extras: ProbeExtras): ToldProbe {
  const { credential, profile } = extras
  // A client that never presents a certificate holds none back (facts 1.1.6).
  const presents = profile === null || profile.clientCertificate.canPresent
  const chain = presents && credential !== null ? credential.chain : []
  const file = credential?.files[0] ?? ''
  return {
    evidence: evidenceOf(run, extras.expectPrivate),
    live: true,
    host: extras.host,
    expectMtls: extras.expectMtls,
    trustedRoots: extras.trustedRoots.map(({ der, file: name }) => ({ der, file: name })),
    clientCa: [],
    clientCertificate: chain.map(({ der }) => ({ der, file })),
    transcript: null,
  }
}

/** What the document says of the probe, and what it found that belongs to no handshake. */
export async function describeProbe(run: ProbeRun, extras: ProbeExtras): Promise<DescribedProbe> {
  const judged = await judgeServer(run, extras)
  return {
    probe: probeDocument(run, extras, judged),
    findings: [
      ...(judged.gateway === null ? [] : gatewayFindings(judged.gateway, extras.trustedRoots)),
      ...credentialFindings(extras),
    ],
  }
}
