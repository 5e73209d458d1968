import { CONFIDENCE } from '../diagnosis/finding.ts'
import type { FindingDocument, HandshakeDocument } from './analysis.ts'

/** Findings that say how an end that may be a silent refusal is to be read. */
const READINGS_OF_THE_END: ReadonlySet<string> = new Set([
  'server-certificate-rejected-silently',
  'gateway-400-no-certificate',
  'gateway-400-certificate-error',
])

type Judged = Pick<HandshakeDocument, 'break' | 'findings' | 'outcome'>

/**
 * What stands above a handshake's findings: what broke it; where nothing did, how it ended (a warning of something
 * else says little of that); else what its first finding says, or why there is none.
 */
export function handshakeSentence(judged: Judged): string {
  const told = judged.break ?? telling(judged)
  if (told !== null) return told.summary
  return judged.outcome === 'completed'
    ? 'The handshake completed; no refusal was seen.'
    : 'The capture does not show how this handshake ended.'
}

/** The finding on which that sentence rests. */
export function telling({ break: broke, findings }: Judged): FindingDocument | null {
  const first = findings[0] ?? null
  if (broke !== null) return first
  const completed = findings.find(({ id }) => id === 'handshake-completed')
  const doubted = completed !== undefined && completed.confidence < CONFIDENCE.likely
  const reading = doubted ? findings.find(({ id }) => READINGS_OF_THE_END.has(id)) : undefined
  return reading ?? completed ?? first
}
