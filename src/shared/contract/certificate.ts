import { z } from 'zod'

/** Parts that several public documents have in common. */

export const endpointSchema = z.strictObject({ address: z.string(), port: z.int().min(0).max(65535) })

export const certificateSchema = z.strictObject({
  /** RFC 4514 strings. */
  subject: z.string(),
  issuer: z.string(),
  san: z.array(z.string()),
  serial: z.string(),
  /** RFC 3339, UTC; null where the certificate's own time cannot be read. */
  notBefore: z.string().nullable(),
  notAfter: z.string().nullable(),
  signatureAlgorithm: z.string(),
  key: z.strictObject({ type: z.string(), bits: z.int().nullable(), curve: z.string().nullable() }),
  isCa: z.boolean(),
  eku: z.array(z.string()),
  /** Lower-case hex of the DER's hash, no colons. */
  sha1: z.string(),
  sha256: z.string(),
})

export type CertificateDocument = z.infer<typeof certificateSchema>
