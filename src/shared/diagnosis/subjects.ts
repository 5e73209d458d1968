import type { Facts } from '../conversation/facts.ts'
import type { Verdict } from '../conversation/verdict/shape.ts'
import type { DiagnosisContext } from './context.ts'

/**
 * What a conversation, or what is known beside it, can have that a rule has an opinion on. A rule about none of
 * what is there is not asked: most conversations are sound, and most rules are about what went wrong.
 */
export type Subject =
  | 'client-hello'
  | 'server-hello'
  | 'tls13'
  /** Certificates that could be read. */
  | 'server-chain'
  | 'client-chain'
  /** A CertificateRequest that could be read. */
  | 'request'
  | 'renegotiation'
  /** An HTTP answer that says no. */
  | 'http-refusal'
  /** First bytes that are no TLS. */
  | 'not-tls'
  /** Something that the capture does not have. */
  | 'gap'
  | 'completed'
  | 'break'
  /** A break that is only suspected. */
  | 'suspicion'
  /** Roots that the user gave. */
  | 'trusted-roots'
  /** The connection is a probe's own. */
  | 'probe'

const BIT: Readonly<Record<Subject, number>> = {
  'client-hello': 1 << 0,
  'server-hello': 1 << 1,
  tls13: 1 << 2,
  'server-chain': 1 << 3,
  'client-chain': 1 << 4,
  request: 1 << 5,
  renegotiation: 1 << 6,
  'http-refusal': 1 << 7,
  'not-tls': 1 << 8,
  gap: 1 << 9,
  completed: 1 << 10,
  break: 1 << 11,
  suspicion: 1 << 12,
  'trusted-roots': 1 << 13,
  probe: 1 << 14,
}

/** Subjects as one number, to be held against another: they have one in common where `a & b` is not 0. */
export function subjectBits(subjects: readonly Subject[]): number {
  return subjects.reduce((bits, subject) => bits | BIT[subject], 0)
}

/** The subjects that are there. */
export function subjectsOf(facts: Facts, verdict: Verdict, context: DiagnosisContext): number {
  const { conversation } = facts
  let bits = 0
  if (facts.lastClientHello !== null) bits |= BIT['client-hello']
  if (facts.serverHello !== null) bits |= BIT['server-hello']
  if (facts.tls13) bits |= BIT.tls13
  if (facts.serverChain.length > 0) bits |= BIT['server-chain']
  if (facts.clientChain.length > 0) bits |= BIT['client-chain']
  if (facts.certificateRequest !== null) bits |= BIT.request
  if (facts.exchange.renegotiation !== null) bits |= BIT.renegotiation
  if (facts.http.refusal !== null) bits |= BIT['http-refusal']
  if (conversation.notTls !== null) bits |= BIT['not-tls']
  if (hasGap(verdict, conversation.transport)) bits |= BIT.gap
  if (verdict.outcome === 'completed') bits |= BIT.completed
  if (verdict.break !== null) bits |= BIT.break
  if (verdict.suspected !== null) bits |= BIT.suspicion
  if (context.trustedRoots.length > 0) bits |= BIT['trusted-roots']
  if (facts.probe !== null) bits |= BIT.probe
  return bits
}

function hasGap(verdict: Verdict, transport: Facts['conversation']['transport']): boolean {
  if (verdict.outcome === 'incomplete' || transport.startsMidway) return true
  const { client, server } = transport
  return client.missingBytes + client.snappedBytes + server.missingBytes + server.snappedBytes > 0
}
