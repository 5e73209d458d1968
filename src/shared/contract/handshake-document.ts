import { once, remembering } from '../bytes/memo.ts'
import { hexNumber } from '../bytes/text.ts'
import type { Renegotiation } from '../conversation/exchange.ts'
import type { Facts } from '../conversation/facts.ts'
import { chosenProtocol, chosenProtocolBehind, offeredProtocols, sniOf } from '../conversation/hello-facts.ts'
import { signatureOf } from '../conversation/signature.ts'
import type { Break } from '../conversation/verdict/shape.ts'
import type { Leg } from '../conversation/vocabulary.ts'
import type { Diagnosis } from '../diagnosis/diagnose.ts'
import type { Evidence, Finding } from '../diagnosis/finding.ts'
import { whyFirst } from '../diagnosis/rank.ts'
import { endDetail } from '../diagnosis/sentence.ts'
import { ja3 } from '../tls/fingerprint/ja3.ts'
import { ja4 } from '../tls/fingerprint/ja4.ts'
import type { CertificateRequest } from '../tls/message/handshake.ts'
import { cipherSuiteName, versionName } from '../tls/registry/index.ts'
import { certificateSummary } from '../x509/summary.ts'
import type {
  BreakDocument,
  CertificateDocument,
  EvidenceDocument,
  FindingDocument,
  HandshakeDocument,
} from './analysis.ts'
import { encodedOnce, type JsonText } from './json-text.ts'
import { LadderText } from './ladder-text.ts'
import { ladderOf, messageDocuments } from './message-document.ts'
import { rfc3339 } from './time.ts'

/** `h3` of the first source, `s1h3` of the second (contract.md). */
export function handshakeId(source: number, tcpStream: number): string {
  return source === 0 ? `h${tcpStream}` : `s${source}h${tcpStream}`
}

/** One conversation and its diagnosis as the public document shows them. Parts may be shared by several documents. */
export function handshakeDocument(facts: Facts, diagnosis: Diagnosis, leg: Leg): HandshakeDocument {
  return documentAround(messageDocuments(ladderOf(facts)), facts, diagnosis, leg)
}

/** The JSON of `handshakeDocument`, without making all of it. */
export function writeHandshake(text: JsonText, facts: Facts, diagnosis: Diagnosis, leg: Leg): void {
  text.value(handshakeOutline(facts, diagnosis, leg))
}

/** A document whose ladder is not made: `JsonText` writes it all the same. */
export type HandshakeOutline = DocumentAround<LadderText>

export function handshakeOutline(facts: Facts, diagnosis: Diagnosis, leg: Leg): HandshakeOutline {
  return documentAround(new LadderText(ladderOf(facts)), facts, diagnosis, leg)
}

type DocumentAround<Messages> = Omit<HandshakeDocument, 'messages'> & { messages: Messages }

function documentAround<Messages>(
  messages: Messages,
  facts: Facts,
  diagnosis: Diagnosis,
  leg: Leg,
): DocumentAround<Messages> {
  const { conversation, clientHello, serverHello } = facts
  const { verdict } = diagnosis
  const hello = clientHello === null ? null : clientHello.body
  const document: DocumentAround<Messages> = {
    id: handshakeId(conversation.source, conversation.tcpStream),
    source: conversation.source,
    tcpStream: conversation.tcpStream,
    leg,
    client: conversation.client,
    server: conversation.server,
    startedAt: rfc3339(conversation.startedMicros),
    durationMicros: Math.max(0, Math.round(conversation.endedMicros - conversation.startedMicros)),
    signature: signatureOf(conversation.messages),
    sni: sniOf(hello),
    alpn: {
      offered: hello === null ? [] : [...offeredProtocols(hello)],
      chosen: serverHello === null ? null : (chosenProtocol(serverHello.body) ?? protocolBehindHello(facts)),
    },
    version: facts.version === null ? null : versionName(facts.version),
    cipherSuite: facts.cipherSuite === null ? null : suiteDocument(facts.cipherSuite),
    ja3: hello === null ? null : (ja3(hello)?.hash ?? null),
    ja4: hello === null ? null : (ja4(hello)?.hash ?? null),
    mutualTls: mutualTlsOf(facts),
    certificates: { server: chainDocument(facts.serverChain), client: chainDocument(facts.clientChain) },
    messages,
    outcome: verdict.outcome,
    break: verdict.break === null ? null : breakDocument(facts, verdict.break, diagnosis.summary),
    findings: diagnosis.findings.map(findingDocument),
    ...whyFirstOf(diagnosis),
  }
  if (conversation.decryption === null) return document
  const { outcome, break: broke, findings, whyFirst: why, ...before } = document
  const after = { outcome, break: broke, findings, ...(why === undefined ? {} : { whyFirst: why }) }
  return { ...before, decryption: { ...conversation.decryption }, ...after }
}

function whyFirstOf({ findings, verdict }: Diagnosis): { whyFirst?: string } {
  const why = whyFirst(findings, verdict.break?.stage ?? null)
  return why === null ? {} : { whyFirst: why }
}

function protocolBehindHello({ conversation: { decryption, messages }, tls13 }: Facts): string | null {
  if (!tls13 || decryption === null) return null
  const said = messages.find(({ type }) => type === 'EncryptedExtensions')?.handshake ?? null
  return said?.type === 'EncryptedExtensions' ? chosenProtocolBehind(said) : null
}

const suiteDocument = remembering(64, (code: number) => ({
  code: hexNumber(code, 4),
  name: cipherSuiteName(code),
}))

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

export function evidenceDocument(evidence: Evidence): EvidenceDocument {
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

function mutualTlsOf(facts: Facts): HandshakeDocument['mutualTls'] {
  return {
    requested: requestedOf(facts),
    caNames: facts.certificateRequest === null ? [] : caNamesOf(facts.certificateRequest.body),
    clientCertificate: clientCertificateOf(facts),
  }
}

const caNamesOf = once((request: CertificateRequest): string[] =>
  request.certificateAuthorities.map((name) => name.text),
)

function requestedOf(facts: Facts): HandshakeDocument['mutualTls']['requested'] {
  if (facts.requested !== null) return facts.requested
  if (facts.serverHello === null) return 'unknown'
  const { clientAnswer, renegotiation, completedAt, abbreviated, exact } = facts.exchange
  if (facts.tls13) {
    if (exact.server) return 'no'
    // Sizes alone: an answer proves the request, a lone Finished its absence.
    return clientAnswer === 'finished-only' ? 'no' : clientAnswer === 'unknown' ? 'unknown' : 'initial'
  }
  if (isHiddenRenegotiation(renegotiation)) return 'renegotiation'
  return facts.serverHelloDone !== null || abbreviated || completedAt !== null ? 'no' : 'unknown'
}

/** A second handshake that cannot be read, but held more than new keys. */
function isHiddenRenegotiation(late: Renegotiation | null): late is Renegotiation {
  return late?.full === true && !late.readable
}

function clientCertificateOf(facts: Facts): HandshakeDocument['mutualTls']['clientCertificate'] {
  if (facts.clientCertificate !== null) return facts.clientChain.length === 0 ? 'empty' : 'sent'
  const { renegotiation } = facts.exchange
  const late = facts.requested === null && isHiddenRenegotiation(renegotiation)
  switch (late ? renegotiation.answer : facts.clientAnswer) {
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

/** Of each distinct chain there is one document. */
const chainDocument = once((chain: Facts['serverChain']): CertificateDocument[] =>
  encodedOnce(chain.map(({ reading }) => certificateSummary(reading.body))),
)
