import { z } from 'zod'
import { ENDED_BY, HOW, OUTCOMES, STAGES } from '../conversation/vocabulary.ts'
import { FINDING_IDS } from '../diagnosis/taxonomy.ts'

/** What `tlscope lab --json` prints: each scenario's verdict beside the expected one. */
const verdictSchema = z.strictObject({
  outcome: z.enum(OUTCOMES),
  stage: z.enum(STAGES).nullable(),
  endedBy: z.enum(ENDED_BY),
  how: z.enum(HOW),
  /** What was agreed on; `null` until a ServerHello. */
  version: z.string().nullable(),
  firstFinding: z.enum(FINDING_IDS).nullable(),
  /** Every finding of error severity. */
  errors: z.array(z.enum(FINDING_IDS)),
  summary: z.string(),
})

const scenarioSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  leg: z.enum(['client-gateway', 'gateway-apim', 'direct']),
  /** What is spoken, or offered at most where nothing is agreed; `null`: it never gets as far as TLS. */
  version: z.enum(['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3']).nullable(),
  /** Where a list has several entries, any of them is right. */
  expected: z.strictObject({
    outcome: z.array(z.enum(OUTCOMES)),
    stage: z.enum(STAGES).nullable(),
    endedBy: z.array(z.enum(ENDED_BY)),
    how: z.array(z.enum(HOW)),
    firstFinding: z.array(z.enum(FINDING_IDS)),
    mustInclude: z.array(z.enum(FINDING_IDS)),
  }),
  /** `null` where the scenario could not be run. */
  verdict: verdictSchema.nullable(),
  /** What is not as expected, one sentence each; empty where all is. */
  differences: z.array(z.string()),
})

export const labSchema = z.strictObject({
  schema: z.literal('tlscope.lab/1'),
  scenarios: z.array(scenarioSchema),
})

export type LabDocument = z.infer<typeof labSchema>
export type LabScenarioDocument = z.infer<typeof scenarioSchema>
export type LabVerdict = z.infer<typeof verdictSchema>
