import type { LoggingListener } from './families/family.ts'
import type { Combination } from './support/views.ts'
import { CLIENTS, type ClientKind } from './support/wardrobe.ts'

/** What is tried at a listener: the whole wardrobe at one of them, the telling clients at the others. */

const TLS10 = 0x0301
const TLS11 = 0x0302
const TLS12 = 0x0303
const TLS13 = 0x0304

export function combinationsAt(listener: LoggingListener): Combination[] {
  return pairsAt(listener).map(([version, client, late = listener.asks === 'at one location']) => ({
    listener,
    version,
    client,
    late,
  }))
}

type Pair = readonly [version: number, client: ClientKind, late?: boolean]

function pairsAt({ name, asks, key, old, http2, revoking }: LoggingListener): Pair[] {
  if (name.startsWith('gateway before')) return both(['none'])
  if (old) {
    return [
      [TLS10, 'none'],
      [TLS10, 'RSA'],
      [TLS11, 'P-256'],
      [TLS11, 'expired RSA'],
      [TLS12, 'none'],
    ]
  }
  if (revoking) return both(['P-256', 'revoked'])
  if (http2) return both(['none', 'RSA', 'expired RSA'])
  if (asks === 'required' && key === 'RSA')
    return [...both(CLIENTS.filter((client) => client !== 'revoked')), [TLS10, 'none']]
  if (asks === 'required') return both(['none', 'P-256'])
  if (asks === 'optional') return both(['none', 'RSA', 'expired RSA'])
  if (asks === 'nothing') return both(['none', 'RSA'])
  return [
    ...both([
      'none',
      'RSA',
      'P-256',
      'Ed25519',
      'expired RSA',
      'unknown CA',
      'no intermediate',
      'no clientAuth',
    ]),
    [TLS13, 'RSA', false],
  ]
}

function both(clients: readonly ClientKind[]): Pair[] {
  return [TLS12, TLS13].flatMap((version) => clients.map((client): Pair => [version, client]))
}
