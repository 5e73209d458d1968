import { isPlausibleHeader } from '../../shared/tls/record/header.ts'
import type { HeldBytes } from './held-bytes.ts'
import { HELLO_PREFIX, isHello } from './tls-signature.ts'

/** `wait`: more bytes must come before the one at `at` can be judged; `none`: not among those there are. */
export interface StartFound {
  readonly verdict: 'found' | 'wait' | 'none'
  readonly at: number
}

/**
 * Where the records of a direction begin, of which it is known that the other side is TLS: at a packet's start
 * anything that may be a header, elsewhere a hello. @param from where to go on looking
 */
export function searchStart(held: HeldBytes, from: number): StartFound {
  for (let at = from; at < held.length; at++) {
    const left = held.length - at
    if (held.startsPacket(at)) {
      if (left < 5 && mayBeHeader(held, at, left)) return { verdict: 'wait', at }
      if (left >= 5 && isPlausibleHeader(held, at)) return { verdict: 'found', at }
    } else if (held.at(at) === 22) {
      if (left < HELLO_PREFIX) return { verdict: 'wait', at }
      if (isHello(held, at, 'server') || isHello(held, at, 'client')) return { verdict: 'found', at }
    }
  }
  return { verdict: 'none', at: Math.max(from, held.length) }
}

/** Whether the bytes that are there may be the start of a header. */
function mayBeHeader(bytes: { at(index: number): number }, at: number, length: number): boolean {
  const type = bytes.at(at)
  return type >= 20 && type <= 24 && (length < 2 || bytes.at(at + 1) === 3)
}
