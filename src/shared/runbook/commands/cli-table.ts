import { z } from 'zod'
import { APIM_TIERS, GATEWAY_SKUS } from '../article.ts'

/**
 * What the Azure CLI understands, as far as articles may use it: `resources/azure-cli/commands.json`.
 * Names, required flags and allowed values, each row with the page it was taken from and that page's date.
 */

const flagsSchema = z.record(z.string().regex(/^--?[a-z]/), z.string())
/** Where a command or flag exists at all: generations of the gateway, tiers of API Management. */
const placeSchema = z.strictObject({
  sku: z.array(z.enum(GATEWAY_SKUS)).optional(),
  tier: z.array(z.enum(APIM_TIERS)).optional(),
})
export type OnlyPlace = z.infer<typeof placeSchema>

const dateSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

const rowSchema = z.strictObject({
  source: z.string().min(1),
  dated: dateSchema,
  /** The reference marks the whole command so. */
  status: z.enum(['preview', 'deprecated']).optional(),
  /** It alters something; a block that only checks may not hold it. */
  changes: z.literal(true).optional(),
  required: flagsSchema,
  /** Flags that name the resource: all of them, or `--ids` in their place. */
  target: flagsSchema.optional(),
  optional: flagsSchema.optional(),
  /** Flags that the reference marks as preview. */
  preview: z.array(z.string()).optional(),
  /** Takes `--set`, `--add`, `--remove` and `--force-string`. */
  genericUpdate: z.literal(true).optional(),
  /** A flag that makes sense only beside one of these. */
  needs: z.record(z.string(), z.array(z.string())).optional(),
  /** Flags that exclude each other. */
  apart: z.array(z.array(z.string())).optional(),
  /** Only there does the command do anything; a block that holds it must say so. */
  only: placeSchema.optional(),
  /** The same for single flags. */
  onlyFlags: z.record(z.string(), placeSchema).optional(),
  /** One of these flags must be there. */
  oneOf: z.array(z.array(z.string())).optional(),
})

export const cliTableSchema = z.strictObject({
  about: z.string(),
  compared: dateSchema,
  kinds: z.string(),
  global: flagsSchema,
  /** Programs beside `az` that a bash block may start. */
  programs: z.array(z.string()),
  /** What `az rest` may be pointed at, with the oldest api-version that shows what articles speak of. */
  resources: z.record(
    z.string(),
    z.strictObject({ versions: z.array(dateSchema).min(1), source: z.string(), dated: dateSchema }),
  ),
  commands: z.record(z.string(), rowSchema),
})

export type CliTable = z.infer<typeof cliTableSchema>
export type CliRow = z.infer<typeof rowSchema>

/** A flag under its first name, which is the key that everything else refers to. */
export interface Flag {
  readonly name: string
  readonly kind: string
}

/** Every spelling of every flag that a command takes. */
export function flagsOf(row: CliRow, table: CliTable): ReadonlyMap<string, Flag> {
  const flags = new Map<string, Flag>()
  const add = (group: Readonly<Record<string, string>> | undefined): void => {
    for (const [names, kind] of Object.entries(group ?? {})) {
      const [first = ''] = names.split(' ')
      for (const name of names.split(' ')) flags.set(name, { name: first, kind })
    }
  }
  add(table.global)
  add(row.required)
  add(row.target)
  add(row.optional)
  if (row.target !== undefined) add({ '--ids': 'list' })
  if (row.genericUpdate) add(GENERIC_UPDATE)
  return flags
}

export function firstNames(group: Readonly<Record<string, string>> | undefined): string[] {
  return Object.keys(group ?? {}).map((names) => names.split(' ')[0] ?? names)
}

const GENERIC_UPDATE = {
  '--set': 'assignments',
  '--add': 'list',
  '--remove': 'path',
  '--force-string': 'bool',
}
