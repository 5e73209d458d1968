import type { Command } from 'commander'
import type { ExitStatus } from '../exit-status.ts'

/** The articles, for those who know what they look for, and their check, for those who write them. */
export function runbookCommand(program: Command, finish: (status: ExitStatus) => void): void {
  program
    .command('runbook')
    .description('list the runbook articles, print one with names filled into its commands, or check them')
    .argument('[id]', 'an article id or a finding id')
    .option('--set <name=value>', 'fill a placeholder, such as --set rg=my-group (repeatable)', collect)
    .option('--check [folder]', 'check the articles that ship, or those of a folder of your own beside them')
    .action(async (id: string | undefined, given: { set?: string[]; check?: string | true }) => {
      const { checkRunbook, runRunbook } = await import('../run/runbook.ts')
      finish(
        given.check === undefined
          ? await runRunbook(id, given.set ?? [])
          : await checkRunbook(given.check === true ? null : given.check),
      )
    })
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
