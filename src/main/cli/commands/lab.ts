import type { Command } from 'commander'
import type { ExitStatus } from '../exit-status.ts'
import type { LabArguments } from '../run/lab.ts'

export function labCommand(program: Command, finish: (status: ExitStatus) => void): void {
  program
    .command('lab')
    .description('run the embedded lab on loopback: handshakes that fail on purpose, each with its verdict')
    .option('--list', 'list the scenarios and run none')
    .option('--scenario <id>', 'run this one only, and show its ladder')
    .option('--json', 'print one tlscope.lab/1 document')
    .action(async (given: LabArguments) => {
      const { runLab } = await import('../run/lab.ts')
      finish(await runLab(given))
    })
}
