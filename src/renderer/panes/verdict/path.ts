import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { ListedHandshake } from '../../../shared/ipc/handshake-row.ts'
import { formatEndpoint } from '../../state/format.ts'

/** One machine on the path strip. `address` is `null` where this handshake does not show it. */
export interface Hop {
  readonly name: string
  readonly address: string | null
}

/** The connection between two hops. */
export interface Link {
  readonly state: 'broken' | 'completed' | 'incomplete' | 'not-seen'
  readonly words: string
}

export interface Path {
  /** One more than `links`. */
  readonly hops: readonly Hop[]
  readonly links: readonly Link[]
  /** Index of the link that is this handshake. */
  readonly own: number
}

const LINK_WORDS = {
  broken: 'broke here',
  completed: 'completed',
  incomplete: 'not known',
  'not-seen': 'not in this handshake',
} as const

/**
 * The way of a request, with the leg of this handshake marked. Nothing about one leg is inferred from
 * another: the leg that this handshake does not show is drawn as not seen, unless it is joined with one that does.
 * @param other a handshake of the other leg that is joined with this one
 */
export function pathOf(handshake: HandshakeDocument, other: ListedHandshake | null = null): Path {
  const seen: Link = { state: handshake.outcome, words: LINK_WORDS[handshake.outcome] }
  const notSeen: Link =
    other === null
      ? { state: 'not-seen', words: LINK_WORDS['not-seen'] }
      : { state: other.outcome, words: LINK_WORDS[other.outcome] }
  const client = formatEndpoint(handshake.client)
  const server = formatEndpoint(handshake.server)
  switch (handshake.leg) {
    case 'client-gateway':
      return {
        hops: [
          { name: 'Client', address: client },
          { name: 'Gateway', address: server },
          { name: 'APIM', address: other === null ? null : formatEndpoint(other.server) },
        ],
        links: [seen, notSeen],
        own: 0,
      }
    case 'gateway-apim':
      return {
        hops: [
          { name: 'Client', address: other === null ? null : formatEndpoint(other.client) },
          { name: 'Gateway', address: client },
          { name: 'APIM', address: server },
        ],
        links: [notSeen, seen],
        own: 1,
      }
    case 'direct':
      return {
        hops: [
          { name: 'Client', address: client },
          { name: 'APIM', address: server },
        ],
        links: [seen],
        own: 0,
      }
    case 'unknown':
      return {
        hops: [
          { name: 'Client', address: client },
          { name: 'Server', address: server },
        ],
        links: [seen],
        own: 0,
      }
  }
}

/** The strip as one sentence. */
export function pathSentence(path: Path): string {
  return path.links
    .map((link, index) => `${path.hops[index]?.name} to ${path.hops[index + 1]?.name}: ${link.words}`)
    .join('; ')
}
