import { z } from 'zod'
import { findingSchema } from '../contract/analysis.ts'
import {
  bundleSchema,
  clientCaBundleSchema,
  clientVerdictSchema,
  exportRootSchema,
  inspectSchema,
} from '../contract/certificate-document.ts'
import { GATEWAY_SKUS } from '../runbook/article.ts'

/** The part of the contract that concerns certificate files. The engine reads them; no key reaches the window. */

const pathSchema = z.string().min(1).max(4096)

export const certificateFilesSchema = z.strictObject({
  files: z.array(pathSchema).max(64),
  /** Roots that the chains should end at, beside the platform's own. */
  roots: z.array(pathSchema).max(16),
  /** The name that a server's certificate should be for. */
  host: z.string().max(255).nullable(),
  /** Opens what is locked; `null`: nothing was typed. It goes to the engine process and is kept nowhere. */
  passphrase: z.string().max(1024).nullable(),
})
export type CertificateFiles = z.infer<typeof certificateFilesSchema>

/** A file held against the listener's rules, with the clients that the other files bring. */
export const checkedBundleSchema = z.strictObject({
  bundle: bundleSchema,
  clients: z.array(clientVerdictSchema),
  findings: z.array(findingSchema),
})
export type CheckedBundle = z.infer<typeof checkedBundleSchema>

export const inspectedFilesSchema = z.strictObject({
  inspect: inspectSchema,
  bundles: z.array(checkedBundleSchema),
  /** Files that a passphrase is needed for, or another one. */
  locked: z.array(z.strictObject({ path: pathSchema, message: z.string() })),
  /** Files that could not be read, one sentence each. */
  failed: z.array(z.strictObject({ path: pathSchema, message: z.string() })),
})
export type InspectedFiles = z.infer<typeof inspectedFilesSchema>

/** Where certificates are taken from: files that were given, or one end of a handshake that is open. */
export const certificateSourceSchema = z.union([
  z.strictObject({ files: z.array(pathSchema).min(1).max(64) }),
  z.strictObject({ analysis: z.string().min(1).max(40), handshake: z.string().regex(/^(s\d+)?h\d+$/) }),
])
export type CertificateSource = z.infer<typeof certificateSourceSchema>

/** What a file would hold, to be saved where the user says; `null`: there is nothing that the gateway would take. */
const textSchema = z.string().max(1_000_000).nullable()

export const madeBundleSchema = z.strictObject({ text: textSchema, document: clientCaBundleSchema })
export const madeRootSchema = z.strictObject({ text: textSchema, document: exportRootSchema })
export type MadeBundle = z.infer<typeof madeBundleSchema>
export type MadeRoot = z.infer<typeof madeRootSchema>

export const certificateChannels = {
  /** The client CA file of those clients: root and intermediates, without leaf and key. Nothing is written. */
  'certificates:make-bundle': {
    request: z.strictObject({ from: certificateSourceSchema }),
    response: madeBundleSchema,
  },
  /** What a backend setting wants of a server's chain: the root for v2, the leaf for v1. Nothing is written. */
  'certificates:make-root': {
    request: z.strictObject({
      from: certificateSourceSchema,
      /** SHA-256 of the certificate at the lower end of the chain; `null`: the one that issued no other. */
      end: z.string().max(100).nullable(),
      roots: z.array(pathSchema).max(16),
      sku: z.enum(GATEWAY_SKUS),
    }),
    response: madeRootSchema,
  },
  'certificates:inspect': { request: certificateFilesSchema, response: inspectedFilesSchema },
} as const
