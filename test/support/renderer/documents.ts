import type {
  FindingDocument,
  HandshakeDocument,
  MessageDocument,
} from '../../../src/shared/contract/analysis.ts'

/** Small documents for tests of the window's logic: every field present, the telling ones given. */

/** `C ClientHello` or `S Certificate`, one microsecond and one packet after the one before. */
export function messages(...rows: readonly (string | Partial<MessageDocument>)[]): MessageDocument[] {
  return rows.map((row, index) => {
    const given = typeof row === 'string' ? parseRow(row) : row
    return {
      atMicros: index * 1000,
      from: 'client',
      layer: 'tls',
      type: 'ClientHello',
      length: 100,
      frames: [index + 1],
      encrypted: false,
      decrypted: false,
      ...given,
    }
  })
}

function parseRow(row: string): Partial<MessageDocument> {
  const [sender, type = ''] = row.split(' ')
  const from = sender === 'C' ? 'client' : 'server'
  if (['SYN', 'SYN-ACK', 'FIN', 'RST'].includes(type)) return { from, type, layer: 'tcp', length: 0 }
  if (type === 'EncryptedHandshake') return { from, type, encrypted: true }
  return { from, type }
}

export function handshake(given: Partial<HandshakeDocument> = {}): HandshakeDocument {
  return {
    id: 'h0',
    source: 0,
    tcpStream: 0,
    leg: 'unknown',
    client: { address: '10.0.0.4', port: 50123 },
    server: { address: '10.0.1.5', port: 443 },
    startedAt: '2026-11-22T01:43:16.123456Z',
    durationMicros: 41_231,
    signature: '',
    sni: 'apim.contoso.internal',
    alpn: { offered: [], chosen: null },
    version: 'TLS 1.2',
    cipherSuite: { code: '0xc02f', name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
    ja3: null,
    ja4: null,
    mutualTls: { requested: 'initial', caNames: [], clientCertificate: 'sent' },
    certificates: { server: [], client: [] },
    messages: [],
    outcome: 'completed',
    break: null,
    findings: [],
    ...given,
  }
}

export function broken(given: Partial<HandshakeDocument>, broke: Partial<HandshakeDocument['break']> = {}) {
  return handshake({
    outcome: 'broken',
    break: {
      stage: 'client-certificate',
      endedBy: 'server',
      how: 'alert',
      detail: 'unknown_ca (48)',
      frame: null,
      lastCompleted: 'certificate-request',
      summary: 'The server refused the client certificate.',
      ...broke,
    },
    ...given,
  })
}

export function finding(given: Partial<FindingDocument> = {}): FindingDocument {
  return {
    id: 'client-certificate-untrusted',
    severity: 'error',
    confidence: 0.93,
    leg: 'unknown',
    summary: 'The issuer is not trusted.',
    explanation: 'It is not among the names.',
    evidence: [],
    disproof: 'The bundle holds the issuer.',
    fixes: ['solution-b-client-ca'],
    ...given,
  }
}
