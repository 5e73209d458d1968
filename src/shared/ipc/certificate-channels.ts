import { z } from 'zod'
import { findingSchema } from '../contract/analysis.ts'
import { bundleSchema, clientVerdictSchema, inspectSchema } from '../contract/certificate-document.ts'

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

export const certificateChannels = {
  'certificates:inspect': { request: certificateFilesSchema, response: inspectedFilesSchema },
} as const
