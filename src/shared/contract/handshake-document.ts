import { hexNumber } from '../bytes/text.ts'
import type { Conversation, LadderMessage } from '../conversation/conversation.ts'
import { type Facts, sniOf } from '../conversation/facts.ts'
import { rowDetail } from '../conversation/row-detail.ts'
import { signatureOf } from '../conversation/signature.ts'
import type { Break } from '../conversation/verdict/shape.ts'
import type { Leg } from '../conversation/vocabulary.ts'
import type { Diagnosis } from '../diagnosis/diagnose.ts'
import type { Evidence, Finding } from '../diagnosis/finding.ts'
import { endDetail } from '../diagnosis/sentence.ts'
import { ja3 } from '../tls/fingerprint/ja3.ts'
import { ja4 } from '../tls/fingerprint/ja4.ts'
import { extensionData } from '../tls/message/extension.ts'
import { cipherSuiteName, versionName } from '../tls/registry/index.ts'
import { certificateSummary } from '../x509/summary.ts'
import type {
  BreakDocument,
  CertificateDocument,
  EvidenceDocument,
  FindingDocument,
  HandshakeDocument,
  MessageDocument,
} from './analysis.ts'
import { rfc3339 } from './time.ts'

/** `h3` of the first source, `s1h3` of the second (contract.md). */
export function handshakeId(source: number, tcpStream: number): string {
  return source === 0 ? `h${tcpStream}` : `s${source}h${tcpStream}`
}

/** One conversation and its diagnosis as the public document shows them. */
export function handshakeDocument(facts: Facts, diagnosis: Diagnosis, leg: Leg): HandshakeDocument {
  const { conversation } = facts
  const hello = facts.clientHello
  return {
    id: handshakeId(conversation.source, conversation.tcpStream),
    source: conversation.source,
    tcpStream: conversation.tcpStream,
    leg,
    client: conversation.client,
    server: conversation.server,
    startedAt: rfc3339(conversation.startedMicros),
    durationMicros: Math.max(0, Math.round(conversation.endedMicros - conversation.startedMicros)),
    signature: signatureOf(conversation.messages),
    sni: sniOf(hello?.body ?? null),
    alpn: alpnOf(facts),
    version: facts.version === null ? null : versionName(facts.version),
    cipherSuite:
      facts.cipherSuite === null
        ? null
        : { code: hexNumber(facts.cipherSuite, 4), name: cipherSuiteName(facts.cipherSuite) },
    ja3: hello === null ? null : (ja3(hello.body)?.hash ?? null),
    ja4: hello === null ? null : (ja4(hello.body)?.hash ?? null),
    mutualTls: mutualTlsOf(facts),
    certificates: { server: chainDocument(facts.serverChain), client: chainDocument(facts.clientChain) },
    messages: conversation.messages.map((message, row) => messageDocument(conversation, facts, message, row)),
    ...(conversation.decryption === null ? {} : { decryption: { ...conversation.decryption } }),
    outcome: diagnosis.verdict.outcome,
    break:
      diagnosis.verdict.break === null
        ? null
        : breakDocument(facts, diagnosis.verdict.break, diagnosis.summary),
    findings: diagnosis.findings.map(findingDocument),
  }
}

export function findingDocument(finding: Finding): FindingDocument {
  return {
    id: finding.id,
    severity: finding.severity,
    confidence: finding.confidence,
    leg: finding.leg,
    summary: finding.summary,
    explanation: finding.explanation,
    evidence: finding.evidence.map(evidenceDocument),
    disproof: finding.disproof,
    fixes: [...finding.fixes],
  }
}

function evidenceDocument(evidence: Evidence): EvidenceDocument {
  if (evidence.kind === 'file') return { file: evidence.file, pointer: evidence.pointer }
  const { message, frame, field, bytes, value } = evidence
  return { message, frame, field, bytes: bytes === null ? null : [bytes[0], bytes[1]], value }
}

function breakDocument(facts: Facts, broke: Break, summary: string | null): BreakDocument {
  const row = broke.row === null ? undefined : facts.conversation.messages[broke.row]
  return {
    stage: broke.stage,
    endedBy: broke.by,
    how: broke.how,
    detail: endDetail(facts, broke),
    frame: row?.frames.at(-1) ?? null,
    lastCompleted: broke.lastCompleted,
    summary: summary ?? '',
  }
}

function messageDocument(
  conversation: Conversation,
  facts: Facts,
  message: LadderMessage,
  row: number,
): MessageDocument {
  const likely = facts.exchange.likely.get(row)
  const detail = rowDetail(message)
  return {
    atMicros: Math.round(message.atMicros - conversation.startedMicros),
    from: message.from,
    layer: message.layer,
    type:
      facts.exchange.likely.has(row) && message.type === 'ApplicationData'
        ? 'EncryptedHandshake'
        : message.type,
    length: message.length,
    frames: [...message.frames],
    encrypted: message.encrypted,
    decrypted: message.decrypted,
    ...(likely === undefined ? {} : { likely }),
    ...(detail === null ? {} : { detail }),
  }
}

function alpnOf(facts: Facts): HandshakeDocument['alpn'] {
  const kind = 'application_layer_protocol_negotiation'
  const offered = facts.clientHello === null ? null : extensionData(facts.clientHello.body.extensions, kind)
  const chosen = facts.serverHello === null ? null : extensionData(facts.serverHello.body.extensions, kind)
  return {
    offered: (offered?.protocols ?? []).map((protocol) => protocol.value),
    chosen: chosen?.protocols[0]?.value ?? null,
  }
}

function mutualTlsOf(facts: Facts): HandshakeDocument['mutualTls'] {
  return {
    requested: requestedOf(facts),
    caNames: (facts.certificateRequest?.body.certificateAuthorities ?? []).map((name) => name.text),
    clientCertificate: clientCertificateOf(facts),
  }
}

function requestedOf(facts: Facts): HandshakeDocument['mutualTls']['requested'] {
  if (facts.requested !== null) return facts.requested
  if (facts.serverHello === null) return 'unknown'
  const { clientAnswer, renegotiation, completedAt, abbreviated, exact } = facts.exchange
  if (facts.tls13) {
    if (exact.server) return 'no'
    // Sizes alone: an answer proves the request, a lone Finished its absence.
    return clientAnswer === 'finished-only' ? 'no' : clientAnswer === 'unknown' ? 'unknown' : 'initial'
  }
  if (renegotiation?.full === true && !renegotiation.readable) return 'renegotiation'
  const flightSeen = facts.conversation.messages.some(({ type }) => type === 'ServerHelloDone')
  return flightSeen || abbreviated || completedAt !== null ? 'no' : 'unknown'
}

function clientCertificateOf(facts: Facts): HandshakeDocument['mutualTls']['clientCertificate'] {
  if (facts.clientCertificate !== null) return facts.clientChain.length === 0 ? 'empty' : 'sent'
  switch (facts.clientAnswer) {
    case 'certificate':
      return 'sent'
    case 'empty-certificate':
      return 'empty'
    case 'finished-only':
      return 'none'
    case 'unknown':
      return facts.serverHello === null ? 'none' : 'unknown'
  }
}

function chainDocument(chain: Facts['serverChain']): CertificateDocument[] {
  return chain.map(({ reading }) => certificateSummary(reading.body))
}
