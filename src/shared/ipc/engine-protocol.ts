import { z } from 'zod'
import { analysisEventSchema, type EngineChannel } from './contract.ts'

/** What crosses between the main process and the engine process, in both directions, as structured clones. */

export interface EngineRequest {
  readonly id: number
  readonly channel: EngineChannel
  /** Validated against the channel's request schema by the engine. */
  readonly payload: unknown
}

export const engineMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answer'),
    id: z.int(),
    outcome: z.union([
      z.strictObject({ ok: z.literal(true), value: z.unknown() }),
      z.strictObject({
        ok: z.literal(false),
        error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string().nullable() }),
      }),
    ]),
  }),
  z.strictObject({ kind: z.literal('event'), event: analysisEventSchema }),
])
/** From the engine: an answer to a request, or an event that concerns the window. */
export type EngineMessage = z.infer<typeof engineMessageSchema>
