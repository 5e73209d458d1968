import { isSchemaName, SCHEMA_NAMES } from '../../../shared/contract/schema-names.ts'
import { schemaDocument } from '../../../shared/contract/schemas.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import { write } from '../terminal.ts'

export async function runSchema(name: string | null): Promise<ExitStatus> {
  if (name !== null && !isSchemaName(name)) {
    throw new CommandError(`no schema ${name}; there are: ${SCHEMA_NAMES.join(', ')}`)
  }
  await write(`${JSON.stringify(schemaDocument(name), null, 2)}\n`)
  return EXIT.fine
}
