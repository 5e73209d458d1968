import { CONFIDENCE } from '../diagnosis/finding.ts'
import type { HandshakeDocument } from './analysis.ts'

/** Findings that say how an end that may be a silent refusal is to be read. */
const READINGS_OF_THE_END: ReadonlySet<string> = new Set([
  'server-certificate-rejected-silently',
  'gateway-400-no-certificate',
  'gateway-400-certificate-error',
])

/**
 * What stands above a handshake's findings: what broke it; where nothing did, how it ended (a warning of something
 * else says little of that); else what its first finding says, or why there is none.
 */
export function handshakeSentence({ break: broke, findings, outcome }: HandshakeDocument): string {
  if (broke !== null) return broke.summary
  const completed = findings.find(({ id }) => id === 'handshake-completed')
  const doubted = completed !== undefined && completed.confidence < CONFIDENCE.likely
  const reading = doubted ? findings.find(({ id }) => READINGS_OF_THE_END.has(id)) : undefined
  const told = reading ?? completed ?? findings[0]
  if (told !== undefined) return told.summary
  return outcome === 'completed'
    ? 'The handshake finished, and nobody refused anything.'
    : 'The capture does not show how this handshake ended.'
}
