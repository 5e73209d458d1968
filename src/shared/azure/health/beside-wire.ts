import { CONFIDENCE, type Evidence, type Finding } from '../../diagnosis/finding.ts'
import type { FindingId } from '../../diagnosis/taxonomy.ts'
import { quoted } from '../../diagnosis/words.ts'
import { fileEvidence } from '../checks/check.ts'
import { contradictionFinding } from '../checks/contradictions/contradiction.ts'
import type { AzureModel, BackendServerHealth } from '../model.ts'
import type { WireVerdict } from './wire-verdict.ts'

const CERTIFICATE = 'does not accept the server’s certificate'

/** What health says that a handshake which completes on the same leg shows to be otherwise. */
const REFUSED: Readonly<Partial<Record<FindingId, string>>> = {
  'backend-health-cannot-connect': 'gets no connection',
  'backend-health-cn-mismatch': CERTIFICATE,
  'backend-health-certificate-dates': CERTIFICATE,
  'backend-health-intermediate-missing': CERTIFICATE,
  'backend-health-leaf-missing': CERTIFICATE,
  'backend-health-leaf-only': CERTIFICATE,
  'backend-health-not-well-known-ca': CERTIFICATE,
  'backend-health-intermediate-not-well-known': CERTIFICATE,
  'backend-health-intermediate-wrong-root': CERTIFICATE,
  'backend-health-root-mismatch': CERTIFICATE,
  'backend-health-leaf-not-topmost': CERTIFICATE,
  'backend-health-verify-code': CERTIFICATE,
  'backend-health-v1-not-allow-listed': CERTIFICATE,
  'backend-health-v1-invalid': CERTIFICATE,
}

export interface BesideWire {
  /** Those of backend health, each where it was. */
  readonly findings: readonly Finding[]
  readonly contradictions: readonly Finding[]
}

/** What the wire shows where health says this: the same fault, seen by another witness. */
const SAME: Readonly<Partial<Record<FindingId, readonly FindingId[]>>> = {
  'backend-health-fqdn-unresolvable': ['dns-unresolvable'],
  // Observed for a TLS version mismatch too (facts 3.4).
  'backend-health-cannot-connect': [
    'tcp-no-answer',
    'tcp-refused',
    'no-answer-to-client-hello',
    'reset-after-client-hello',
    'protocol-version-mismatch',
  ],
  'backend-health-status-mismatch': ['probe-path-status', 'apim-403-client-certificate'],
  'backend-health-cn-mismatch': ['server-name-mismatch'],
  'backend-health-certificate-dates': ['server-certificate-expired', 'server-certificate-not-yet-valid'],
  'backend-health-intermediate-missing': ['server-chain-incomplete', 'server-self-signed-not-ca'],
  'backend-health-leaf-only': ['server-chain-incomplete', 'server-root-untrusted'],
  'backend-health-not-well-known-ca': ['server-root-untrusted'],
  'backend-health-intermediate-not-well-known': ['server-root-untrusted'],
  'backend-health-intermediate-wrong-root': ['server-root-untrusted'],
  'backend-health-root-mismatch': ['server-root-untrusted', 'server-chain-incomplete'],
  'backend-health-leaf-not-topmost': ['server-chain-misordered'],
  'backend-health-v1-not-allow-listed': ['server-root-untrusted', 'server-name-mismatch'],
  'backend-health-v1-invalid': ['server-certificate-expired', 'server-chain-incomplete'],
}

/**
 * Backend health held against packets of the same leg: where both say the same the finding is surer and names the
 * packet; where they contradict one another, that is a finding of its own. Another leg
 * says nothing about this one, but for the gateway's own word that its backend did not answer (502, 504).
 */
export function healthBesideWire(
  findings: readonly Finding[],
  model: AzureModel,
  wire: readonly WireVerdict[],
): BesideWire {
  const onLeg = wire.filter(({ leg }) => leg === 'gateway-apim')
  if (wire.length === 0) return { findings, contradictions: [] }
  const among = new Backends(model)
  const contradictions: Finding[] = []
  const judged = findings.map((finding) => {
    const servers = model.backendHealth.filter((server) => isNamedBy(server, finding))
    const related = onLeg.filter((one) => servers.some((server) => among.isMet(server, one)))
    const alike = related.find((one) => sameFault(finding.id, one) !== null)
    if (alike !== undefined) return corroborated(finding, alike)
    const completed = related.find(({ outcome }) => outcome === 'completed')
    const refused = REFUSED[finding.id]
    if (
      refused !== undefined &&
      completed !== undefined &&
      related.every(({ outcome }) => outcome !== 'broken')
    )
      contradictions.push(completesAfterAll(model, finding, refused, completed))
    return finding
  })
  return {
    findings: judged,
    contradictions: [
      ...contradictions,
      ...brokenThoughHealthy(model, onLeg, among),
      ...badGatewayThoughHealthy(model, wire),
    ],
  }
}

function isNamedBy({ at }: BackendServerHealth, { evidence }: Finding): boolean {
  return evidence.some((one) => one.kind === 'file' && one.file === at.file && one.pointer === at.pointer)
}

