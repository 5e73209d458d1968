import type { ChainCertificate } from '../../conversation/facts.ts'
import { HOUR_MILLIS } from '../support/clock.ts'

/** Neither end belongs to it. Milliseconds since 1970 UTC. */
export interface Span {
  readonly fromMillis: number
  readonly toMillis: number
}

/**
 * The time around a moment in which validity is judged the same: rules hold the clock against what a certificate
 * says, give or take whole hours (`spanText`, notices of days). Empty where one of those moments is now.
 */
export function unchangingSpan(nowMillis: number, certificates: readonly ChainCertificate[]): Span {
  let before = HOUR_MILLIS
  let behind = HOUR_MILLIS
  for (const { reading } of certificates) {
    for (const moment of [reading.body.notBefore, reading.body.notAfter]) {
      if (moment === null) continue
      const past = modulo(nowMillis - moment.epochMillis, HOUR_MILLIS)
      before = Math.min(before, past)
      behind = Math.min(behind, past === 0 ? 0 : HOUR_MILLIS - past)
    }
  }
  return { fromMillis: nowMillis - before, toMillis: nowMillis + behind }
}

function modulo(number: number, by: number): number {
  return ((number % by) + by) % by
}
