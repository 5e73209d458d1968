import { z } from 'zod'
import { UPLOAD_ERROR_CODES } from '../azure/client-ca/upload.ts'
import { findingSchema } from './analysis.ts'
import { certificateSchema } from './certificate.ts'
import { credentialFindingSchema, credentialSchema } from './probe.ts'

/** The public document `tlscope.certificate/1` (contract.md): what the `tlscope cert` commands say of certificate files. */

const YES_NO = ['yes', 'no', 'uncertain'] as const

const acceptanceSchema = z.strictObject({ accepted: z.enum(YES_NO), sentence: z.string() })

const common = {
  schema: z.literal('tlscope.certificate/1'),
  /** Validity was judged at this time (RFC 3339, UTC), by this machine's clock or as given. */
  at: z.string(),
  clock: z.enum(['local', 'given']),
  /** Ranked, the likeliest first. */
  findings: z.array(findingSchema),
}

const inputSchema = z.strictObject({
  /** As named. */
  path: z.string(),
  /** The handshake of a capture that sent them; null for a file of certificates. */
  handshake: z
    .strictObject({ id: z.string(), side: z.enum(['client', 'server']), why: z.string() })
    .nullable(),
  contents: credentialSchema.shape.contents,
})

/** A client's certificate held against a client CA file. */
export const clientVerdictSchema = z.strictObject({
  file: z.string(),
  certificate: certificateSchema,
  /** With verifyClientCertIssuerDN off, and on. */
  issuerDnOff: acceptanceSchema,
  issuerDnOn: acceptanceSchema.extend({
    match: z.enum(['exact', 'equal-after-normalisation', 'different']).nullable(),
  }),
  mustSendIntermediates: z.boolean(),
  /** sslClientVerify of the access log would be one of these. */
  logged: z.array(z.string()),
  /** Subjects from the client's certificate upwards. */
  path: z.array(z.string()),
})

/** A client CA file, as the listener's rules judge it. */
export const bundleSchema = z.strictObject({
  file: z.string(),
  bytes: z.int(),
  form: z.enum([
    'pem',
    'bare-base64',
    'binary-certificate',
    'pkcs7',
    'pkcs12',
    'binary-private-key',
    'empty',
    'unknown',
  ]),
  encoding: z.enum(['utf-8', 'utf-8-with-mark', 'utf-16', 'binary']),
  lineEndings: z.enum(['lf', 'crlf', 'cr', 'mixed', 'none']),
  privateKeys: z.int(),
  certificates: z.array(
    z.strictObject({
      certificate: certificateSchema,
      role: z.enum(['root', 'intermediate', 'leaf', 'self-signed-not-ca']),
      /** 1-based line of its BEGIN; null where there are no lines. */
      line: z.int().nullable(),
      /** 0-based place of the same certificate further up. */
      repeats: z.int().nullable(),
      /** Steps below the root; null: it leads to none in the file. */
      depth: z.int().nullable(),
    }),
  ),
  upload: z.strictObject({
    accepted: z.enum(YES_NO),
    code: z.enum(UPLOAD_ERROR_CODES).nullable(),
    otherCodes: z.array(z.enum(UPLOAD_ERROR_CODES)),
    reasons: z.array(z.string()),
  }),
  /** What clientCertIssuerDN will be. */
  issuerDn: z
    .strictObject({
      name: z.string(),
      from: z.enum(['deepest-intermediate', 'root']),
      ties: z.array(z.string()),
    })
    .nullable(),
  notes: z.array(z.string()),
})

export const ROLE_NAMES = [
  'listener-certificate',
  'trusted-root-v2',
  'authentication-certificate-v1',
  'client-ca',
  'client-certificate',
  'apim-ca',
] as const

const roleSchema = z.strictObject({
  role: z.enum(ROLE_NAMES),
  /** `if`: once what `why` names is done. */
  suits: z.enum(['yes', 'if', 'no']),
  why: z.array(z.string()),
})

export const inspectSchema = z.strictObject({
  ...common,
  command: z.literal('inspect'),
  files: z.array(inputSchema),
  certificates: z.array(
    z.strictObject({
      file: z.string(),
      certificate: certificateSchema,
      kind: z.enum(['root', 'intermediate', 'leaf', 'self-signed']),
      /** A private key of the files goes with it. */
      hasKey: z.boolean(),
      validity: z.enum(['valid', 'expired', 'not-yet-valid', 'unreadable']),
      weakness: z.string().nullable(),
      roles: z.array(roleSchema),
    }),
  ),
  /** One for each certificate that issued none of the others. */
  chains: z.array(
    z.strictObject({
      /** Subjects from below upwards, as far as the best way up was found. */
      path: z.array(z.string()),
      purpose: z.enum(['server', 'client']),
      trust: z.array(
        z.strictObject({
          against: z.enum(['given-roots', 'platform']),
          trusted: z.enum(['yes', 'no', 'unknown']),
          sentence: z.string(),
        }),
      ),
      host: z
        .strictObject({ name: z.string(), matched: z.boolean(), entries: z.array(z.string()) })
        .nullable(),
    }),
  ),
  remarks: z.array(credentialFindingSchema),
})

export const checkClientCaSchema = z.strictObject({
  ...common,
  command: z.literal('check-client-ca'),
  bundle: bundleSchema,
  clients: z.array(clientVerdictSchema),
  /** Whether the verdict goes by verifyClientCertIssuerDN on. */
  issuerDn: z.boolean(),
})

export const clientCaBundleSchema = z.strictObject({
  ...common,
  command: z.literal('client-ca-bundle'),
  files: z.array(inputSchema),
  /** The file that was written; null: none could be. */
  written: z.string().nullable(),
  bundle: bundleSchema.nullable(),
  clients: z.array(clientVerdictSchema),
  missing: z.array(z.strictObject({ client: z.string(), issuer: z.string(), places: z.array(z.string()) })),
  /** Text to send to the client's owner, one for each that is missing. */
  requests: z.array(z.string()),
  /** More than one root: one file has to be made for each. */
  roots: z.array(z.string()),
  notes: z.array(z.string()),
})

export const exportRootSchema = z.strictObject({
  ...common,
  command: z.literal('export-root'),
  sku: z.enum(['v1', 'v2']),
  source: z.string(),
  handshake: inputSchema.shape.handshake,
  /** The file that was written; null: nothing was. */
  written: z.string().nullable(),
  /** What was, or would be, written. */
  exported: certificateSchema.nullable(),
  /** Every platform knows this root, so a v2 gateway needs no upload. */
  publiclyKnown: z.boolean(),
  path: z.array(z.string()),
  missing: z.strictObject({ issuer: z.string(), places: z.array(z.string()) }).nullable(),
  notes: z.array(z.string()),
})

export const certificateDocumentSchema = z.discriminatedUnion('command', [
  inspectSchema,
  checkClientCaSchema,
  exportRootSchema,
  clientCaBundleSchema,
])

export type BundleDocument = z.infer<typeof bundleSchema>
export type ClientVerdictDocument = z.infer<typeof clientVerdictSchema>
export type InspectDocument = z.infer<typeof inspectSchema>
export type CheckClientCaDocument = z.infer<typeof checkClientCaSchema>
export type ClientCaBundleDocument = z.infer<typeof clientCaBundleSchema>
export type ExportRootDocument = z.infer<typeof exportRootSchema>
export type RoleDocument = z.infer<typeof roleSchema>
