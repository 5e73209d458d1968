import type {
  ProbedFault as Fault,
  ProbedFaultKind as FaultKind,
} from '../../../shared/conversation/probed.ts'
import type { Stage } from '../../../shared/conversation/vocabulary.ts'

/**
 * How a connection ended, as the TLS client saw it. Never more than one: the first that came in the order of the
 * bytes. What else came (a reset behind an alert, say) stands in the record.
 */
export type Ending = { readonly stage: Stage; readonly atMicros: number } & EndingCause

export type EndingCause =
  | {
      readonly by: 'server'
      readonly how: 'alert'
      /** AlertLevel and AlertDescription (IANA). */
      readonly level: number
      readonly description: number
      readonly encrypted: boolean
    }
  | { readonly by: 'server'; readonly how: 'close-notify' }
  | {
      readonly by: 'server'
      readonly how: 'fin'
      /** Whether a record or handshake message had begun and did not end. */
      readonly cut: boolean
    }
  | { readonly by: 'server'; readonly how: 'rst' }
  /** The connection failed otherwise: `ETIMEDOUT`, `EHOSTUNREACH` … */
  | { readonly by: 'network'; readonly how: 'none'; readonly code: string }
  /** Nobody ended it; the time allowed ran out. */
  | { readonly by: 'none'; readonly how: 'timeout' }
  /** The caller's signal. */
  | { readonly by: 'client'; readonly how: 'aborted' }
  /** This client could not or would not go on; `alert` is what it told the server. */
  | { readonly by: 'client'; readonly how: 'alert'; readonly alert: number; readonly fault: Fault }

export type {
  ProbedFault as Fault,
  ProbedFaultKind as FaultKind,
} from '../../../shared/conversation/probed.ts'
export { faultText as describeFault } from '../../../shared/conversation/probed.ts'

/** Unwinds to the client's own methods, which turn it into an `Ending`; never leaves them. */
export class Ended extends Error {
  readonly ending: EndingCause
  readonly atMicros: number
  constructor(ending: EndingCause, atMicros: number) {
    super('the connection ended')
    this.ending = ending
    this.atMicros = atMicros
  }
}

/** AlertDescription that goes with a fault (RFC 8446 6.2), where the code that found it knows no better one. */
const ALERTS: Readonly<Record<FaultKind, number>> = {
  'not-tls': 10,
  malformed: 50,
  unexpected: 10,
  unsupported: 40,
  'not-offered': 47,
  'bad-signature': 51,
  'bad-finished': 51,
  'bad-record': 20,
  'bad-key': 47,
  limit: 80,
  credential: 80,
  internal: 80,
}

/** Thrown where a fault is found; the client adds time and stage, and sends the alert. */
export class Faulty extends Error {
  readonly fault: Fault
  readonly alert: number
  constructor(fault: Omit<Fault, 'offset'> & { offset?: number }, alert: number = ALERTS[fault.kind]) {
    super('a fault')
    this.fault = { ...fault, offset: fault.offset ?? null }
    this.alert = alert
  }
}
