import type { HandshakeDocument } from '../../../../../src/shared/contract/analysis.ts'

/** A handshake as the public document has it, with what a test is about. */
export function handshake(about: Partial<HandshakeDocument> & { id: string }): HandshakeDocument {
  return {
    source: 0,
    tcpStream: Number(/\d+$/.exec(about.id)?.[0] ?? 0),
    leg: 'unknown',
    client: { address: '10.0.3.4', port: 50_123 },
    server: { address: '10.0.2.5', port: 443 },
    startedAt: '2026-11-22T01:43:16.123456Z',
    durationMicros: 41_000,
    signature: '',
    sni: 'apim.contoso.internal',
    alpn: { offered: [], chosen: null },
    version: 'TLS 1.2',
    cipherSuite: null,
    ja3: null,
    ja4: null,
    mutualTls: { requested: 'initial', caNames: [], clientCertificate: 'sent' },
    certificates: { server: [], client: [] },
    messages: [],
    outcome: 'completed',
    break: null,
    findings: [],
    ...about,
  }
}

export const SERVER_LEAF: HandshakeDocument['certificates']['server'][number] = {
  subject: 'CN=apim.contoso.internal',
  issuer: 'CN=Contoso Issuing CA',
  san: ['DNS:apim.contoso.internal'],
  serial: '01',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-06-01T00:00:00Z',
  signatureAlgorithm: 'sha256WithRSAEncryption',
  key: { type: 'RSA', bits: 2048, curve: null },
  isCa: false,
  eku: ['serverAuth'],
  sha1: 'ab'.repeat(20),
  sha256: 'ab'.repeat(32),
}
