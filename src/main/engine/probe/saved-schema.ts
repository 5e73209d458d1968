import { z } from 'zod'
import { findingSchema } from '../../../shared/contract/analysis.ts'
import { endpointSchema } from '../../../shared/contract/certificate.ts'
import { probeSchema } from '../../../shared/contract/probe.ts'
import {
  ADDRESS_SPACES,
  ATTEMPT_RESULTS,
  PROBED_FAULT_KINDS,
  type ProbeEvidence,
} from '../../../shared/conversation/probed.ts'
import { STAGES } from '../../../shared/conversation/vocabulary.ts'
import { savedTranscriptSchema } from './saved-transcript.ts'

/** What a saved probe says of itself: read from a file that anybody may have written, so nothing of it is believed unread. */

const text = z.string().max(4096)
const micros = z.number().min(0)
const port = z.int().min(0).max(65535)
const code = z.string().max(64)

const addressesSchema = z
  .array(z.strictObject({ address: z.string().max(64), space: z.enum(ADDRESS_SPACES) }))
  .max(1024)

const faultSchema = z.strictObject({
  kind: z.enum(PROBED_FAULT_KINDS),
  subject: text,
  offset: z.int().min(0).nullable(),
  expected: text,
  found: text,
})

const endSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('on-wire') }),
  z.strictObject({ kind: z.literal('unresolved'), name: text, code, said: text }),
  z.strictObject({
    kind: z.literal('unconnected'),
    how: z.enum(['refused', 'silent', 'unreachable']),
    code: code.nullable(),
  }),
  z.strictObject({
    kind: z.literal('no-tunnel'),
    status: z.int().min(100).max(599).nullable(),
    reason: text,
  }),
  z.strictObject({ kind: z.literal('silence'), stage: z.enum(STAGES), millis: z.number() }),
  z.strictObject({ kind: z.literal('unanswered'), stage: z.enum(STAGES), millis: z.number() }),
  z.strictObject({ kind: z.literal('lost'), stage: z.enum(STAGES), code }),
  z.strictObject({
    kind: z.literal('own'),
    stage: z.enum(STAGES),
    alert: z.int().min(0).max(255),
    fault: faultSchema,
  }),
  z.strictObject({ kind: z.literal('cancelled') }),
])

const evidenceSchema: z.ZodType<ProbeEvidence> = z.strictObject({
  host: text,
  port,
  startedMicros: micros,
  endedMicros: micros,
  names: z
    .strictObject({
      name: text,
      addresses: addressesSchema,
      dnsAddresses: addressesSchema.nullable(),
      aliases: z.array(text).max(64),
      servers: z.array(text).max(64),
      hostsEntries: z
        .array(z.strictObject({ file: text, line: z.int(), address: z.string().max(64) }))
        .max(1024),
      error: code.nullable(),
    })
    .nullable(),
  expectPrivate: z.boolean(),
  attempts: z
    .array(
      z.strictObject({
        address: z.string().max(64),
        port,
        result: z.enum(ATTEMPT_RESULTS),
        code: code.nullable(),
        millis: z.number(),
      }),
    )
    .max(1024),
  proxy: z.strictObject({ host: text, port }).nullable(),
  connection: z.strictObject({ client: endpointSchema, server: endpointSchema }).nullable(),
  quietMs: z.number().nullable(),
  end: endSchema,
})

const certificatesSchema = z.array(z.strictObject({ file: text, der: z.base64().max(1024 * 1024) })).max(64)

export const savedProbeSchema = z.strictObject({
  told: z.strictObject({
    evidence: evidenceSchema,
    host: text.nullable(),
    expectMtls: z.boolean(),
    trustedRoots: certificatesSchema,
    clientCa: certificatesSchema,
    clientCertificate: certificatesSchema,
    /** Files of earlier days have none. */
    transcript: savedTranscriptSchema.nullable().default(null),
  }),
  probe: probeSchema,
  findings: z.array(findingSchema).max(256),
})