function sameFault(id: FindingId, { findings }: WireVerdict): FindingId | null {
  const ids = SAME[id] ?? []
  return findings.find((one) => one.severity !== 'info' && ids.includes(one.id))?.id ?? null
}

function corroborated(finding: Finding, wire: WireVerdict): Finding {
  const id = sameFault(finding.id, wire) ?? ''
  return {
    ...finding,
    confidence: CONFIDENCE.proven,
    explanation: `${finding.explanation} The capture shows the same on this leg: ${wire.id} has ${id}.`,
    evidence: [...finding.evidence, packet(wire, id)],
  }
}

function packet(wire: WireVerdict, value: string): Evidence {
  return {
    kind: 'wire',
    message: null,
    frame: wire.break?.frame ?? wire.lastFrame,
    field: `${wire.id}: finding`,
    bytes: null,
    value,
  }
}

function completesAfterAll(model: AzureModel, finding: Finding, refused: string, wire: WireVerdict): Finding {
  return contradictionFinding(model, {
    leg: 'gateway-apim',
    confidence: CONFIDENCE.likely,
    basis: 'inferred',
    summary: `Backend health says that the gateway ${refused}, and the capture shows ${wire.id} on this leg completing TLS.`,
    explanation:
      'Health is usually the stale side: it is of another moment than the capture, or of another gateway instance. Otherwise the capture shows live traffic, and the probe uses another port or asks for another name. Compare the time of the capture with that of the report, and ports and host names of probe and backend setting.',
    evidence: [...finding.evidence, packet(wire, 'completed')],
    disproof: 'Probe and backend setting with different ports or host names: then both are right.',
    also: ['network-path', 'backend-health'],
  })
}

/** Probe and live traffic may send different names, and so meet different certificates (facts 1.2.8). */
function brokenThoughHealthy(model: AzureModel, wire: readonly WireVerdict[], among: Backends): Finding[] {
  for (const server of model.backendHealth.filter(isHealthy)) {
    const broken = wire.find((one) => one.outcome === 'broken' && among.isMet(server, one))
    if (broken === undefined) continue
    return [
      contradictionFinding(model, {
        leg: 'gateway-apim',
        confidence: CONFIDENCE.likely,
        basis: 'inferred',
        summary: `Backend health says that ${quoted(server.address ?? 'the backend')} is ${quoted(server.health)}, and the capture shows ${broken.id} on this leg breaking.`,
        explanation:
          `${broken.break?.summary ?? ''} The packets count. A healthy probe proves only what the probe asks: live traffic may send another server name, and so meet another certificate; or the report is of another moment. Compare the host of the probe with hostName of the backend setting.`.trim(),
        evidence: [fileEvidence(server), packet(broken, 'broken')],
        disproof: 'A report of health read while the capture ran, that shows this server as unhealthy.',
        also: ['solution-c-hostname', 'backend-health'],
      }),
    ]
  }
  return []
}

/** Every server is healthy, and a client was told that none answered as it should (facts 3.25, 5.4). */
function badGatewayThoughHealthy(model: AzureModel, wire: readonly WireVerdict[]): Finding[] {
  const [server] = model.backendHealth
  const told = wire.find(
    ({ leg, httpStatus }) => leg === 'client-gateway' && (httpStatus === 502 || httpStatus === 504),
  )
  if (server === undefined || told === undefined || !model.backendHealth.every(isHealthy)) return []
  return [
    contradictionFinding(model, {
      leg: 'gateway-apim',
      confidence: CONFIDENCE.likely,
      basis: 'inferred',
      summary: `Backend health says that every server is healthy, and in ${told.id} the client was told HTTP ${told.httpStatus}.`,
      explanation:
        'The packets count. A healthy probe proves only what the probe asks: live traffic may go out under another server name, to another port or take longer than the request timeout; or the report is of another moment, or of another gateway than the one that answered.',
      evidence: [fileEvidence(server), packet(told, `HTTP ${told.httpStatus}`)],
      disproof:
        'A 502 that API Management or a machine behind it wrote itself, by the header Server of the response.',
      also: ['backend-health', 'solution-c-hostname'],
    }),
  ]
}

function isHealthy({ health }: BackendServerHealth): boolean {
  return /^(?:healthy|up)$/i.test(health)
}

/** Which backend a handshake met: by address or name, also where a private zone tells the address of a name. */
class Backends {
  readonly #addresses: ReadonlyMap<string, readonly string[]>
  readonly #onlyOne: boolean

  constructor({ dnsRecords, backendHealth }: AzureModel) {
    this.#addresses = new Map(dnsRecords.map(({ name, values }) => [name, values]))
    this.#onlyOne = new Set(backendHealth.map(({ address }) => address?.toLowerCase())).size === 1
  }

  isMet({ address }: BackendServerHealth, { sni, server }: WireVerdict): boolean {
    // With one backend there is nobody else on this leg.
    if (this.#onlyOne) return true
    const wanted = address?.toLowerCase()
    if (wanted === undefined) return false
    const met = server?.address.toLowerCase()
    if (wanted === met || wanted === sni?.toLowerCase()) return true
    return met !== undefined && (this.#addresses.get(wanted) ?? []).includes(met)
  }
}
