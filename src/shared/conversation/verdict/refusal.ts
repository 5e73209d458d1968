import type { Ending } from '../ending.ts'
import type { Facts } from '../facts.ts'
import type { Stage } from '../vocabulary.ts'

/**
 * AlertDescriptions with which a client speaks about the ServerHello's parameters rather than about the
 * certificate: unexpected_message, handshake_failure, illegal_parameter, decode_error, protocol_version,
 * insufficient_security, missing_extension, unsupported_extension, unrecognized_name,
 * no_application_protocol (RFC 8446 6.2).
 */
const ABOUT_THE_HELLO: ReadonlySet<number> = new Set([10, 40, 47, 50, 70, 71, 109, 110, 112, 120])

/** What a client that ends it before its own flight refuses: the ServerHello or the certificate. */
export function stageOfClientRefusal(facts: Facts, ending: Ending): Stage {
  if (ending.alert !== null) return ABOUT_THE_HELLO.has(ending.alert) ? 'server-hello' : 'server-certificate'
  // A session resumed in TLS 1.2 has no certificate to refuse (RFC 5246 7.3), unless the capture lost it.
  const resumed =
    !facts.tls13 &&
    facts.serverCertificate === null &&
    facts.exchange.serverFinished !== null &&
    facts.conversation.transport.server.missingBytes === 0
  if (resumed) return 'finished'
  const before = ending.row ?? Number.POSITIVE_INFINITY
  const sawCertificate =
    (facts.serverCertificate !== null && facts.serverCertificate.index < before) ||
    facts.exchange.serverFinished !== null ||
    facts.tls13
  return sawCertificate ? 'server-certificate' : 'server-hello'
}
