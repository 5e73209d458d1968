import { hasExtension } from '../tls/message/extension.ts'
import type { Facts } from './facts.ts'

/** In a ServerHello: the session was resumed (RFC 8446 4.2.11). */
const PRE_SHARED_KEY = 41

/**
 * Whether the server asked for a client certificate in the first handshake. `unknown` where its flight was not
 * seen whole, where a session was resumed (nobody asks then), or where TLS 1.3 hides the request and the client's
 * answer cannot be told by its size.
 */
export function requestedCertificate(facts: Facts): 'yes' | 'no' | 'unknown' {
  if (facts.requested === 'initial') return 'yes'
  if (facts.serverHello === null || facts.exchange.abbreviated) return 'unknown'
  if (facts.tls13) {
    // A server that resumes cannot ask (RFC 8446 4.3.2): its silence says nothing about its configuration.
    if (hasExtension(facts.serverHello.body.extensions, PRE_SHARED_KEY)) return 'unknown'
    if (facts.exchange.exact.server) return 'no'
    const { clientAnswer } = facts.exchange
    if (clientAnswer === 'unknown') return 'unknown'
    return clientAnswer === 'finished-only' ? 'no' : 'yes'
  }
  if (facts.conversation.transport.server.missingBytes > 0) return 'unknown'
  return facts.serverHelloDone === null ? 'unknown' : 'no'
}
