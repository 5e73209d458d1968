import { type Command, InvalidArgumentError } from 'commander'
import { withAnalyzeOptions } from '../analyze-options.ts'
import type { ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import type { CompareArguments, Roles } from '../run/compare.ts'

export function compareCommand(
  program: Command,
  finish: (status: ExitStatus) => void,
  interruption: Interruption,
): void {
  withAnalyzeOptions(program.command('compare'))
    .description('hold two handshakes against one another: where they part, and field by field what differs')
    .argument(
      '<a>',
      'a capture or a saved probe, with #h3 behind it one handshake of it; - is standard input',
    )
    .argument('<b>', 'what to hold against it')
    .option('--role <a,b>', 'what the two are: direct,gateway or gateway,direct', roles)
    .option('--bytes <message>', 'print where the bytes of that message of the ladder differ', messageNumber)
    .option('--json', 'print one tlscope.compare/1 document')
    .addHelpText(
      'after',
      '\nExit status 1: they differ in something that matters. Options go for both inputs.',
    )
    .action(async (a: string, b: string, given: CompareArguments) => {
      const { runCompare } = await import('../run/compare.ts')
      finish(await runCompare(a, b, given, interruption))
    })
}

function roles(text: string): Roles {
  if (text === 'direct,gateway') return ['direct', 'gateway']
  if (text === 'gateway,direct') return ['gateway', 'direct']
  throw new InvalidArgumentError('expected direct,gateway or gateway,direct')
}

function messageNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) {
    throw new InvalidArgumentError('expected the number of a message as the ladder shows it')
  }
  return number
}
