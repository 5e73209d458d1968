import type { Command } from 'commander'
import { isSchemaName, SCHEMA_NAMES, schemaDocument } from '../../../shared/contract/schemas.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import { write } from '../terminal.ts'

export function schemaCommand(program: Command, finish: (status: ExitStatus) => void): void {
  program
    .command('schema')
    .description('print the JSON Schema of the --json outputs')
    .argument('[name]', `one of: ${SCHEMA_NAMES.join(', ')}; none: all in one`)
    .action(async (name: string | undefined) => {
      if (name !== undefined && !isSchemaName(name)) {
        throw new CommandError(`no schema ${name}; there are: ${SCHEMA_NAMES.join(', ')}`)
      }
      await write(`${JSON.stringify(schemaDocument(name ?? null), null, 2)}\n`)
      finish(EXIT.fine)
    })
}
