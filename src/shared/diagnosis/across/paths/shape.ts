import type { HttpRefusal } from '../../../conversation/http-facts.ts'
import type { Leg, Outcome, Stage } from '../../../conversation/vocabulary.ts'
import type { Endpoint } from '../../../packet/segment.ts'
import type { Evidence } from '../../finding.ts'
import type { FindingId } from '../../taxonomy.ts'

/** The gateway's access log tells which source port it used (`upstreamSourcePort`, facts 2.11). */
export interface UpstreamPort {
  /** The client's port of the same log line; `null`: not given. */
  readonly client: number | null
  readonly upstream: number
}

/** The two legs of a way through the gateway, and the way straight to API Management, which has but one. */
export type SightedLeg = Exclude<Leg, 'unknown'>

/** What the joining needs of one connection; plain data, so that it can come from another thread. */
export interface LegSighting {
  /** Id of the handshake. */
  readonly handshake: string
  /** Times of different sources are of different clocks. */
  readonly source: number
  readonly leg: SightedLeg
  readonly client: Endpoint
  readonly server: Endpoint
  readonly startedMicros: number
  readonly endedMicros: number
  readonly outcome: Outcome
  readonly broke: BrokeHere | null
  /** What the client did about a certificate on this leg. */
  readonly clientAnswer: 'certificate' | 'empty-certificate' | 'finished-only' | 'unknown'
  /** Requests that could be read, in order. */
  readonly requests: readonly RequestSighting[]
  /**
   * Where nothing could be read: from each stretch of the client's data to the answer's first byte. Empty where there
   * was none.
   */
  readonly spells: readonly Spell[]
  /** The answer that said no, with the request it answers; `null` where none was read. */
  readonly refusal: {
    readonly kind: HttpRefusal['kind']
    readonly request: number | null
    /** Whether the answer bears Application Gateway's own name. */
    readonly signed: boolean
  } | null
}

export interface BrokeHere {
  readonly stage: Stage
  /** The break as one sentence, without its final full stop. */
  readonly sentence: string
  /** Breaks that read alike are one. */
  readonly kind: string
  readonly atMicros: number
  readonly frame: number | null
  /** The likeliest cause of error severity, and what it stands on. */
  readonly cause: FindingId | null
  readonly evidence: readonly Evidence[]
}

export interface Spell {
  readonly fromMicros: number
  readonly toMicros: number
}

export interface RequestSighting extends Spell {
  /** `null`: no final answer was seen, and `toMicros` is the connection's end. */
  readonly status: number | null
  readonly statusText: string | null
  /** Packet of the answer. */
  readonly frame: number | null
  readonly method: string
  readonly path: string
  readonly forwardedFor: { readonly address: string; readonly port: number | null } | null
  readonly ids: readonly string[]
}

/** What made two connections one way, the surest first. */
export const JOINED_BY = ['upstream-port', 'forwarded-for', 'correlation-id', 'request', 'time'] as const
export type JoinedBy = (typeof JOINED_BY)[number]

/** Which leg broke; `unknown` where what is joined does not tell. */
export const BROKEN_LEGS = ['client-gateway', 'gateway-apim', 'none', 'unknown'] as const
export type BrokenLeg = (typeof BROKEN_LEGS)[number]

/** One connection to the gateway and what is known of those it caused behind it. */
export interface Join {
  readonly front: LegSighting
  /**
   * `joined`: to `back`. `ambiguous`: to one or several of `candidates`, and it cannot be told which. `no-live`: the
   * gateway answered for its backend without asking it; `candidates` are its last attempts before. `front-only`: it
   * broke before anything can have been passed on, or nothing of what was is in sight.
   */
  readonly state: 'joined' | 'ambiguous' | 'no-live' | 'front-only'
  readonly back: readonly LegSighting[]
  readonly candidates: readonly LegSighting[]
  readonly by: JoinedBy | null
  /** What they have in common, as a clause: `x-forwarded-for 10.0.0.4:50123`. */
  readonly proof: string | null
  readonly confidence: number
}

/** A way from client to API Management, told. */
export interface LegPath {
  readonly join: Join
  readonly brokenLeg: BrokenLeg
  /** That the ways belong together, and what is said of them. */
  readonly confidence: number
  readonly sentence: string
}
