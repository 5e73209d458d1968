import type { Outcome } from '../../../shared/conversation/vocabulary.ts'
import type { HandshakeRow } from '../../../shared/ipc/handshake-row.ts'
import { formatEndpoint, LEG_WORDS, OUTCOME_WORDS } from '../../state/format.ts'

export type OutcomeFilter = 'all' | Outcome

const haystacks = new WeakMap<HandshakeRow, string>()

/** Everything of a handshake that a person might type to find it, lower case. */
function haystack(handshake: HandshakeRow): string {
  const known = haystacks.get(handshake)
  if (known !== undefined) return known
  const text = [
    handshake.id,
    OUTCOME_WORDS[handshake.outcome],
    handshake.sni ?? '',
    formatEndpoint(handshake.client),
    formatEndpoint(handshake.server),
    handshake.version ?? '',
    LEG_WORDS[handshake.leg],
    handshake.leg,
    handshake.startedAt,
    handshake.summary,
    ...handshake.words,
  ]
    .join('\n')
    .toLowerCase()
  haystacks.set(handshake, text)
  return text
}

/** Handshakes in which every word of the filter occurs somewhere, of the chosen outcome. */
export function filterHandshakes(
  handshakes: readonly HandshakeRow[],
  text: string,
  outcome: OutcomeFilter,
): readonly HandshakeRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && outcome === 'all') return handshakes
  return handshakes.filter((handshake) => {
    if (outcome !== 'all' && handshake.outcome !== outcome) return false
    const hay = words.length === 0 ? '' : haystack(handshake)
    return words.every((word) => hay.includes(word))
  })
}

export function countOutcomes(handshakes: readonly HandshakeRow[]): Readonly<Record<Outcome, number>> {
  const counts = { broken: 0, completed: 0, incomplete: 0 }
  for (const { outcome } of handshakes) counts[outcome] += 1
  return counts
}
