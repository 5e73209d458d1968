import type {
  EvidenceDocument,
  FindingDocument,
  HandshakeDocument,
} from '../../src/shared/contract/analysis.ts'

/**
 * A handshake as a golden file keeps it: what the product says, without what changes from run to run (times,
 * ports, keys, serial numbers, thumbprints) and from one stock TLS stack to the next (lengths, packet numbers,
 * fingerprints, the number of suites a client offers). Byte ranges are proven by the unit tests of each rule.
 */
export function goldenOf(handshake: HandshakeDocument): unknown {
  return {
    leg: handshake.leg,
    signature: handshake.signature,
    sni: handshake.sni,
    alpn: handshake.alpn,
    version: handshake.version,
    cipherSuite: handshake.cipherSuite?.name ?? null,
    mutualTls: handshake.mutualTls,
    certificates: {
      server: handshake.certificates.server.map(certificate),
      client: handshake.certificates.client.map(certificate),
    },
    messages: handshake.messages.map((message) =>
      [
        message.from,
        message.layer,
        message.encrypted ? `{${message.type}}` : message.type,
        message.detail === undefined ? null : steady(message.detail),
        message.likely === undefined ? null : `probably ${message.likely}`,
      ]
        .filter((part) => part !== null)
        .join(' | '),
    ),
    outcome: handshake.outcome,
    break:
      handshake.break === null
        ? null
        : {
            ...handshake.break,
            frame: handshake.break.frame === null ? null : '<frame>',
            summary: steady(handshake.break.summary),
          },
    findings: handshake.findings.map(finding),
    ...(handshake.whyFirst === undefined ? {} : { whyFirst: steady(handshake.whyFirst) }),
  }
}

function certificate({
  subject,
  issuer,
  san,
  signatureAlgorithm,
  key,
  isCa,
  eku,
}: HandshakeDocument['certificates']['server'][number]) {
  return { subject, issuer, san, signatureAlgorithm, key, isCa, eku }
}

function finding(found: FindingDocument) {
  return {
    ...found,
    summary: steady(found.summary),
    explanation: steady(found.explanation),
    disproof: steady(found.disproof),
    evidence: found.evidence.map(evidence),
  }
}

function evidence(proof: EvidenceDocument): string {
  if ('file' in proof) return `${proof.file} ${proof.pointer}`
  const where = [
    proof.message === null ? 'no message' : 'message',
    proof.field,
    proof.bytes === null ? 'no bytes' : 'bytes',
  ]
  return `${where.join(', ')}: ${steady(proof.value)}`
}

function steady(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
    .replace(/\b\d+ suites?\b/g, '<n> suites')
    .replace(/\b\d+ bytes\b/g, '<n> bytes')
    .replace(/\b[0-9a-f]{16,}\b/g, '<hex>')
    .replace(/\b\d+(?:\.\d+)? (?:µs|ms|s)\b/g, '<duration>')
}
