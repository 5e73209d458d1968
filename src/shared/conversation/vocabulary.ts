/** The closed vocabulary of a conversation's verdict (taxonomy.md). */

/** In order; a break names the first stage that did not complete. */
export const STAGES = [
  'dns',
  'tcp',
  'client-hello',
  'server-hello',
  'server-certificate',
  'certificate-request',
  'client-certificate',
  'finished',
  'application',
  'late-client-auth',
] as const
export type Stage = (typeof STAGES)[number]

export const ENDED_BY = ['client', 'server', 'network', 'none'] as const
export type EndedBy = (typeof ENDED_BY)[number]

export const HOW = ['alert', 'close-notify', 'fin', 'rst', 'timeout', 'http-status', 'none'] as const
export type How = (typeof HOW)[number]

export const LEGS = ['client-gateway', 'gateway-apim', 'direct', 'unknown'] as const
export type Leg = (typeof LEGS)[number]

export const OUTCOMES = ['completed', 'broken', 'incomplete'] as const
export type Outcome = (typeof OUTCOMES)[number]

export type Peer = 'client' | 'server'

export function otherPeer(peer: Peer): Peer {
  return peer === 'client' ? 'server' : 'client'
}
