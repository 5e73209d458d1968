import { z } from 'zod'

/** As much of `tlscope.analysis/1` as these tests look at. */
export const analysisDocumentSchema = z.object({
  schema: z.literal('tlscope.analysis/1'),
  handshakes: z.array(
    z.object({
      id: z.string(),
      outcome: z.string(),
      messages: z.array(z.object({ type: z.string() })),
      break: z
        .object({
          stage: z.string(),
          endedBy: z.string(),
          how: z.string(),
          detail: z.string().nullable(),
          summary: z.string(),
        })
        .nullable(),
      findings: z.array(
        z.object({
          id: z.string(),
          fixes: z.array(z.string()),
          evidence: z.array(
            z.object({
              message: z.int().nullable().optional(),
              bytes: z.tuple([z.int(), z.int()]).nullable().optional(),
              value: z.string().optional(),
            }),
          ),
        }),
      ),
    }),
  ),
})
export type AnalysisDocument = z.infer<typeof analysisDocumentSchema>
export type HandshakeDocument = AnalysisDocument['handshakes'][number]
