import type { HandshakeDissection } from '../message/handshake.ts'
import { ja3 } from './ja3.ts'
import { ja4 } from './ja4.ts'

export { type Ja3, ja3 } from './ja3.ts'
export { type Ja4, ja4 } from './ja4.ts'

/** The fingerprints the contract prints: JA3 as MD5, JA4 as hash. */
export interface ClientFingerprints {
  readonly ja3: string | null
  readonly ja4: string | null
}

/** Fingerprints of a dissected message; both `null` for anything but a ClientHello that is all there. */
export function clientFingerprints(dissection: HandshakeDissection): ClientFingerprints {
  const { body, problems } = dissection
  const whole = !problems.some((problem) => problem.kind === 'truncated')
  if (body.type !== 'ClientHello' || !whole) return { ja3: null, ja4: null }
  return { ja3: ja3(body)?.hash ?? null, ja4: ja4(body)?.hash ?? null }
}
