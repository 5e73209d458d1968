import { z } from 'zod'

/** What the window asks a probe or a matrix to do: the options of `tlscope probe`, by name, as plain data. */

const pathSchema = z.string().min(1).max(4096)
const nameSchema = z.string().min(1).max(255)
const secondsSchema = z.string().min(1).max(16)

/** A client certificate with its key: one PKCS#12 file, or a certificate and its key. Paths alone cross. */
export const credentialFilesSchema = z.strictObject({
  cert: pathSchema.optional(),
  key: pathSchema.optional(),
  pfx: pathSchema.optional(),
})
export type CredentialFiles = z.infer<typeof credentialFilesSchema>

export const probeOptionsSchema = z.strictObject({
  /** `HOST`, `HOST:PORT`, `[ADDRESS]:PORT` or a URL, as typed. */
  target: z.string().min(1).max(2048),
  /** `ADDRESS` or `ADDRESS:PORT` to connect to instead, the name kept. */
  connect: nameSchema.optional(),
  family: z.union([z.literal(4), z.literal(6)]).optional(),
  /** `HOST:PORT` of a proxy that takes CONNECT. */
  proxy: nameSchema.optional(),
  /** For server_name; `null`: none is sent. Not given: the host. */
  sni: nameSchema.nullable().optional(),
  /** Names with commas between them; empty: none is offered. */
  alpn: z.string().max(1024).optional(),
  profile: z.string().min(1).max(64).optional(),
  /** `1.2`, or `1.2-1.3`. */
  tls: z.string().min(1).max(16).optional(),
  credential: credentialFilesSchema.optional(),
  sendChain: z.enum(['leaf', 'full']).optional(),
  trustedRoots: z.array(pathSchema).max(16).optional(),
  clientCa: z.array(pathSchema).max(16).optional(),
  expectMtls: z.boolean().optional(),
  expectPrivate: z.boolean().optional(),
  /** Origin form; `null`: no request is sent. Not given: the default one, or what the URL says. */
  http: z.string().min(1).max(8192).nullable().optional(),
  method: z.string().min(1).max(32).optional(),
  /** `Name: value`, one each. */
  headers: z.array(z.string().min(1).max(8192)).max(64).optional(),
  /** Seconds, as typed. */
  wait: secondsSchema.optional(),
  timeout: secondsSchema.optional(),
})
export type ProbeOptions = z.infer<typeof probeOptionsSchema>

/** Something that only the user can say before a packet is sent. */
export const probeQuestionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('passphrase'),
    file: z.string(),
    /** `the private key`, `the PKCS#12 file`. */
    what: z.string(),
    /** 1 at first; higher after a passphrase that did not open it. */
    attempt: z.int(),
  }),
  z.strictObject({
    kind: z.literal('public-target'),
    /** One sentence: what would be connected to, and how often. */
    sentence: z.string(),
  }),
])
export type ProbeQuestion = z.infer<typeof probeQuestionSchema>

/** What a form shows of a profile before it is used. */
export const profileSummarySchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  hello: z.strictObject({
    versions: z.array(z.string()),
    cipherSuites: z.array(z.string()),
    groups: z.array(z.string()),
    signatureAlgorithms: z.array(z.string()),
    alpn: z.array(z.string()),
  }),
  serverName: z.string(),
  clientCertificate: z.string(),
  /** Where each part comes from, the doubtful first. */
  sources: z.array(
    z.strictObject({
      of: z.array(z.string()),
      confidence: z.string(),
      source: z.string(),
      note: z.string().nullable(),
      rows: z.array(z.string()),
    }),
  ),
})
export type ProfileSummary = z.infer<typeof profileSummarySchema>
