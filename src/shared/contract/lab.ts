import { z } from 'zod'
import { ENDED_BY, OUTCOMES, STAGES } from '../conversation/vocabulary.ts'
import { FINDING_IDS } from '../diagnosis/taxonomy.ts'

/** What `tlscope lab --json` prints: each scenario's verdict beside the expected one. */
const verdictSchema = z.strictObject({
  outcome: z.enum(OUTCOMES),
  stage: z.enum(STAGES).nullable(),
  endedBy: z.enum(ENDED_BY),
  firstFinding: z.enum(FINDING_IDS).nullable(),
  summary: z.string(),
})

export const labSchema = z.strictObject({
  schema: z.literal('tlscope.lab/1'),
  scenarios: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      expected: z.strictObject({
        outcome: z.enum(OUTCOMES),
        stage: z.enum(STAGES).nullable(),
        endedBy: z.enum(ENDED_BY),
        /** Any of these may stand first. */
        firstFindings: z.array(z.enum(FINDING_IDS)),
      }),
      /** `null` where the scenario could not be run; then `error` says why. */
      verdict: verdictSchema.nullable(),
      error: z.string().nullable(),
      asExpected: z.boolean(),
    }),
  ),
})

export type LabDocument = z.infer<typeof labSchema>
export type LabVerdict = z.infer<typeof verdictSchema>
