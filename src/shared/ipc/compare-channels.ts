import { z } from 'zod'
import { compareSchema } from '../contract/compare.ts'

/** The part of the contract that concerns comparing two handshakes. The engine keeps the last comparison's bytes. */

const idSchema = z.string().min(1).max(40)
const pathSchema = z.string().min(1).max(4096)
const roleSchema = z.enum(['direct', 'gateway'])

/** One of the two: a handshake of something that is open, or one of a file. */
export const compareSideSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('open'),
    analysis: idSchema,
    handshake: z.string().regex(/^(s\d+)?h\d+$/),
    /** What to call it. */
    name: z.string().max(4096),
  }),
  z.strictObject({
    kind: z.literal('file'),
    path: pathSchema,
    /** `null`: the one that says most beside the other. */
    handshake: z
      .string()
      .regex(/^h\d+$/)
      .nullable(),
  }),
])
export type CompareSideRequest = z.infer<typeof compareSideSchema>

/** What A and B are; `null`: not said. */
export const compareRolesSchema = z
  .tuple([roleSchema, roleSchema])
  .refine(([a, b]) => a !== b)
  .nullable()

/** At most so many bytes of one message are shown. */
export const COMPARED_BYTES = 64 * 1024

const spanSchema = z.tuple([z.int(), z.int()])

export const compareChannels = {
  'compare:run': {
    request: z.strictObject({ a: compareSideSchema, b: compareSideSchema, roles: compareRolesSchema }),
    response: z.strictObject({ comparison: idSchema, document: compareSchema }),
  },
  /** The bytes of one message of both, and where they differ. `row` as the document counts. */
  'compare:bytes': {
    request: z.strictObject({ comparison: idSchema, row: z.int().min(1) }),
    response: z.strictObject({
      a: z.instanceof(Uint8Array),
      b: z.instanceof(Uint8Array),
      ranges: z.array(z.strictObject({ a: spanSchema, b: spanSchema })),
      /** First bytes only. */
      shortened: z.boolean(),
    }),
  },
} as const
