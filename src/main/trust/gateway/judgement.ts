import type { HealthFix } from '../../../shared/azure/health/fixes.ts'
import { HEALTH_MESSAGES, type HealthMessageKey } from '../../../shared/azure/health/messages.ts'
import type { FindingId } from '../../../shared/diagnosis/taxonomy.ts'
import type { Confidence, GatewaySku } from '../../../shared/runbook/article.ts'

export interface GatewayQuestion {
  readonly sku: GatewaySku
  /** DER of each certificate as the backend sent them, in that order. */
  readonly sent: readonly Uint8Array[]
  /**
   * What is attached to the backend setting: trusted root certificates (v2) or authentication certificates (v1), DER.
   * Empty: "well-known CA".
   */
  readonly uploaded: readonly Uint8Array[]
  /** The name the certificate must be for: see `gatewayNames`. `null`: the gateway has none, so none can be judged. */
  readonly host: string | null
  /** The server_name that this chain was fetched with, `null` for none; not given: the same as `host`. */
  readonly fetchedWithSni?: string | null
  /** v2 backend setting; true if not given (facts 1.3.10). */
  readonly validateSni?: boolean
  /** v2 backend setting; true if not given (facts 1.3.10). */
  readonly validateCertChainAndExpiry?: boolean
  /** v1: a trusted Azure service (App Service) needs no authentication certificate (facts 1.3.2). */
  readonly trustedAzureService?: boolean
  /** DER of the well-known CAs to go by; those this runtime brings if not given. */
  readonly publicRoots?: readonly Uint8Array[]
  /** Milliseconds since 1970 UTC. */
  readonly atMillis: number
}

/** A statement with the row of the fact sheet it rests on and how far that row carries. */
export interface Grounds {
  readonly row: string
  readonly confidence: Confidence
}

export type CheckName =
  | 'sent'
  | 'leaf-first'
  | 'self-signed'
  | 'intermediates'
  | 'order'
  | 'root'
  | 'root-needed'
  | 'issuers'
  | 'name'
  | 'validity'
  | 'purpose'
  | 'strength'
  | 'revocation'
  | 'sni'
  | 'allow-list'

export interface GatewayCheck extends Grounds {
  readonly name: CheckName
  /** `risk`: nobody could confirm what the gateway does with this. */
  readonly result: 'passed' | 'failed' | 'risk' | 'not-judged'
  /** One sentence. */
  readonly text: string
}

/** A check that did not pass, with what the gateway would say and what cures it. */
export interface GatewayFault {
  readonly check: CheckName
  readonly result: 'failed' | 'risk'
  readonly grounds: Grounds
  /** `null`: the gateway has no message of its own for it. */
  readonly message: HealthMessageKey | null
  /** For message 3.18. */
  readonly verifyCode?: number
  /** Codes that other versions of OpenSSL, or a verifier that goes on to the last fault, would give. */
  readonly otherCodes?: readonly number[]
  /** Messages that the same fault is told with at times. */
  readonly alternatives?: readonly HealthMessageKey[]
  readonly cause: string
  readonly fix: HealthFix
  /** Ids of the taxonomy that hold beside the message's own. */
  readonly findings?: readonly FindingId[]
}

export interface PredictedMessage {
  readonly id: FindingId
  readonly row: string
  readonly text: string
  readonly older: readonly { readonly row: string; readonly text: string }[]
  /** The wording's own. */
  readonly confidence: Confidence
}

/** Plain data: what the gateway would make of a backend's certificates. */
export interface GatewayJudgement {
  readonly sku: GatewaySku
  /** As far as certificates decide; `uncertain` where it hangs on something that nobody could confirm. */
  readonly outlook: 'healthy' | 'unhealthy' | 'uncertain'
  readonly sentence: string
  /** The likeliest; `null` where nothing is wrong, or the gateway has no message for it. */
  readonly message: PredictedMessage | null
  /** Others that fit: of the same fault, or of further ones. */
  readonly alternatives: readonly PredictedMessage[]
  readonly cause: string | null
  /** How far the prediction itself carries: that this cause gives this message. */
  readonly confidence: Confidence
  readonly row: string | null
  readonly fix: HealthFix | null
  readonly articles: readonly string[]
  readonly findings: readonly FindingId[]
  readonly checks: readonly GatewayCheck[]
  /** What the other generation does differently, in one sentence. */
  readonly otherSku: string
  /** What this prediction hangs on and nobody could confirm. */
  readonly unverified: readonly { readonly row: string; readonly text: string }[]
}

export function predicted(key: HealthMessageKey, verifyCode?: number): PredictedMessage {
  const { id, row, text, older, confidence } = HEALTH_MESSAGES[key]
  const filled = verifyCode === undefined ? text : text.replace('{errorCode}', String(verifyCode))
  return { id, row, text: filled, older, confidence }
}
