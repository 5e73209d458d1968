import { type Command, InvalidArgumentError } from 'commander'
import { APIM_TIERS, GATEWAY_SKUS } from '../../../shared/runbook/article.ts'
import { collect, withAnalyzeOptions } from '../analyze-options.ts'
import type { ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import type { SessionArguments } from '../run/session.ts'

export function sessionCommand(
  program: Command,
  finish: (status: ExitStatus) => void,
  interruption: Interruption,
): void {
  withAnalyzeOptions(program.command('session'))
    .description('the meeting as a checklist that fills itself: what is known, and what to run for the rest')
    .argument(
      '[file...]',
      'answers: saved az output, exported log rows, openssl s_client or curl -v output, certificates; - is standard input',
    )
    .option('--with <capture>', 'a capture or saved probe (repeatable)', collect)
    .option(
      '--paste-from <file>',
      'text that answers something, - is standard input; with item= before it an answer to that item (repeatable)',
      collect,
    )
    .option('--set <name=value>', 'a name of this incident, such as --set rg=my-group (repeatable)', collect)
    .option('--sku <sku>', `the gateway’s generation: ${GATEWAY_SKUS.join(' or ')}`, oneOf(GATEWAY_SKUS))
    .option('--tier <tier>', `API Management’s tier: ${APIM_TIERS.join(', ')}`, oneOf(APIM_TIERS))
    .option(
      '--transaction <id>',
      'transactionId of a request in the gateway’s log, for the queries (repeatable)',
      collect,
    )
    .option('--kql', 'print only the queries for the gateway’s logs, filled for this incident')
    .option('--md', 'print the whole checklist as Markdown')
    .option('--json', 'print one tlscope.session/1 document')
    .addHelpText('after', '\nExit status 1: something is wrong in what is known.')
    .action(async (files: string[], given: SessionArguments) => {
      const { runSession } = await import('../run/session.ts')
      finish(await runSession(files, given, interruption))
    })
}

function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((one) => one === text)
    if (word === undefined) throw new InvalidArgumentError(`expected one of ${words.join(', ')}`)
    return word
  }
}
