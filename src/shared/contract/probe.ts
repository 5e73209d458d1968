import { z } from 'zod'
import { ADDRESS_SPACES, ATTEMPT_RESULTS, PROBE_STAGES, STAGE_RESULTS } from '../conversation/probed.ts'
import { STAGES } from '../conversation/vocabulary.ts'
import { FINDING_IDS } from '../diagnosis/taxonomy.ts'
import { CONFIDENCES, GATEWAY_SKUS } from '../runbook/article.ts'
import { certificateSchema } from './certificate.ts'

/**
 * The member `probe` of a source document (`tlscope.analysis/1`): what only whoever probed knows of a connection. Times
 * are RFC 3339 in UTC, lengths of time microseconds. Nothing in it is secret.
 */

export const stageReportSchema = z.strictObject({
  stage: z.enum(PROBE_STAGES),
  startedAt: z.string(),
  durationMicros: z.number(),
  result: z.enum(STAGE_RESULTS),
  /** One sentence a person can read out. */
  summary: z.string(),
})

const addressSchema = z.strictObject({
  address: z.string(),
  family: z.union([z.literal(4), z.literal(6)]),
  space: z.enum(ADDRESS_SPACES),
})

export const namesSchema = z.strictObject({
  name: z.string(),
  /** Addresses of the resolvers asked; empty where the platform does not tell. */
  servers: z.array(z.string()),
  hostsEntries: z.array(z.strictObject({ file: z.string(), line: z.int(), address: z.string() })),
  addresses: z.array(addressSchema),
  aliases: z.array(z.string()).nullable(),
  /** What DNS itself says; null where it was not asked. */
  dnsAddresses: z.array(addressSchema).nullable(),
  error: z.string().nullable(),
})

export const attemptSchema = z.strictObject({
  address: z.string(),
  port: z.int(),
  startedAt: z.string(),
  durationMicros: z.number(),
  result: z.enum(ATTEMPT_RESULTS),
  /** The system's name of the error. */
  code: z.string().nullable(),
})

const codePoint = z.strictObject({ code: z.string(), name: z.string() })

export const negotiatedSchema = z.strictObject({
  version: z.string(),
  cipherSuite: codePoint,
  /** Null for RSA, and for DHE over parameters of the server's own. */
  group: codePoint.nullable(),
  dhPrimeBits: z.int().nullable(),
  helloRetryRequest: z.boolean(),
  alpn: z.string().nullable(),
  extendedMasterSecret: z.boolean(),
  encryptThenMac: z.boolean(),
  secureRenegotiation: z.boolean(),
  /** The server's proof: its signature verified, could not be checked here, or none is made in this key exchange. */
  serverSignature: z.strictObject({
    check: z.enum(['good', 'bad', 'unknown', 'none']),
    scheme: codePoint.nullable(),
  }),
  downgradeSignal: z.boolean(),
  /** NewSessionTicket messages received. */
  tickets: z.int(),
})

export const httpAnswerSchema = z.strictObject({
  version: z.string(),
  status: z.int(),
  reason: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** Microseconds from the start of the probe. */
  atMicros: z.number(),
  /** The first 2 KiB where they are text; null where they are not. */
  body: z.string().nullable(),
  /** Bytes that came, as far as they were kept. */
  bodyLength: z.int(),
})

/** A remark on the client's certificate from before a packet was sent; ids beside the taxonomy begin with `credential-`. */
export const credentialFindingSchema = z.strictObject({
  id: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  summary: z.string(),
  explanation: z.string(),
  fixes: z.array(z.string()),
})

export const credentialSchema = z.strictObject({
  files: z.array(z.string()),
  contents: z.array(
    z.strictObject({
      file: z.string(),
      kind: z.enum(['certificate', 'private-key', 'other']),
      text: z.string(),
      friendlyName: z.string().nullable(),
      locked: z.boolean(),
    }),
  ),
  pairing: z.enum(['matched', 'mismatched', 'no-key', 'no-certificate']),
  /** The leaf first, as far as the files hold its issuers. */
  chain: z.array(certificateSchema),
  sendChain: z.enum(['leaf', 'full']),
  clock: z.enum(['local', 'given']),
  at: z.string(),
  findings: z.array(credentialFindingSchema),
})

