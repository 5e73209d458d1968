import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { handshakeDocument } from '../../shared/contract/handshake-document.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import { type Facts, readFacts, sniOf } from '../../shared/conversation/facts.ts'
import type { ProbeEvidence } from '../../shared/conversation/probed.ts'
import type { Verdict } from '../../shared/conversation/verdict/shape.ts'
import type { Leg } from '../../shared/conversation/vocabulary.ts'
import type { DiagnosisContext } from '../../shared/diagnosis/context.ts'
import { type Diagnosis, diagnose } from '../../shared/diagnosis/diagnose.ts'
import type { Finding } from '../../shared/diagnosis/finding.ts'
import { legOf } from '../../shared/diagnosis/leg.ts'
import type { EngineOptions } from './options.ts'

/** A conversation with what was made of it, for exports and for showing its bytes. */
export interface JudgedConversation {
  readonly conversation: Conversation
  readonly facts: Facts
  readonly diagnosis: Diagnosis
  readonly leg: Leg
  /** What the same is made of again, in much less room; `null` where more had its part in it than records. */
  readonly tape: Uint8Array | null
}

const HTTPS_PORT = 443

/** @param probe what only the probe knows whose own connection this is, and whether it is of this moment */
export function judgeConversation(
  conversation: Conversation,
  options: EngineOptions,
  probe: { readonly evidence: ProbeEvidence; readonly live: boolean } | null = null,
): JudgedConversation {
  const facts = readFacts(conversation, probe?.evidence ?? null)
  const context = contextOf(facts, options, probe?.live ?? false)
  return { conversation, facts, diagnosis: diagnose(facts, context), leg: context.leg, tape: null }
}

export function documentOf({ facts, diagnosis, leg }: JudgedConversation): HandshakeDocument {
  return handshakeDocument(facts, diagnosis, leg)
}

/** TLS is listed; what should have been TLS is listed if it broke (contract.md). */
export function isListed(
  { conversation, facts, diagnosis }: JudgedConversation,
  options: EngineOptions,
): boolean {
  // Somebody asked about this very connection.
  if (facts.probe !== null) return true
  if (facts.clientHello !== null || facts.serverHello !== null) return true
  if (conversation.messages.some(({ layer }) => layer === 'tls')) return true
  const port = conversation.server?.port ?? null
  if (port === null || !isExpected(port, options)) return false
  return diagnosis.verdict.outcome === 'broken' && !isKnock(facts, diagnosis.verdict)
}

/** Opened, nothing said, and closed by who opened it: how load balancers and monitors look whether a port is open. */
function isKnock({ conversation }: Facts, { break: broke }: Verdict): boolean {
  const { transport } = conversation
  if (broke?.by !== 'client' || broke.stage !== 'client-hello') return false
  const unsaid = [transport.client, transport.server].every(
    (side) => side.delivered + side.missingBytes === 0,
  )
  return unsaid && transport.synAckSeen
}

/** Whether TLS is expected on that port. */
export function isExpected(port: number, options: EngineOptions): boolean {
  return port === HTTPS_PORT || port === options.port
}

/** Whether the exit status has to say so. @param handshake its document, or what its diagnosis holds */
export function isBroken(handshake: {
  readonly break: object | null
  readonly findings: readonly Pick<Finding, 'severity'>[]
}): boolean {
  return handshake.break !== null || handshake.findings.some(({ severity }) => severity === 'error')
}

function contextOf(facts: Facts, options: EngineOptions, live: boolean): DiagnosisContext {
  const { startedMicros } = facts.conversation
  // A capture whose packets carry no time (simple packet blocks) is judged by this machine's clock.
  const timed = startedMicros > 0
  return {
    leg: legFor(facts, options),
    host: options.host,
    expectMtls: options.expectMtls,
    nowMillis: options.atMillis ?? (timed ? startedMicros / 1000 : Date.now()),
    clock: options.atMillis !== null ? 'given' : timed && !live ? 'capture' : 'local',
    trustedRoots: options.trustedRoots,
    clientCa: options.clientCa,
    clientCertificate: options.clientCertificate,
  }
}

function legFor(facts: Facts, options: EngineOptions): Leg {
  const { client, server } = facts.conversation
  return legOf(options.topology, client, server, sniOf(facts.clientHello?.body ?? null))
}
