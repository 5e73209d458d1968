import type { Facts, Placed } from '../../conversation/facts.ts'
import { NO_HTTP } from '../../conversation/http-facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import type { ClientHello, HandshakeBody, ServerHello } from '../../tls/message/handshake.ts'
import type { DiagnosisContext } from '../context.ts'
import { hasGap } from '../subjects.ts'

/**
 * What an ordinary conversation is known again by, each a value that is the same (`===`) in all that are alike. Of
 * messages it is the reading that all share which differ in randoms, keys and signatures alone. Times, packets, the
 * client's address and what was sent behind the handshake are not among it: `audited.ts` sees to it that an opinion
 * which rests on those is not taken for that of another conversation.
 */
export type Likeness = readonly unknown[]

/** Whether nothing broke, nothing is suspected, and nothing is there that only few conversations have. */
export function isOrdinary({ conversation, exchange, ...facts }: Facts, verdict: Verdict): boolean {
  return (
    verdict.outcome === 'completed' &&
    verdict.break === null &&
    verdict.suspected === null &&
    verdict.unknown === null &&
    facts.probe === null &&
    facts.http === NO_HTTP &&
    facts.helloRetryRequest === null &&
    conversation.decryption === null &&
    conversation.notTls === null &&
    exchange.renegotiation === null &&
    exchange.late === null &&
    !hasGap(verdict, conversation.transport)
  )
}

export function likenessOf(facts: Facts, { leg, clock }: DiagnosisContext): Likeness {
  const { conversation, exchange } = facts
  const { applicationData } = exchange
  return [
    facts.serverCertificate?.body,
    facts.clientCertificate?.body,
    readingOf(facts.serverHello),
    readingOf(facts.clientHello),
    readingOf(facts.lastClientHello),
    conversation.server?.address,
    conversation.server?.port,
    facts.certificateRequest?.body,
    facts.serverChain,
    facts.clientChain,
    applicationData.client.any,
    applicationData.server.any,
    exchange.clientFinished,
    exchange.serverFinished,
    exchange.completedAt,
    exchange.clientAnswer,
    exchange.abbreviated,
    exchange.exact.client,
    exchange.exact.server,
    facts.tls13,
    facts.version,
    facts.cipherSuite,
    facts.requested,
    facts.clientAnswer,
    facts.serverHelloDone,
    facts.clientHello?.index,
    facts.lastClientHello?.index,
    facts.serverHello?.index,
    facts.serverCertificate?.index,
    facts.certificateRequest?.index,
    facts.clientCertificate?.index,
    conversation.startedBy,
    leg,
    clock,
  ]
}

export function areAlike(one: Likeness, other: Likeness): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

/** The reading shared by all hellos that are alike; of one that nobody shares, its own. */
export function readingOf(hello: Placed<ClientHello | ServerHello> | null): HandshakeBody | undefined {
  return hello === null ? undefined : (hello.body.model ?? hello.body)
}
