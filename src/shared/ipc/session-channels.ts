import { z } from 'zod'
import { sessionSchema } from '../contract/session.ts'
import { APIM_TIERS, GATEWAY_SKUS } from '../runbook/article.ts'
import { placesSchema } from './places.ts'

/** The part of the contract that concerns the session. The engine reads every answer; nothing is kept there. */

/** A paste of some megabytes is a whole log; there is a file for that. */
export const LONGEST_PASTE = 4_000_000

const itemSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .nullable()

export const sessionAnswerSchema = z.union([
  /** What was pasted, without its secrets: the window takes them out before it keeps the text. */
  z.strictObject({
    item: itemSchema,
    name: z.string().min(1).max(200),
    text: z.string().max(LONGEST_PASTE),
  }),
  /** A file that was dropped. */
  z.strictObject({ item: itemSchema, path: z.string().min(1).max(4096) }),
])
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>

export const sessionRequestSchema = z.strictObject({
  answers: z.array(sessionAnswerSchema).max(200),
  /** The capture or probe on show; `null`: none is. */
  analysis: z.string().min(1).max(40).nullable(),
  /** What the user typed for placeholders; names that are none are passed over. */
  names: z.record(z.string().max(60), z.string().max(256)),
  places: placesSchema,
  sku: z.enum(GATEWAY_SKUS).nullable(),
  tier: z.enum(APIM_TIERS).nullable(),
})
export type SessionRequest = z.infer<typeof sessionRequestSchema>

export const sessionChannels = {
  'session:fill': {
    request: sessionRequestSchema,
    response: z.strictObject({
      document: sessionSchema,
      /** What could not be read at all, one sentence each. */
      unread: z.array(z.string()),
    }),
  },
  /** The same, written down. */
  'session:markdown': { request: sessionRequestSchema, response: z.strictObject({ markdown: z.string() }) },
} as const
