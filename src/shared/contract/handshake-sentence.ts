import { CONFIDENCE } from '../diagnosis/finding.ts'
import type { HandshakeDocument } from './analysis.ts'

/**
 * What stands above a handshake's findings: what broke it; where nothing did, that it completed, if that is likely
 * (a mere warning says little of how it went); else what its first finding says, or why there is none.
 */
export function handshakeSentence({ break: broke, findings, outcome }: HandshakeDocument): string {
  if (broke !== null) return broke.summary
  const completed = findings.find(
    ({ id, confidence }) => id === 'handshake-completed' && confidence >= CONFIDENCE.likely,
  )
  const told = completed ?? findings[0]
  if (told !== undefined) return told.summary
  return outcome === 'completed'
    ? 'The handshake finished, and nobody refused anything.'
    : 'The capture does not show how this handshake ended.'
}
