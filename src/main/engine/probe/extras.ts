import type { GatewaySku } from '../../../shared/runbook/article.ts'
import type { OpenedCredential, PreflightClock } from '../../probe/credentials/index.ts'
import type { Profile } from '../../probe/profiles/index.ts'
import type { ToldCertificate } from './told.ts'

/** What is known of a probe beside its request: what its user gave, and expects. */
export interface ProbeExtras {
  /** What `ProbeRequest.credential` was made from. Holds the private key: stays in this process. */
  readonly credential: OpenedCredential | null
  /** By whose clock the credential is judged. */
  readonly credentialClock: PreflightClock
  /** The client that the hello is made after; `null`: tlscope's own. */
  readonly profile: Profile | null
  /** What of the hello is not as the profile's client sends it (`ProfilePlan.differences`). */
  readonly differences: readonly string[]
  /** DER of the roots that the server's chain should climb to, each with its file's name; empty: the public ones. */
  readonly trustedRoots: readonly ToldCertificate[]
  readonly expectPrivate: boolean
  /** The name that the server's certificate must be for; `null`: nobody said. */
  readonly host: string | null
  /** Judge the chain as this generation of Application Gateway would; `null`: only where the profile is a gateway's. */
  readonly sku: GatewaySku | null
  readonly expectMtls: boolean
}

/** Nothing is known but the request. */
export function noExtras(): ProbeExtras {
  return {
    credential: null,
    credentialClock: { nowMillis: Date.now(), clock: 'local' },
    profile: null,
    differences: [],
    trustedRoots: [],
    expectPrivate: false,
    host: null,
    sku: null,
    expectMtls: false,
  }
}
