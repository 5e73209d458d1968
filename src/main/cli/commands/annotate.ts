import type { Command } from 'commander'
import { withAnalyzeOptions } from '../analyze-options.ts'
import type { ExitStatus } from '../exit-status.ts'
import type { AnnotateArguments } from '../run/annotate.ts'

export function annotateCommand(program: Command, finish: (status: ExitStatus) => void): void {
  withAnalyzeOptions(program.command('annotate'))
    .description('copy a capture to pcapng with a comment on the packets that prove the verdict')
    .argument('<in>', 'pcap or pcapng, gzip too; never written to')
    .requiredOption('--out <file>', 'the annotated pcapng')
    .option('--handshake <id>', 'comment only this handshake')
    .option('--frame <number>', 'put a comment of your own on this packet (repeatable)', collect)
    .option('--comment <text>', 'the comment for the --frame before it (repeatable)', collect)
    .action(async (input: string, given: AnnotateArguments) => {
      const { runAnnotate } = await import('../run/annotate.ts')
      finish(await runAnnotate(input, given))
    })
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
