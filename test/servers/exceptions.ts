import type { Combination } from './support/views.ts'

/** Where the witnesses cannot agree, and why. Each has to occur: one that no longer does is to be taken out. */

export interface Exception {
  readonly family: string
  readonly reason: string
  readonly holds: (combination: Combination) => boolean
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    family: 'NSS',
    reason:
      'NSS has one error for both ends of the validity (SEC_ERROR_EXPIRED_CERTIFICATE, alert 45); the certificate itself shows which one it is, and the probe says that',
    holds: ({ client }) => client === 'not yet valid',
  },
  {
    family: 'nginx',
    reason:
      'nginx says "The SSL certificate error" to a revoked certificate as to any other; only its log and its CRL know that it was revoked',
    holds: ({ client }) => client === 'revoked',
  },
  {
    family: 'Java',
    reason:
      'Java says handshake_failure (40) to a signature that does not fit, as to much else, so the wire leaves the cause open; the probe refuses such a pair of certificate and key before a packet is sent, which is gone round here',
    holds: ({ client }) => client === 'another key',
  },
]

/**
 * tshark begins the client's keys anew at each of its Finished messages, also at that of post-handshake
 * authentication, after which they go on: what the client says then, its close_notify, it cannot open.
 */
export function isLostByTshark({ listener, version }: Combination, what: string): boolean {
  return listener.asks === 'at one location' && version === 0x0304 && what === 'alerts of the client'
}
