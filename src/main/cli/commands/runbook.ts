import type { Command } from 'commander'
import type { ExitStatus } from '../exit-status.ts'

/** The articles, for those who know what they look for. */
export function runbookCommand(program: Command, finish: (status: ExitStatus) => void): void {
  program
    .command('runbook')
    .description('list the runbook articles, or print one with names filled into its commands')
    .argument('[id]', 'an article id or a finding id')
    .option('--set <name=value>', 'fill a placeholder, such as --set rg=my-group (repeatable)', collect)
    .action(async (id: string | undefined, given: { set?: string[] }) => {
      const { runRunbook } = await import('../run/runbook.ts')
      finish(await runRunbook(id, given.set ?? []))
    })
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
