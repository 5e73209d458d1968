import { z } from 'zod'
import { LEGS } from '../../conversation/vocabulary.ts'
import { APIM_TIERS, GATEWAY_SKUS, SHELLS } from '../../runbook/article.ts'
import { PARTS } from './shape.ts'

/** The checklist as data: `resources/session/checklist.json`. */

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const sentence = z.string().min(1).max(400)

const shared = { id, what: sentence }

export const checklistCommandSchema = z.union([
  /** One of its own. */
  z.strictObject({
    ...shared,
    shell: z.enum(SHELLS),
    text: z.string().min(1),
    skus: z.array(z.enum(GATEWAY_SKUS)).optional(),
    tiers: z.array(z.enum(APIM_TIERS)).optional(),
  }),
  /** A command of an article; `as` stands for its placeholders. */
  z.strictObject({ ...shared, article: id, command: id, as: z.record(z.string(), z.string()).optional() }),
  /** A query for the logs, made for the incident. */
  z.strictObject({ ...shared, query: z.enum(['access', 'upstream', 'transaction', 'firewall']) }),
])

const findingsSchema = z.strictObject({
  /** Finding ids; a star stands for any ending. */
  ids: z.array(z.string().regex(/^[a-z0-9-]+\*?$/)).min(1),
  /** Left out: of any leg. */
  legs: z.array(z.enum(LEGS)).optional(),
})

const itemSchema = z.strictObject({
  id,
  part: z.enum(PARTS),
  title: z.string().min(1).max(80),
  ask: sentence,
  truth: sentence.nullable(),
  answeredBy: sentence,
  /** Ids of commands, the most telling first. */
  commands: z.array(id).min(1),
  /** What is told here when it is found. */
  findings: z.array(findingsSchema),
})

export const checklistSchema = z.strictObject({
  about: z.string(),
  commands: z.array(checklistCommandSchema),
  items: z.array(itemSchema),
})

export type Checklist = z.infer<typeof checklistSchema>
export type ChecklistItem = z.infer<typeof itemSchema>
export type ChecklistCommand = z.infer<typeof checklistCommandSchema>
