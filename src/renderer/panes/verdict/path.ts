import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
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
}

const LINK_WORDS = {
  broken: 'broke here',
  completed: 'completed',
  incomplete: 'not known',
  'not-seen': 'not in this handshake',
} as const

/**
 * The way of a request, with the leg of this handshake marked. Nothing about one leg is inferred from
 * another: the leg that this handshake does not show is drawn as not seen.
 */
export function pathOf(handshake: HandshakeDocument): Path {
  const seen: Link = { state: handshake.outcome, words: LINK_WORDS[handshake.outcome] }
  const notSeen: Link = { state: 'not-seen', words: LINK_WORDS['not-seen'] }
  const client = formatEndpoint(handshake.client)
  const server = formatEndpoint(handshake.server)
  switch (handshake.leg) {
    case 'client-gateway':
      return {
        hops: [
          { name: 'Client', address: client },
          { name: 'Gateway', address: server },
          { name: 'APIM', address: null },
        ],
        links: [seen, notSeen],
      }
    case 'gateway-apim':
      return {
        hops: [
          { name: 'Client', address: null },
          { name: 'Gateway', address: client },
          { name: 'APIM', address: server },
        ],
        links: [notSeen, seen],
      }
    case 'direct':
      return {
        hops: [
          { name: 'Client', address: client },
          { name: 'APIM', address: server },
        ],
        links: [seen],
      }
    case 'unknown':
      return {
        hops: [
          { name: 'Client', address: client },
          { name: 'Server', address: server },
        ],
        links: [seen],
      }
  }
}

/** The strip as one sentence. */
export function pathSentence(path: Path): string {
  return path.links
    .map((link, index) => `${path.hops[index]?.name} to ${path.hops[index + 1]?.name}: ${link.words}`)
    .join('; ')
}
