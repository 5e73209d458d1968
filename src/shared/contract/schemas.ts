import { z } from 'zod'
import { analysisSchema, summaryLineSchema } from './analysis.ts'
import { azureSchema } from './azure.ts'
import { certificateDocumentSchema } from './certificate-document.ts'
import { compareSchema } from './compare.ts'
import { labSchema } from './lab.ts'
import { matrixSchema } from './matrix.ts'
import { SCHEMA_NAMES, type SchemaName } from './schema-names.ts'
import { sessionSchema } from './session.ts'

const SCHEMAS = {
  analysis: analysisSchema,
  summary: summaryLineSchema,
  lab: labSchema,
  compare: compareSchema,
  matrix: matrixSchema,
  certificate: certificateDocumentSchema,
  azure: azureSchema,
  session: sessionSchema,
} as const satisfies Record<SchemaName, unknown>

/** JSON Schema (2020-12) of one output, or of all under `$defs`. */
export function schemaDocument(name: SchemaName | null): unknown {
  if (name !== null) return z.toJSONSchema(SCHEMAS[name])
  const all = SCHEMA_NAMES.map((one) => [one, withoutDialect(z.toJSONSchema(SCHEMAS[one]))])
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $defs: Object.fromEntries(all) }
}

function withoutDialect({
  $schema: _dialect,
  ...schema
}: {
  $schema?: unknown
  [key: string]: unknown
}): unknown {
  return schema
}
