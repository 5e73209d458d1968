import { type ObservedHandshake, observe, type WireObservation } from '../../../shared/azure/checks/index.ts'
import { verdictOf, type WireVerdict } from '../../../shared/azure/health/wire-verdict.ts'
import type { AccessLogEntry } from '../../../shared/azure/model.ts'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { namesFromHandshake } from '../../../shared/contract/known-names.ts'
import { legOf, type Topology } from '../../../shared/diagnosis/leg.ts'
import type { TimeWindow } from '../../../shared/incident/kql/queries.ts'
import type {
  SessionFinding,
  SessionHandshake,
  SessionRequest,
} from '../../../shared/incident/session/knowledge.ts'
import { LogFollower, type LoggedConnection } from '../../../shared/incident/session/log-follower.ts'
import type { KnownValues } from '../../../shared/runbook/placeholders.ts'

/** A capture may hold a hundred thousand handshakes; an incident has a handful of kinds of them. */
const MOST_KINDS = 300

interface Kind {
  readonly document: HandshakeDocument
  count: number
}

/** Handshakes of captures and probes, one of each kind, with what all of them span. Bounded in memory. */
export class HandshakeShelf {
  readonly #kinds = new Map<string, Kind>()
  readonly #topology: Topology
  #window: TimeWindow | null = null
  #broken = 0

  readonly #follower: LogFollower

  /**
   * @param topology tells the leg of handshakes that have none yet
   * @param log rows of the gateway's log, whose connections are looked for
   */
  constructor(topology: Topology, log: readonly AccessLogEntry[] = []) {
    this.#topology = topology
    this.#follower = new LogFollower(log)
  }

  add(told: HandshakeDocument): void {
    const document = withLeg(told, this.#topology)
    this.#follower.see(document)
    const { startedAt, durationMicros, break: broke } = document
    const begun = Date.parse(startedAt)
    if (begun > 0) this.#widen(begun, begun + Math.max(0, durationMicros / 1000))
    if (broke !== null) this.#broken++
    const key = kindOf(document)
    const kind = this.#kinds.get(key)
    if (kind !== undefined) kind.count++
    else if (this.#kinds.size < MOST_KINDS) this.#kinds.set(key, { document, count: 1 })
  }

  /** @param pathOf the name of a source, by its number */
  handshakes(pathOf: (source: number) => string, isProbe: (source: number) => boolean): SessionHandshake[] {
    return this.#inOrder().map(({ document, count }) => ({
      document,
      path: pathOf(document.source),
      isProbe: isProbe(document.source),
      count,
    }))
  }

  findings(pathOf: (source: number) => string): SessionFinding[] {
    return this.#inOrder().flatMap(({ document: { id, source, leg, findings } }) =>
      findings
        .filter(({ severity }) => severity !== 'info')
        .map((finding) => ({
          id: finding.id,
          severity: finding.severity,
          leg: finding.leg === 'unknown' ? leg : finding.leg,
          summary: finding.summary,
          fixes: finding.fixes,
          sources: [{ kind: 'handshake', id, path: pathOf(source) }],
        })),
    )
  }

  /** Rows of the log with their connections. */
  logged(pathOf: (source: number) => string): SessionRequest[] {
    const placed = (one: LoggedConnection | null) =>
      one === null ? null : { id: one.id, path: pathOf(one.source) }
    return this.#follower
      .requests()
      .map(({ row, front, back }) => ({ row, front: placed(front), back: placed(back) }))
  }

  /** What settings are held against. */
  observations(): WireObservation[] {
    return this.#inOrder().map(({ document }) => observe(document satisfies ObservedHandshake))
  }

  /** What backend health is held against. */
  verdicts(): WireVerdict[] {
    return this.#inOrder().map(({ document }) => verdictOf(document))
  }

  /** Names for commands: the backend's first, so that the listener's do not stand in their place. */
  names(fileOf: (source: number) => string | null): KnownValues {
    let names: KnownValues = {}
    for (const leg of ['direct', 'gateway-apim', 'client-gateway', 'unknown'] as const) {
      const first = this.#inOrder().find(({ document }) => document.leg === leg)
      if (first !== undefined)
        names = { ...namesFromHandshake(first.document, leg, fileOf(first.document.source)), ...names }
    }
    return names
  }

  get window(): TimeWindow | null {
    return this.#window
  }

  get broken(): number {
    return this.#broken
  }

  #widen(fromMillis: number, toMillis: number): void {
    const before = this.#window
    this.#window =
      before === null
        ? { fromMillis, toMillis }
        : {
            fromMillis: Math.min(before.fromMillis, fromMillis),
            toMillis: Math.max(before.toMillis, toMillis),
          }
  }

  /** What broke first, then in the order of the captures. */
  #inOrder(): Kind[] {
    const isWhole = ({ document }: Kind): number => (document.break === null ? 1 : 0)
    return [...this.#kinds.values()].sort(
      (a, b) =>
        isWhole(a) - isWhole(b) ||
        a.document.source - b.document.source ||
        a.document.tcpStream - b.document.tcpStream,
    )
  }
}

/** Handshakes are alike that went between the same machines under the same name, and ended the same way. */
function kindOf({
  source,
  leg,
  client,
  server,
  sni,
  outcome,
  mutualTls,
  break: broke,
  findings,
}: HandshakeDocument): string {
  return JSON.stringify([
    source,
    leg,
    client?.address,
    server?.address,
    sni,
    outcome,
    broke?.stage,
    mutualTls.requested,
    mutualTls.clientCertificate,
    findings.map(({ id }) => id),
  ])
}

/** The handshake on its leg, where it had none and the places of the machines tell one. */
export function withLeg(document: HandshakeDocument, topology: Topology): HandshakeDocument {
  if (document.leg !== 'unknown') return document
  const leg = legOf(topology, document.client, document.server, document.sni)
  return leg === 'unknown' ? document : { ...document, leg }
}
