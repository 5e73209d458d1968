import type { Leg } from '../../conversation/vocabulary.ts'
import { CONFIDENCE, type Evidence, type Finding } from '../../diagnosis/finding.ts'
import type { FindingId, Severity } from '../../diagnosis/taxonomy.ts'
import { quoted } from '../../diagnosis/words.ts'
import type { ConfigurationNote } from '../checks/index.ts'
import type { AzureModel, BackendServerHealth } from '../model.ts'

/** A handshake of the public document, as far as backend health is held against it. */
export interface WireVerdict {
  readonly id: string
  readonly leg: Leg
  readonly sni: string | null
  readonly server: { readonly address: string } | null
  readonly outcome: 'broken' | 'completed' | 'incomplete'
  readonly break: { readonly frame: number | null; readonly summary: string } | null
  readonly findings: readonly { readonly id: FindingId; readonly severity: Severity }[]
}

export interface BesideWire {
  readonly findings: readonly Finding[]
  readonly notes: readonly ConfigurationNote[]
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
 * packet; where they contradict one another, that is told. Another leg says nothing about this one.
 */
export function healthBesideWire(
  findings: readonly Finding[],
  model: AzureModel,
  wire: readonly WireVerdict[],
): BesideWire {
  const onLeg = wire.filter(({ leg }) => leg === 'gateway-apim')
  if (onLeg.length === 0) return { findings, notes: [] }
  const among = new Backends(model)
  const notes: ConfigurationNote[] = []
  const judged = findings.map((finding) => {
    const servers = model.backendHealth.filter((server) => isNamedBy(server, finding))
    const related = onLeg.filter((one) => servers.some((server) => among.isMet(server, one)))
    const alike = related.find((one) => sameFault(finding.id, one) !== null)
    if (alike !== undefined) return corroborated(finding, alike)
    const completed = related.find(({ outcome }) => outcome === 'completed')
    if (finding.id === 'backend-health-cannot-connect' && completed !== undefined) {
      notes.push(connectsAfterAll(finding, completed))
    }
    return finding
  })
  return { findings: judged, notes: [...notes, ...brokenThoughHealthy(model, onLeg, among)] }
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
    frame: wire.break?.frame ?? null,
    field: `${wire.id}: finding`,
    bytes: null,
    value,
  }
}

function connectsAfterAll(finding: Finding, wire: WireVerdict): ConfigurationNote {
  return {
    kind: 'contradiction',
    leg: 'gateway-apim',
    summary: `Backend health says that the gateway gets no connection, and the capture shows ${wire.id} on this leg completing TLS.`,
    explanation:
      'Both can be true at different times or of different gateway instances; or the capture shows live traffic and the probe uses another port. Compare the time of the capture with that of the report, and the ports of probe and backend setting.',
    evidence: [...finding.evidence, packet(wire, 'completed')],
    fixes: ['network-path', 'backend-health'],
  }
}

/** Probe and live traffic may send different names, and so meet different certificates (facts 1.2.8). */
function brokenThoughHealthy(
  model: AzureModel,
  wire: readonly WireVerdict[],
  among: Backends,
): ConfigurationNote[] {
  const healthy = model.backendHealth.filter(({ health }) => /^(?:healthy|up)$/i.test(health))
  for (const server of healthy) {
    const broken = wire.find((one) => one.outcome === 'broken' && among.isMet(server, one))
    if (broken === undefined) continue
    return [
      {
        kind: 'contradiction',
        leg: 'gateway-apim',
        summary: `Backend health says that ${quoted(server.address ?? 'the backend')} is ${quoted(server.health)}, and the capture shows ${broken.id} on this leg breaking.`,
        explanation:
          `${broken.break?.summary ?? ''} A healthy probe proves only what the probe asks: live traffic may send another server name, and so meet another certificate. Compare the host of the probe with hostName of the backend setting.`.trim(),
        evidence: [
          { kind: 'file', file: server.at.file, pointer: server.at.pointer },
          packet(broken, 'broken'),
        ],
        fixes: ['solution-c-hostname', 'backend-health'],
      },
    ]
  }
  return []
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
