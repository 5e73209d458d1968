import { z } from 'zod'

/** The part of the contract that concerns the runbook: the articles that ship, and a team's own. */

const pathSchema = z.string().min(1).max(4096)

export const runbookFilesSchema = z.strictObject({
  /** As text, the team's behind those that ship; parsed by shared/runbook. */
  files: z.array(z.strictObject({ name: z.string(), text: z.string(), origin: z.enum(['shipped', 'team']) })),
  /** The team's folder in use; `null`: none is. */
  folder: pathSchema.nullable(),
  /** What an author has to hear of the team's articles, as `tlscope runbook --check` tells it. */
  problems: z.array(z.strictObject({ file: z.string(), line: z.int(), message: z.string() })),
})
export type RunbookFiles = z.infer<typeof runbookFilesSchema>

export const runbookChannels = {
  /** Read anew each time it is asked for. */
  'runbook:files': { request: z.strictObject({}), response: runbookFilesSchema },
  /** From the main process alone, where the folder was chosen in a dialog: articles of that folder, or of none. */
  'runbook:use': { request: z.strictObject({ folder: pathSchema.nullable() }), response: z.null() },
} as const
