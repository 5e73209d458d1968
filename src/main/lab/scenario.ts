import type { EndedBy, How, Outcome, Stage } from '../../shared/conversation/vocabulary.ts'
import type { FindingId } from '../../shared/diagnosis/taxonomy.ts'
import type { ConversationRecord } from '../capture-file/synthesise.ts'
import type { LabCertificates } from './certificates/lab-certificates.ts'

/** Who plays on which side. */
export type LabLeg = 'client-gateway' | 'gateway-apim' | 'direct'

/** What is spoken, or offered at most where nothing was agreed; `null`: it never got as far as TLS. */
export type LabVersion = 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2' | 'TLS 1.3' | null

/** What `analyze` is told beside the capture. */
export interface LabOptions {
  readonly host?: string
  readonly port?: number
  readonly expectMtls?: boolean
  readonly gateway?: string
  readonly apim?: string
}

/** What the analysis has to say. Where a list has several entries, any of them is right. */
export interface LabExpectation {
  readonly outcome: readonly Outcome[]
  /** Of the break; `null` where nothing breaks. Not compared where the outcome found has no break. */
  readonly stage: Stage | null
  readonly endedBy: readonly EndedBy[]
  readonly how: readonly How[]
  /** Empty: the wire does not tell the cause, so no finding of error severity may claim one. */
  readonly firstFinding: readonly FindingId[]
  /** Findings that must be among the others. */
  readonly mustInclude?: readonly FindingId[]
}

/** One handshake of the lab: it works, or it fails in its own way. */
export interface LabScenario {
  readonly id: string
  /** One line for a list. */
  readonly title: string
  /** What happens and who does it, in a sentence or two. */
  readonly story: string
  readonly leg: LabLeg
  readonly version: LabVersion
  readonly options: LabOptions
  readonly expected: LabExpectation
  run(context: LabContext): Promise<LabRecord>
}

/** What went over the wire, with the secrets of the connection where the scenario shows what they open. */
export interface LabRecord extends ConversationRecord {
  /** Lines of the NSS key log format. */
  readonly keyLog?: readonly string[]
}

export interface LabContext {
  readonly certificates: LabCertificates
  /** The client's port in the recording; the lab gives each conversation its own. */
  readonly clientPort: number
}

/** The lab's fictional addresses (RFC 1918) and names. Servers appear on port 443 whatever loopback port they had. */
export const LAB_HOST = 'apim.contoso.internal'
export const LAB_ADDRESSES = { client: '10.20.0.4', gateway: '10.20.1.10', apim: '10.20.2.5' } as const
export const LAB_TOPOLOGY = { gateway: LAB_ADDRESSES.gateway, apim: LAB_ADDRESSES.apim } as const

export const COMPLETED: LabExpectation = {
  outcome: ['completed'],
  stage: null,
  endedBy: ['none'],
  how: ['none'],
  firstFinding: ['handshake-completed'],
}

/** Broken at `stage`, by whom and how. @param firstFinding none: the wire does not tell the cause */
export function broken(
  stage: Stage,
  endedBy: EndedBy,
  how: How,
  ...firstFinding: readonly FindingId[]
): LabExpectation {
  return { outcome: ['broken'], stage, endedBy: [endedBy], how: [how], firstFinding }
}

/** Broken at `stage` by an alert that `endedBy` sent. */
export function brokenByAlert(
  stage: Stage,
  endedBy: EndedBy,
  firstFinding: readonly FindingId[],
  mustInclude: readonly FindingId[] = [],
): LabExpectation {
  return { outcome: ['broken'], stage, endedBy: [endedBy], how: ['alert'], firstFinding, mustInclude }
}
