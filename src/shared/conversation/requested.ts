import { hasExtension } from '../tls/message/extension.ts'
import type { Facts } from './facts.ts'

/** In a ServerHello: the session was resumed (RFC 8446 4.2.11). */
const PRE_SHARED_KEY = 41

/** Whether an earlier session was resumed: then neither side sends a certificate, and nobody asks for one. */
export function isResumed({ serverHello, tls13, exchange }: Facts): boolean {
  if (serverHello === null) return false
  return tls13 ? hasExtension(serverHello.body.extensions, PRE_SHARED_KEY) : exchange.abbreviated
}

/**
 * Whether the server asked for a client certificate in the first handshake. `unknown` where its flight was not
 * seen whole, where a session was resumed (nobody asks then), or where TLS 1.3 hides the request and the client's
 * answer cannot be told by its size.
 */
export function requestedCertificate(facts: Facts): 'yes' | 'no' | 'unknown' {
  if (facts.requested === 'initial') return 'yes'
  // A server that resumes cannot ask (RFC 8446 4.3.2): its silence says nothing about its configuration.
  if (facts.serverHello === null || isResumed(facts)) return 'unknown'
  if (facts.tls13) {
    if (facts.exchange.exact.server) return 'no'
    const { clientAnswer } = facts.exchange
    if (clientAnswer === 'unknown') return 'unknown'
    return clientAnswer === 'finished-only' ? 'no' : 'yes'
  }
  if (facts.conversation.transport.server.missingBytes > 0) return 'unknown'
  return facts.serverHelloDone === null ? 'unknown' : 'no'
}
