import { z } from 'zod'
import { ENDED_BY, HOW, LEGS, OUTCOMES, STAGES } from '../conversation/vocabulary.ts'
import { FINDING_IDS } from '../diagnosis/taxonomy.ts'
import { DECRYPTION_STATES } from '../tls/record-opener.ts'
import { certificateSchema, endpointSchema } from './certificate.ts'
import { pathSchema } from './paths.ts'
import { probeSchema } from './probe.ts'

export { type CertificateDocument, certificateSchema, endpointSchema } from './certificate.ts'

/**
 * The public document `tlscope.analysis/1` (contract.md): what `--json` prints, what the window shows, what
 * a report is written from. The types are inferred from the schemas, so the two cannot drift apart.
 */

export const evidenceSchema = z.union([
  z.strictObject({
    /** 0-based index in `messages`; null where a packet without a TLS message proves it. */
    message: z.int().nullable(),
    frame: z.int().nullable(),
    field: z.string(),
    /** Half-open range in the raw message with its 4-byte header; an alert's two bytes. */
    bytes: z.tuple([z.int(), z.int()]).nullable(),
    value: z.string(),
  }),
  z.strictObject({ file: z.string(), pointer: z.string() }),
])

export const findingSchema = z.strictObject({
  id: z.enum(FINDING_IDS),
  severity: z.enum(['error', 'warning', 'info']),
  confidence: z.number().min(0).max(1),
  leg: z.enum(LEGS),
  summary: z.string(),
  explanation: z.string(),
  evidence: z.array(evidenceSchema),
  /** What would show that this finding is wrong. */
  disproof: z.string(),
  /** Runbook article ids, the likeliest first. */
  fixes: z.array(z.string()),
})

export const messageSchema = z.strictObject({
  /** Microseconds since the handshake's `startedAt`. */
  atMicros: z.number(),
  from: z.enum(['client', 'server', 'network']),
  layer: z.enum(['tcp', 'tls', 'http']),
  type: z.string(),
  length: z.int(),
  /** 1-based packet numbers as Wireshark counts them. */
  frames: z.array(z.int()),
  encrypted: z.boolean(),
  decrypted: z.boolean(),
  /** The best guess at an encrypted message, said as a guess. */
  likely: z.string().optional(),
  /** One line for people: SNI and versions of a ClientHello, the alert's name, the subject of a certificate. */
  detail: z.string().optional(),
})

export const breakSchema = z.strictObject({
  stage: z.enum(STAGES),
  endedBy: z.enum(ENDED_BY),
  how: z.enum(HOW),
  detail: z.string().nullable(),
  frame: z.int().nullable(),
  lastCompleted: z.enum(STAGES).nullable(),
  /** One sentence a person can read out. */
  summary: z.string(),
})

export const handshakeSchema = z.strictObject({
  id: z.string(),
  source: z.int(),
  tcpStream: z.int(),
  leg: z.enum(LEGS),
  client: endpointSchema.nullable(),
  server: endpointSchema.nullable(),
  startedAt: z.string(),
  durationMicros: z.number(),
  signature: z.string(),
  sni: z.string().nullable(),
  alpn: z.strictObject({ offered: z.array(z.string()), chosen: z.string().nullable() }),
  version: z.string().nullable(),
  cipherSuite: z.strictObject({ code: z.string(), name: z.string() }).nullable(),
  ja3: z.string().nullable(),
  ja4: z.string().nullable(),
  mutualTls: z.strictObject({
    requested: z.enum(['no', 'initial', 'renegotiation', 'post-handshake', 'unknown']),
    caNames: z.array(z.string()),
    clientCertificate: z.enum(['none', 'empty', 'sent', 'unknown']),
  }),
  certificates: z.strictObject({ server: z.array(certificateSchema), client: z.array(certificateSchema) }),
  messages: z.array(messageSchema),
  /** How decryption fared, only where secrets were given and something was protected. */
  decryption: z.strictObject({ state: z.enum(DECRYPTION_STATES), detail: z.string() }).optional(),
  outcome: z.enum(OUTCOMES),
  break: breakSchema.nullable(),
  /** The likeliest first. */
  findings: z.array(findingSchema),
  /** One sentence: why the first finding, an error, stands before the second, an error or a warning. */
  whyFirst: z.string().optional(),
})

export const warningSchema = z.strictObject({
  code: z.string(),
  offset: z.int().nullable(),
  message: z.string(),
})

export const sourceSchema = z.strictObject({
  kind: z.enum(['pcap', 'pcapng', 'probe', 'live']),
  path: z.string(),
  packets: z.int(),
  bytes: z.int(),
  interfaces: z.int(),
  otherStreams: z.int(),
  notTcpTls: z.strictObject({ quic: z.int(), dtls: z.int() }),
  decryptedHandshakes: z.int(),
  clock: z.enum(['capture', 'local', 'given']),
  warnings: z.array(warningSchema),
  /** Where nobody said who the gateway is and one machine looks like it; no leg is taken from it. */
  gatewaySuggested: z.strictObject({ gateway: z.string(), apim: z.string().nullable() }).optional(),
  /** Of a probe, also of one that was saved: what no packet shows. */
  probe: probeSchema.optional(),
})

export const analysisSchema = z.strictObject({
  schema: z.literal('tlscope.analysis/1'),
  sources: z.array(sourceSchema),
  handshakes: z.array(handshakeSchema),
  findings: z.array(findingSchema),
  /** Ways through the gateway, where connections of both legs were seen. */
  paths: z.array(pathSchema).optional(),
})

/** The last line of `--ndjson`. */
export const summaryLineSchema = z.strictObject({
  type: z.literal('summary'),
  sources: z.array(sourceSchema),
  findings: z.array(findingSchema),
  paths: z.array(pathSchema).optional(),
})

export type AnalysisDocument = z.infer<typeof analysisSchema>
export type HandshakeDocument = z.infer<typeof handshakeSchema>
export type MessageDocument = z.infer<typeof messageSchema>
export type FindingDocument = z.infer<typeof findingSchema>
export type EvidenceDocument = z.infer<typeof evidenceSchema>
export type SourceDocument = z.infer<typeof sourceSchema>
export type BreakDocument = z.infer<typeof breakSchema>
export type WarningDocument = z.infer<typeof warningSchema>
