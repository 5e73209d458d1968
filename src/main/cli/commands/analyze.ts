import type { Command } from 'commander'
import { withAnalyzeOptions } from '../analyze-options.ts'
import type { ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import type { AnalyzeCommandArguments } from '../run/analyze.ts'

export function analyzeCommand(
  program: Command,
  finish: (status: ExitStatus) => void,
  interruption: Interruption,
): void {
  withAnalyzeOptions(program.command('analyze'))
    .description('say of each TLS handshake in a saved capture where it broke, who ended it and why')
    .argument('<file...>', 'pcap or pcapng, gzip too; - is standard input')
    .option('--broken-only', 'print only the handshakes that broke')
    .option('--no-article', 'leave the runbook article out of the text')
    .option('--json', 'print one tlscope.analysis/1 document')
    .option('--ndjson', 'print one handshake a line as soon as it is decided, then a summary line')
    .addHelpText(
      'after',
      `
Examples:
  tlscope analyze trace.pcapng
  tlscope analyze trace.pcapng --gateway 10.0.1.0/24 --apim 10.0.2.5 --broken-only
  tlscope analyze trace.pcapng --keylog client.keys --client-cert client.pem
  tcpdump -i any -U -w - tcp port 443 | tlscope analyze -

Exit status: 0 nothing broke · 1 something did · 2 wrong usage, unreadable
input, or a connection that could not be judged · 3 interrupted`,
    )
    .action(async (files: string[], given: AnalyzeCommandArguments) => {
      const { runAnalyze } = await import('../run/analyze.ts')
      finish(await runAnalyze(files, given, interruption))
    })
}
