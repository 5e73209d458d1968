import type { Command } from 'commander'
import { SCHEMA_NAMES } from '../../../shared/contract/schema-names.ts'
import type { ExitStatus } from '../exit-status.ts'

export function schemaCommand(program: Command, finish: (status: ExitStatus) => void): void {
  program
    .command('schema')
    .description('print the JSON Schema of the --json outputs')
    .argument('[name]', `one of: ${SCHEMA_NAMES.join(', ')}; none: all in one`)
    .action(async (name: string | undefined) => {
      const { runSchema } = await import('../run/schema.ts')
      finish(await runSchema(name ?? null))
    })
}
