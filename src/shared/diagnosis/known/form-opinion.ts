import type { Facts } from '../../conversation/facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import type { DiagnosisContext } from '../context.ts'
import { weigh } from '../diagnose.ts'
import type { Finding } from '../finding.ts'
import { momentText } from '../support/clock.ts'
import { type Audit, audited, FRAME_OF_ROW, Leak } from './audited.ts'
import { natureOf, type SharedOpinion } from './shared-opinion.ts'
import { type Span, unchangingSpan } from './unchanging-span.ts'

const ALWAYS: Span = { fromMillis: Number.NEGATIVE_INFINITY, toMillis: Number.POSITIVE_INFINITY }

/** The opinion on an ordinary conversation, for all that are like it; `null` where it rests on what is its own. */
export function formOpinion(facts: Facts, verdict: Verdict, context: DiagnosisContext): SharedOpinion | null {
  const audit = audited(facts, context)
  const diagnosis = unlessLeaked(() => weigh(audit.facts, verdict, audit.context))
  if (diagnosis === null || diagnosis.verdict !== verdict || diagnosis.summary !== null) return null
  const { findings } = diagnosis
  if (!findings.every(hasFramesOfRows)) return null
  const span = audit.clockAsked() ? spanOf(facts, context, findings) : ALWAYS
  return span === null ? null : { findings, rows: rowsOf(audit, facts), ...span }
}

function unlessLeaked<Value>(say: () => Value): Value | null {
  try {
    return say()
  } catch (error) {
    if (error instanceof Leak) return null
    throw error
  }
}

/** Whether every frame it names is that of the row it names, and its words hold none. */
function hasFramesOfRows(finding: Finding): boolean {
  const isOfRow = finding.evidence.every(
    (one) =>
      one.kind === 'wire' &&
      (one.message === null ? one.frame === null : one.frame === FRAME_OF_ROW + one.message),
  )
  const words = JSON.stringify({
    ...finding,
    evidence: finding.evidence.map((one) => ({ ...one, frame: 0 })),
  })
  return isOfRow && !words.includes(String(FRAME_OF_ROW).slice(0, FRAME_DIGITS))
}

/** Of a frame of `audited.ts` so many digits are the same, whatever the row. */
const FRAME_DIGITS = 8

/** `null` where the clock itself is in the words, or was held against certificates that the user gave. */
function spanOf(facts: Facts, context: DiagnosisContext, findings: readonly Finding[]): Span | null {
  const { nowMillis, trustedRoots, clientCa, clientCertificate } = context
  if (trustedRoots.length + clientCa.length + clientCertificate.length > 0) return null
  if (JSON.stringify(findings).includes(momentText(nowMillis))) return null
  return unchangingSpan(nowMillis, [...facts.serverChain, ...facts.clientChain])
}

function rowsOf(audit: Audit, facts: Facts): SharedOpinion['rows'] {
  return [...audit.rows].flatMap((row) => natureOf(facts, row) ?? [])
}
