import type { Command } from 'commander'
import { collect, withAnalyzeOptions } from '../analyze-options.ts'
import type { ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import type { AzureArguments } from '../run/azure.ts'

export function azureCommand(
  program: Command,
  finish: (status: ExitStatus) => void,
  interruption: Interruption,
): void {
  withAnalyzeOptions(program.command('azure'))
    .description(
      'read saved az output (backend health, gateway, API Management, NSG rules …) and say what is wrong',
    )
    .argument(
      '<file...>',
      'JSON that az printed, as many commands to a file as you like, or log rows as CSV from the portal; - is standard input',
    )
    .option('--with <capture>', 'a capture or saved probe to hold the settings against (repeatable)', collect)
    .option('--no-facts', 'leave the table of what was read out of the text')
    .option('--no-article', 'leave the runbook article out of the text')
    .option('--json', 'print one tlscope.azure/1 document')
    .addHelpText(
      'after',
      '\nExit status 1: an error was found, or a backend is unhealthy. Options beside these are for --with.',
    )
    .action(async (files: string[], given: AzureArguments) => {
      const { runAzure } = await import('../run/azure.ts')
      finish(await runAzure(files, given, interruption))
    })
}
