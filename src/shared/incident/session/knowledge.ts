import type { ConfigurationNote, ObservedHandshake } from '../../azure/checks/index.ts'
import type { AccessLogEntry, AzureModel } from '../../azure/model.ts'
import type { Leg, Outcome } from '../../conversation/vocabulary.ts'
import type { FindingId, Severity } from '../../diagnosis/taxonomy.ts'
import type { Situation } from '../../runbook/match.ts'
import type { KnownValues } from '../../runbook/placeholders.ts'
import type { CertificateSummary } from '../../x509/summary.ts'
import type { AnswerRead } from '../answer/read-answer.ts'
import type { TimeWindow } from '../kql/queries.ts'
import type { FactSource } from './shape.ts'

/** Everything a session is filled from. All of it may be empty. */
export interface SessionKnowledge {
  /** All documents together. */
  readonly model: AzureModel
  /** Each document alone: where two disagree, that is told. */
  readonly documents: readonly AzureModel[]
  /** Of documents and of handshakes, the likeliest first. */
  readonly findings: readonly SessionFinding[]
  readonly notes: readonly ConfigurationNote[]
  readonly handshakes: readonly SessionHandshake[]
  /** Rows of the gateway's log, with their connections. */
  readonly logged: readonly SessionRequest[]
  /** Ways through the gateway, joined from both legs. */
  readonly ways: readonly SessionWay[]
  /** From the first handshake's start to the last one's end; `null` without one. */
  readonly window: TimeWindow | null
  /** Texts that were pasted or dropped, az documents included. */
  readonly answers: readonly AnswerRead[]
  /** What the user typed. */
  readonly typed: KnownValues
  /** What the user said of the machines' places: good for a command where nothing else tells. */
  readonly assumed: KnownValues
  /** What the user said of SKU and tier. */
  readonly place: Pick<Situation, 'sku' | 'tier'>
  /** Ids of requests that were seen, as the gateway's log has them. */
  readonly transactions: readonly string[]
  /** What handshakes tell for commands, by leg. */
  readonly captureNames: KnownValues
  readonly nowMillis: number
}

export interface SessionRequest {
  readonly row: AccessLogEntry
  /** Between client and gateway, and behind it; `null`: not in the captures. */
  readonly front: HandshakePlace | null
  readonly back: HandshakePlace | null
}

export interface HandshakePlace {
  readonly id: string
  readonly path: string
}

export interface SessionWay {
  readonly sentence: string
  readonly sources: readonly FactSource[]
}

export interface SessionFinding {
  readonly id: FindingId
  readonly severity: Severity
  readonly leg: Leg
  readonly summary: string
  readonly fixes: readonly string[]
  readonly sources: readonly FactSource[]
}

/** One handshake, standing for all that are like it. */
export interface SessionHandshake {
  readonly document: SessionHandshakeDocument
  /** The capture or probe it is in. */
  readonly path: string
  readonly isProbe: boolean
  /** How many are like it, itself included. */
  readonly count: number
}

/** As much of a handshake of `tlscope.analysis/1` as a session looks at. */
export interface SessionHandshakeDocument extends Omit<ObservedHandshake, 'break' | 'certificates'> {
  readonly outcome: Outcome
  readonly certificates: {
    readonly server: readonly CertificateSummary[]
    readonly client: readonly CertificateSummary[]
  }
  readonly break:
    | (NonNullable<ObservedHandshake['break']> & { readonly summary: string; readonly detail: string | null })
    | null
}
