import { z } from 'zod'
import { stageReportSchema } from '../contract/probe.ts'
import { probeOptionsSchema, probeQuestionSchema, profileSummarySchema } from './probe-options.ts'

/** The part of the contract that concerns probes. One probe runs at a time; another takes its place. */

const idSchema = z.string().min(1).max(40)

export const probeChannels = {
  /**
   * Reads the files, asks what must be asked (`probe-question` events), then answers and runs: `probe-stage` events, and
   * the events of any analysis after them. Where an option is wrong the error's code is `option:NAME`.
   */
  'probe:start': {
    request: z.strictObject({ options: probeOptionsSchema }),
    response: z.strictObject({
      analysis: idSchema,
      /** What will not be as one may think, one sentence each. */
      notes: z.array(z.string()),
    }),
  },
  /** The one that is prepared or runs; what it did until then is shown. */
  'probe:cancel': { request: z.strictObject({}), response: z.null() },
  /** Used once and kept nowhere; `null`: there is none. */
  'probe:answer-passphrase': {
    request: z.strictObject({ analysis: idSchema, passphrase: z.string().max(4096).nullable() }),
    response: z.null(),
  },
  'probe:confirm': {
    request: z.strictObject({ analysis: idSchema, go: z.boolean() }),
    response: z.null(),
  },
  /** Writes an annotated pcapng; the user chose `output` in the system's dialog, and `withSecrets` by name. */
  'probe:save': {
    request: z.strictObject({
      analysis: idSchema,
      output: z.string().min(1).max(4096),
      withSecrets: z.boolean(),
    }),
    response: z.strictObject({ path: z.string(), comments: z.int() }),
  },
  'probe:profiles': {
    request: z.strictObject({}),
    response: z.strictObject({ profiles: z.array(profileSummarySchema) }),
  },
} as const

/** What is told of a probe before it becomes an analysis like any other. */
export const probeEventSchemas = [
  z.strictObject({
    kind: z.literal('probe-question'),
    analysis: idSchema,
    question: probeQuestionSchema,
  }),
  z.strictObject({ kind: z.literal('probe-stage'), analysis: idSchema, report: stageReportSchema }),
] as const
