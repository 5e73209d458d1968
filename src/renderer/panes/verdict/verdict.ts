import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { handshakeSentence, telling } from '../../../shared/contract/handshake-sentence.ts'
import type { Stage } from '../../../shared/conversation/vocabulary.ts'
import {
  ENDED_BY_WORDS,
  formatConfidence,
  formatDuration,
  formatEndpoint,
  HOW_WORDS,
  LEG_WORDS,
  OUTCOME_WORDS,
  plural,
  STAGE_WORDS,
} from '../../state/format.ts'

/** `Ended by the server, with a TLS alert: unknown_ca (48)`; `null` where nothing broke. */
export function endingText(handshake: HandshakeDocument): string | null {
  const broken = handshake.break
  if (broken === null) return null
  const detail = broken.detail === null || broken.detail === '' ? '' : `: ${broken.detail}`
  if (broken.stage === 'dns') return `Ended before a packet was sent${detail}`
  return `Ended by ${ENDED_BY_WORDS[broken.endedBy]}, with ${HOW_WORDS[broken.how]}${detail}`
}

/** `confidence high (93 %), 3 pieces of evidence`, of the finding that tells the sentence; `null` where none does. */
export function confidenceText(handshake: HandshakeDocument): string | null {
  const told = telling(handshake)
  if (told === null) return null
  const { word, percent } = formatConfidence(told.confidence)
  const evidence = plural(told.evidence.length, 'piece')
  return `confidence ${word} (${percent}), ${evidence} of evidence`
}

/** `not decrypted: no secret was given for this session`. */
export function decryptionText({ state, detail }: NonNullable<HandshakeDocument['decryption']>): string {
  if (state === 'decrypted') return 'decrypted'
  return `${state === 'partly' ? 'decrypted in part' : 'not decrypted'}: ${detail}`
}

/** Where a stage stands in this handshake. */
export type StageMark = 'done' | 'broke' | 'not-reached' | 'unknown'

/** The stages every handshake of the product's interest goes through, for the strip under the verdict. */
const SHOWN: readonly Stage[] = [
  'tcp',
  'client-hello',
  'server-hello',
  'server-certificate',
  'client-certificate',
  'finished',
  'application',
]

export interface StageStep {
  readonly stage: Stage
  readonly words: string
  readonly mark: StageMark
}

export function stageSteps(handshake: HandshakeDocument): StageStep[] {
  const broken = handshake.break
  const shown = SHOWN.filter(
    (stage) =>
      stage !== 'client-certificate' || handshake.mutualTls.requested !== 'no' || broken?.stage === stage,
  )
  // A stage that is seldom shown takes its place in the order when it is the one that broke.
  const stages = broken === null || shown.includes(broken.stage) ? shown : withStage(shown, broken.stage)
  const at = broken === null ? -1 : stages.indexOf(broken.stage)
  return stages.map((stage, index) => ({
    stage,
    words: STAGE_WORDS[stage],
    mark: markOf(handshake, index, at),
  }))
}

const ORDER: readonly Stage[] = [
  'dns',
  'tcp',
  'client-hello',
  'server-hello',
  'server-certificate',
  'certificate-request',
  'client-certificate',
  'finished',
  'application',
  'late-client-auth',
]

function withStage(stages: readonly Stage[], stage: Stage): Stage[] {
  return [...stages, stage].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
}

function markOf(handshake: HandshakeDocument, index: number, brokeAt: number): StageMark {
  if (handshake.outcome === 'completed') return 'done'
  if (handshake.outcome === 'incomplete' || brokeAt === -1) return 'unknown'
  if (index === brokeAt) return 'broke'
  return index < brokeAt ? 'done' : 'not-reached'
}

/** The verdict as plain text for a ticket: no markup, lines that survive any tracker. */
export function ticketText(handshake: HandshakeDocument, sourcePath: string | null, note = ''): string {
  const lines = [`${OUTCOME_WORDS[handshake.outcome].toUpperCase()}: ${handshakeSentence(handshake)}`]
  const ending = endingText(handshake)
  if (ending !== null) lines.push(ending)
  lines.push(
    '',
    `Connection: ${formatEndpoint(handshake.client)} to ${formatEndpoint(handshake.server)} (${LEG_WORDS[handshake.leg]})`,
    `Server name (SNI): ${handshake.sni ?? 'none sent'}`,
    `Version: ${handshake.version ?? 'not agreed'}; cipher suite: ${handshake.cipherSuite?.name ?? 'not agreed'}`,
    `Started: ${handshake.startedAt}; took ${formatDuration(handshake.durationMicros)}`,
  )
  if (sourcePath !== null) {
    const frame = handshake.break?.frame ?? null
    lines.push(
      `Capture: ${sourcePath}, TCP stream ${handshake.tcpStream}${frame === null ? '' : `, packet ${frame}`}`,
    )
  }
  handshake.findings.forEach((finding, index) => {
    const { word, percent } = formatConfidence(finding.confidence)
    lines.push('', `${index + 1}. ${finding.summary} [${finding.id}, confidence ${word}, ${percent}]`)
    for (const evidence of finding.evidence) {
      lines.push(
        'frame' in evidence
          ? `   - ${evidence.frame === null ? '' : `packet ${evidence.frame}: `}${evidence.field} = ${evidence.value}`
          : `   - ${evidence.file}${evidence.pointer}`,
      )
    }
    if (finding.disproof !== '') lines.push(`   Would be disproved by: ${finding.disproof}`)
    if (index === 0 && handshake.whyFirst !== undefined) lines.push(`   Why first: ${handshake.whyFirst}`)
  })
  if (note !== '') lines.push('', `Note: ${note}`)
  return `${lines.join('\n')}\n`
}