/** Whether a CertificateRequest accepts the certificate: the server asks for | the certificate has. */
export const acceptanceSchema = z.strictObject({
  requested: z.enum(['initial', 'renegotiation', 'post-handshake']),
  answer: z.enum(['none', 'empty', 'no-common-scheme', 'sent']),
  status: z.enum(['accepted', 'doubtful', 'refused', 'unknown']),
  /** One sentence. */
  verdict: z.string(),
  list: z.enum(['empty', 'complete', 'truncated', 'unread']),
  rows: z.array(
    z.strictObject({
      kind: z.enum([
        'ca-name',
        'ca-list',
        'signature-scheme',
        'certificate-type',
        'certificate-signature',
        'filter',
      ]),
      asks: z.string(),
      has: z.string(),
      match: z.enum(['exact', 'equal-after-normalisation', 'no-match', 'anything', 'unknown']),
      note: z.string().nullable(),
      /** Half-open range in the raw CertificateRequest with its 4-byte header. */
      bytes: z.tuple([z.int(), z.int()]).nullable(),
    }),
  ),
  /** Rows left out behind the first thousand. */
  moreRows: z.int(),
})

export const profileResultSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** What of the hello is not as that client sends it. */
  differences: z.array(z.string()),
  unverified: z.array(
    z.strictObject({ what: z.array(z.string()), why: z.string(), rows: z.array(z.string()) }),
  ),
  /** What that client would make of the server's certificates; null where none were seen. */
  reaction: z.strictObject({ refuses: z.enum(['yes', 'no', 'unknown']), sentence: z.string() }).nullable(),
})

const healthMessageSchema = z.strictObject({
  id: z.enum(FINDING_IDS),
  row: z.string(),
  text: z.string(),
  confidence: z.enum(CONFIDENCES),
})

export const gatewayJudgementSchema = z.strictObject({
  sku: z.enum(GATEWAY_SKUS),
  outlook: z.enum(['healthy', 'unhealthy', 'uncertain']),
  sentence: z.string(),
  /** The name that the certificate was held against; null where none is known. */
  host: z.string().nullable(),
  /** Predicted text of backend health; null where nothing is wrong, or no message is known. */
  message: healthMessageSchema.nullable(),
  alternatives: z.array(healthMessageSchema),
  cause: z.string().nullable(),
  confidence: z.enum(CONFIDENCES),
  row: z.string().nullable(),
  fix: z.strictObject({ setting: z.string(), text: z.string(), articles: z.array(z.string()) }).nullable(),
  articles: z.array(z.string()),
  findings: z.array(z.enum(FINDING_IDS)),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      result: z.enum(['passed', 'failed', 'risk', 'not-judged']),
      text: z.string(),
      row: z.string(),
      confidence: z.enum(CONFIDENCES),
    }),
  ),
  otherSku: z.string(),
  unverified: z.array(z.strictObject({ row: z.string(), text: z.string() })),
})

export const probeSchema = z.strictObject({
  host: z.string(),
  port: z.int(),
  startedAt: z.string(),
  durationMicros: z.number(),
  /** The last stage that was begun. */
  reached: z.enum(PROBE_STAGES).nullable(),
  cancelled: z.boolean(),
  connect: z.strictObject({ address: z.string(), port: z.int() }).nullable(),
  proxy: z.strictObject({ host: z.string(), port: z.int() }).nullable(),
  stages: z.array(stageReportSchema),
  names: namesSchema.nullable(),
  attempts: z.array(attemptSchema),
  offered: z.strictObject({
    versions: z.array(z.string()),
    sni: z.string().nullable(),
    alpn: z.array(z.string()),
  }),
  negotiated: negotiatedSchema.nullable(),
  /** Where this program itself went no further; null everywhere else. */
  ownEnd: z
    .strictObject({
      stage: z.enum(STAGES),
      kind: z.string(),
      alert: z.string(),
      /** What was expected and found, in one line. */
      text: z.string(),
    })
    .nullable(),
  request: z.strictObject({ method: z.string(), path: z.string() }).nullable(),
  http: httpAnswerSchema.nullable(),
  /** Whether the server's chain leads to a trusted root (those given, else the public ones); null where none was seen. */
  trust: z.strictObject({ trusted: z.enum(['yes', 'no', 'unknown']), sentence: z.string() }).nullable(),
  credential: credentialSchema.nullable(),
  /** One for each CertificateRequest, where a certificate was given. */
  acceptance: z.array(acceptanceSchema),
  profile: profileResultSchema.nullable(),
  gateway: gatewayJudgementSchema.nullable(),
})

export type ProbeDocument = z.infer<typeof probeSchema>
export type StageReportDocument = z.infer<typeof stageReportSchema>
export type AcceptanceDocument = z.infer<typeof acceptanceSchema>
export type GatewayJudgementDocument = z.infer<typeof gatewayJudgementSchema>
export type CredentialDocument = z.infer<typeof credentialSchema>
