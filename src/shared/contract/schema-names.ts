/** Every public JSON output by name; `summary` is the last line of `--ndjson`. */
export const SCHEMA_NAMES = [
  'analysis',
  'summary',
  'lab',
  'matrix',
  'compare',
  'certificate',
  'azure',
  'session',
] as const

export type SchemaName = (typeof SCHEMA_NAMES)[number]

export function isSchemaName(name: string): name is SchemaName {
  return (SCHEMA_NAMES as readonly string[]).includes(name)
}
